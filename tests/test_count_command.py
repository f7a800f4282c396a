"""`proofcheck count` from the command line: reports, messages in full, exit status, and who may name a factory."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from test_layers import edges, package, reached
from torch.utils import flop_counter

from proofcheck.cli import main
from proofcheck.load.yaml import load_text

_LINE = re.compile(r":\d+\)")

BLOCK = """\
count_models:block: TransformerEncoderLayer on (B, T, d)
  parameters       8*d**2 + 11*d
                   = 600 at B = 2, T = 5, d = 8
                   all trainable
  multiplications  8*B*T*d**2 + 2*B*T**2*d
                   = 5920 at B = 2, T = 5, d = 8
  by operator      aten.addmm 3200, aten.bmm 800, aten.mm 1920 at B = 2, T = 5, d = 8
  entrywise        2*B*T*d
                   = 160 at B = 2, T = 5, d = 8
  functions        _safe_softmax, native_layer_norm: counted as none
  flop_counter     agrees at B = 2, T = 5, d = 8: 11840 flops, two for each multiplication
                   the same at 37 other sizes
  evidence         multiplications interpolated from 18 sizes, checked on 20 others
                   (B from 2 to 64, T from 2 to 64, d from 2 to 64): a fit that was checked, not a proof

  part                class                            parameters  multiplications
  self_attn           MultiheadAttention                      288             3360
  self_attn.out_proj  NonDynamicallyQuantizableLinear          72                0
  linear1             Linear                                  144             1280
  linear2             Linear                                  136             1280
  norm1               LayerNorm                                16                0
  norm2               LayerNorm                                16                0
"""

POLYNOMIALS_ONLY = """\
count_models:mlp: Named on (B, d)
  parameters       4*d**2*depth + 3*d*depth + 3*d + 3
                   all trainable
  multiplications  4*B*d**2*depth + 3*B*d
  entrywise        0
  flop_counter     agrees at B = 2, d = 2, depth = 2: 152 flops, two for each multiplication
                   the same at 32 other sizes
  evidence         multiplications interpolated from 12 sizes, checked on 21 others
                   (B from 2 to 64, d from 2 to 64, depth from 2 to 64): a fit that was checked, not a proof

  part        class                     parameters  multiplications
  layers      ModuleList  4*d**2*depth + 3*d*depth   4*B*d**2*depth
  layers.0    Sequential              4*d**2 + 3*d         4*B*d**2
  layers.0.0  Linear                  2*d**2 + 2*d         2*B*d**2
  layers.0.2  Linear                    2*d**2 + d         2*B*d**2
  layers.1    Sequential              4*d**2 + 3*d         4*B*d**2
  layers.1.0  Linear                  2*d**2 + 2*d         2*B*d**2
  layers.1.2  Linear                    2*d**2 + d         2*B*d**2
  head        Linear                       3*d + 3            3*B*d
"""

SPECTRUM = """\
count_models:spectrum: Function on (B, 3)
  parameters       0
  multiplications  at least 12*B
                   = at least 24 at B = 2
  entrywise        at least 0
  not counted      aten._fft_r2c (1 call)
                   what these multiply is not in the counts above: they are lower bounds
  flop_counter     agrees at B = 2: 48 flops, two for each multiplication
                   the same at 6 other sizes
  evidence         multiplications interpolated from 2 sizes, checked on 5 others
                   (B from 2 to 64): a fit that was checked, not a proof
"""

VECTOR = """\
count_models:vector: Function on (7, 3)
  parameters       0
  multiplications  140
  by operator      aten.mm 105, aten.mv 35
  entrywise        0
  flop_counter     agrees on the other operators: 210 flops, two for each multiplication
                   has no row for aten.mv (35 of our multiplications)
"""

TIED = """\
count_models:tied: Tied on (B, T:int)
  parameters       48
                   44 trainable, 4 frozen; 1 shared tensor counted once; 7 numbers in buffers, apart
  multiplications  40*B*T
                   = 240 at B = 2, T = 3
  entrywise        0
  functions        native_layer_norm: counted as none
  flop_counter     agrees at B = 2, T = 3: 480 flops, two for each multiplication
                   the same at 18 other sizes
  evidence         multiplications interpolated from 4 sizes, checked on 15 others
                   (B from 2 to 64, T from 2 to 64): a fit that was checked, not a proof

  part       class      parameters  multiplications
  embedding  Embedding          40                0
  norm       LayerNorm           8                0
  readout    Linear             40              240
"""

WINDOW = """\
count_models:window: Window on (B, T, 4)
  parameters       0
  multiplications  4*B*T**2
                   no polynomial for all sizes: at B = 2, T = 64 this gives 32768, the run 20480
                   20480 at B = 2, T = 64
  entrywise        0
  flop_counter     agrees at B = 2, T = 64: 40960 flops, two for each multiplication
                   the same at 18 other sizes
  evidence         multiplications interpolated from 6 sizes, checked on 10 others
                   (B from 2 to 64, T from 2 to 64): a fit that was checked, not a proof
"""

STRIDED = """\
count_models:strided: Conv2d on (B, 3, H, 6)
  parameters       112
                   all trainable
  multiplications  162*B*H + 162*B if H mod 2 = 1
                   162*B*H if H mod 2 = 0
                   = 2592 at B = 2, H = 7
  entrywise        0
  flop_counter     agrees at B = 2, H = 7: 5184 flops, two for each multiplication
                   the same at 49 other sizes
  evidence         multiplications interpolated from 8 sizes, checked on 42 others
                   (B from 2 to 64, H from 2 to 64): a fit that was checked, not a proof
"""

LOGARITHMIC = """\
count_models:logarithmic: Function on (B, 1)
  parameters       0
  multiplications  14 at B = 8; no polynomial of degree ≤ 4 in `B` fits
  entrywise        0
  flop_counter     agrees at B = 8: 28 flops, two for each multiplication
                   the same at 26 other sizes
  evidence         counted at 27 sizes (B from 2 to 64)
"""


@pytest.mark.parametrize(
    ("arguments", "report", "status"),
    [
        pytest.param(
            ["block", "--input", "B, T, d", "--size", "d=8", "--at", "B=2,T=5"], BLOCK, 0, id="transformer-block"
        ),
        pytest.param(["mlp", "--input", "B, d", "--size", "d", "--size", "depth"], POLYNOMIALS_ONLY, 0, id="no-values"),
        pytest.param(["spectrum", "--input", "B, 3", "--at", "B=2"], SPECTRUM, 4, id="lower-bound"),
        pytest.param(["vector", "--input", "7, 3"], VECTOR, 0, id="no-row-in-flop-counter"),
        pytest.param(["tied", "--input", "B, T:int", "--at", "B=2", "--at", "T=3"], TIED, 0, id="shared-parameters"),
        pytest.param(["window", "--input", "B, T, 4", "--at", "B=2,T=64"], WINDOW, 0, id="two-regimes"),
        pytest.param(["strided", "--input", "B, 3, H, 6", "--at", "B=2,H=7"], STRIDED, 0, id="stride"),
        pytest.param(["logarithmic", "--input", "B, 1", "--at", "B=8"], LOGARITHMIC, 0, id="no-polynomial"),
    ],
)
def test_report(arguments: list[str], report: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", f"count_models:{arguments[0]}", *arguments[1:]]) == status
    assert capsys.readouterr().out == report


def table(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["count", *arguments]) == 0
    return capsys.readouterr().out.partition("\n\n")[2].splitlines()


def test_a_deep_model_is_shown_as_deep_as_fits(capsys: pytest.CaptureFixture[str]) -> None:
    rows = table(["count_models:deep", "--input", "2, 4"], capsys)
    assert len(rows) == 1 + 22 + 1
    assert rows[1:3] == [
        "  layers     ModuleList        1520             2560",
        "  layers.0   Sequential          76              128",
    ]
    assert rows[-1] == "  (parts below depth 2 are in the rows of those that hold them)"


def test_of_many_parts_the_last_are_summed(capsys: pytest.CaptureFixture[str]) -> None:
    rows = table(["count_models:wide", "--input", "2, 4"], capsys)
    assert len(rows) == 1 + 30
    assert rows[-1] == "  11 more                    148              160"


def test_data_that_must_be_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "count_models:reader", "--input", "B, 3", "--at", "B=2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  multiplications  20*B" in lines
    start = next(i for i, line in enumerate(lines) if line.startswith("  ran in memory"))
    assert _LINE.sub(":N)", lines[start]).endswith(
        "Tensor.item() cannot be called on meta tensors (count_models.py:N);"
    )
    assert lines[start + 1].strip() == (
        "here counts may depend on the values of the inputs, which are zeros unless the factory gives them"
    )


@pytest.mark.parametrize(
    ("arguments", "multiplications", "parameters"),
    [
        pytest.param(["torch.nn:Linear", "--size", "in_features", "--arg", "out_features=5",
                      "--input", "B, in_features"],
                     "5*B*in_features", "5*in_features + 5", id="a-class-as-a-factory"),
        pytest.param(["count_models:block", "--arg", "heads=4", "--input", "B, T, 8"],
                     "16*B*T**2 + 512*B*T", "600", id="an-argument"),
        pytest.param(["torch.nn:MultiheadAttention", "--size", "embed_dim", "--arg", "num_heads=2",
                      "--arg", "batch_first=true",
                      *(x for s in "TSS" for x in ("--input", f"B, {s}, embed_dim"))],
                     "2*B*S*T*embed_dim + 2*B*S*embed_dim**2 + 2*B*T*embed_dim**2", "4*embed_dim**2 + 4*embed_dim",
                     id="several-inputs"),
        pytest.param(["torch.nn:TransformerEncoderLayer", "--arg", "d_model=8", "--arg", "nhead=2",
                      "--arg", "dim_feedforward=16", "--arg", "batch_first=true",
                      "--input", "B, T, 8", "--input", "src_mask = T, T:bool"],
                     "16*B*T**2 + 512*B*T", "600", id="a-keyword"),
        pytest.param(["torch.nn:Conv1d", "--size", "in_channels", "--size", "out_channels", "--size", "kernel_size",
                      "--input", "in_channels, T"],
                     "T*in_channels*kernel_size*out_channels - in_channels*kernel_size**2*out_channels"
                     " + in_channels*kernel_size*out_channels",
                     "in_channels*kernel_size*out_channels + out_channels", id="a-kernel"),
        pytest.param(["count_models:strided", "--input", "B, 3, 2*H, 2*W"], "108*B*H*W", "112", id="multiples"),
        pytest.param(["count_models:with_examples", "--size", "heads"], "96*heads", "13*heads", id="own-inputs"),
        pytest.param(["torch.nn:LSTM", "--size", "input_size", "--size", "hidden_size", "--input", "T, B, input_size"],
                     "4*B*T*hidden_size*input_size + 4*B*T*hidden_size**2",
                     "4*hidden_size*input_size + 4*hidden_size**2 + 8*hidden_size", id="lstm"),
        pytest.param(["torch.nn:Linear", "--arg", "in_features=3", "--arg", "out_features=5", "--arg", "dtype=null",
                      "--input", "B, 3:float32"], "15*B", "20", id="dtype"),
    ],
)  # fmt: skip
def test_polynomials(
    arguments: list[str], multiplications: str, parameters: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = record(arguments, capsys)
    assert found["multiplications"]["pieces"] == [{"if": [], "polynomial": multiplications}]
    assert found["parameters"]["pieces"] == [{"if": [], "polynomial": parameters}]
    assert found["multiplications"]["checked_on"] > 0


def record(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["count", *arguments, "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    found: dict[str, Any] = json.loads(out)
    return found


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = record(["count_models:vector", "--input", "B, 3", "--at", "B=7"], capsys)
    formula = {"interpolated_from": 2, "checked_on": 6, "exception": None, "why_not": ""}
    zero = {
        "value": 0,
        "pieces": [{"if": [], "polynomial": "0"}],
        **formula,
        "interpolated_from": 1,
        "checked_on": 6,
    }
    points = found["flop_counter"].pop("compared")
    assert found == {
        "target": "count_models:vector",
        "class": "Function",
        "inputs": ["B, 3"],
        "at": {"B": 7},
        "asked": True,
        "device": "meta",
        "parameters": zero,
        "trainable": zero,
        "buffers": zero,
        "multiplications": {
            "value": 140,
            "pieces": [{"if": [], "polynomial": "20*B"}],
            **formula,
            "checked_on": points - 2,
        },
        "entrywise": zero,
        "shared": 0,
        "complete": True,
        "operators": {"aten.mm": 105, "aten.mv": 35},
        "entrywise_operators": {},
        "functions": [],
        "not_counted": {},
        "flop_counter": {
            "flops": 210,
            "differs": [],
            "only_here": {"aten.mv": 35},
            "only_there": {},
            "failed": "",
            "agrees": True,
        },
        "parts": [],
    }


def test_what_the_model_prints_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "count_models:chatty", "--input", "3", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["class"] == "Function"
    assert err == "hello from the factory\nand from the model\n"


def test_a_difference_is_reported(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(flop_counter.flop_registry, torch.ops.aten.addmm, lambda *args, out_val, **kwargs: 100)
    assert main(["count", "count_models:mlp", "--input", "2, 4"]) == 1
    assert (
        "  flop_counter     DIFFERS: 500 flops, two for each multiplication\n"
        "                   aten.addmm: 280 multiplications here, 500 flops there\n"
    ) in capsys.readouterr().out


def test_a_failure_of_flop_counter_is_none_of_the_model(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*args: object, **kwargs: object) -> int:
        raise AssertionError("no such shapes")

    monkeypatch.setitem(flop_counter.flop_registry, torch.ops.aten.addmm, fails)
    assert main(["count", "count_models:mlp", "--input", "2, 4"]) == 4
    out = capsys.readouterr().out
    assert "  multiplications  280\n" in out
    assert "  flop_counter     failed, so nothing is compared: the model does not run on 2×4, in `layers.0.0`: " in out


MESSAGES = [
    (
        ["mlp", "--input", "B, d", "--at", "B=2,d=8"],
        "at B = 2, d = 8: the model does not run on 2×8, in `layers.0.0`: RuntimeError: mat1 and mat2 shapes cannot be "
        "multiplied (2x8 and 4x8) (count_models.py:N)\n"
        "hint: `count_models:mlp` has a parameter `d`, which only `--size d=…` sets",
    ),
    (
        ["mlp", "--input", "B, 8", "--at", "B=2", "--size", "n=8"],
        "`count_models:mlp` has no parameter `n`; it has `d`, `depth`",
    ),
    (
        ["mlp", "--input", "B, 8", "--at", "B=2", "--arg", "dept=8"],
        "`count_models:mlp` has no parameter `dept`; did you mean `depth`?",
    ),
    (
        ["one_only", "--input", "B, 3", "--at", "B=4"],
        "at B = 4: the model does not run on 4×3: ValueError: one at a time (count_models.py:N)",
    ),
    (
        ["one_only", "--input", "B, 3"],
        "at B = 2: the model does not run on 2×3: ValueError: one at a time (count_models.py:N)\n"
        "hint: larger sizes up to 1024, all the same, do not work either; give some that do: `--at B=…`",
    ),
    (
        ["mlp"],
        "the model does not run on no input: TypeError: Named.forward() missing 1 required positional argument: 'x'\n"
        "hint: give its inputs with `--input`, or return them from the factory",
    ),
    (
        ["needy", "--input", "B"],
        "`count_models:needy` needs a value for `width`\n"
        "hint: give `--arg width=…`, or `--size width=…` for a size that the polynomial is to be in",
    ),
    (
        ["positional", "--input", "B"],
        "`count_models:positional` takes `width` by position only; write a factory without it",
    ),
    (
        ["nothing", "--input", "B"],
        "`count_models:nothing` returned nothing, no torch.nn.Module\n"
        "hint: a factory returns a module, or a pair of a module and its inputs",
    ),
    (
        ["broken", "--input", "B", "--at", "B=2"],
        "`count_models:broken` failed: RuntimeError: no weights here (count_models.py:N)",
    ),
    (["leaves", "--input", "3"], "`count_models:leaves` failed: SystemExit: 3 (count_models.py:N)"),
    (
        ["instance", "--input", "3"],
        "`count_models:instance` is a module, no factory of modules\n"
        "hint: write `def make(): return instance` and name that",
    ),
    (["number", "--input", "3"], "`count_models:number` is a value of type `int`, no factory of modules"),
    (["nmber", "--input", "3"], "`count_models` has no `nmber`; did you mean `number`?"),
    (
        ["mlp", "--input", "B, T/2", "--at", "B=2,T=3"],
        "at B = 2, T = 3: the shape `B, T/2` is not of whole numbers at these sizes",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), MESSAGES, ids=[" ".join(a) for a, _ in MESSAGES])
def test_messages(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", f"count_models:{arguments[0]}", *arguments[1:]]) == 2
    assert _LINE.sub(":N)", capsys.readouterr().err) == f"proofcheck: {message}\n"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("count_missing:f", "cannot import `count_missing`: ModuleNotFoundError: No module named 'count_missing'"),
        (
            "count_models.py:mlp",
            "`count_models.py:mlp` is not of the form module:factory\n"
            "hint: write the module as it is imported, without `.py`, and the name of a factory in it",
        ),
        (
            "os.system('true'):f",
            "`os.system('true'):f` is not of the form module:factory\n"
            "hint: write the module as it is imported, without `.py`, and the name of a factory in it",
        ),
    ],
)
def test_targets(target: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", target]) == 2
    assert capsys.readouterr().err == f"proofcheck: {message}\n"


def test_a_module_that_fails_on_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "count_failing.py").write_text("x = 1\ny = x.wrong\n", "utf-8")
    sys.path.insert(0, str(tmp_path))
    try:
        assert main(["count", "count_failing:make"]) == 2
    finally:
        sys.path.remove(str(tmp_path))
    assert capsys.readouterr().err == (
        "proofcheck: cannot import `count_failing`: AttributeError: 'int' object has no attribute 'wrong' "
        "(count_failing.py:2)\n"
    )


def test_modules_of_the_working_directory_are_found(tmp_path: Path) -> None:
    (tmp_path / "count_here.py").write_text("from torch import nn\ndef make():\n    return nn.Linear(3, 4)\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "proofcheck", "count", "count_here:make", "--input", "B, 3"],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "  multiplications  12*B\n" in done.stdout


PAGE = (Path(__file__).parent.parent / "docs" / "counting-models.md").read_text("utf-8")


def test_the_example_of_the_documentation_is_a_real_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = dict(re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
    (tmp_path / "mymodels.py").write_text(blocks["python"], "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    _, *arguments = shlex.split(blocks["sh"])
    assert main(arguments) == 0
    assert capsys.readouterr().out == blocks["text"]


def test_every_option_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["count", "--help"])
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help"}
    assert options == {"--input", "--at", "--size", "--arg", "--json"}
    assert options <= set(re.findall(r"--[a-z]+", PAGE))


def test_every_key_of_the_json_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    found = record(["count_models:vector", "--input", "B, 3"], capsys)
    keys = {*found, *found["multiplications"], *found["multiplications"]["pieces"][0], *found["flop_counter"]}
    assert keys <= set(re.findall(r"`(\w+)`", PAGE.partition("## JSON")[2]))


def test_interrupt(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["count", "count_models:interrupted"]) == 130
    assert capsys.readouterr().err == "\nproofcheck: interrupted\n"


def test_only_the_command_line_reaches_the_code_that_imports_models() -> None:
    graph = edges(package())
    inside = {name for name in graph if name.startswith("proofcheck.count.") and name != "proofcheck.count.options"}
    others = {name for name in graph if not name.startswith("proofcheck.count")}
    assert {name for name in others if reached(name, graph) & inside} == {"proofcheck.cli", "proofcheck.__main__"}


@pytest.mark.parametrize("key", ["count", "model", "module", "factory"])
def test_a_claim_file_cannot_name_a_factory(key: str) -> None:
    loaded = load_text(f"proofcheck: 1\n{key}: count_models:broken\nclaims:\n  - {{id: a, claim: 1 == 1}}\n", "a.yaml")
    assert [f"unknown key `{key}`" in str(problem) for problem in loaded.problems] == [True]
