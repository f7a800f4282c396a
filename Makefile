# `make claims` checks the statements of the documents; `make test` checks the checker. Both set up .venv themselves.

PYTHON ?= $(shell python3.11 -c '' 2>/dev/null && echo python3.11 || echo python3)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: claims test benchmarks bench-matrix bench-scalar accuracy clean

# A refuted statement is a finding, not a failure of the job: pytest's exit code 1 says that it found some.
claims: $(READY)
	@$(BIN)/pytest claims/; code=$$?; \
	case $$code in \
	0) echo "make claims: every statement passes";; \
	1) echo "make claims: done; the statements listed above do not pass (the job itself succeeded)";; \
	*) echo "make claims: the job failed: pytest ended with exit code $$code" >&2; exit $$code;; \
	esac

test: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 -q

benchmarks: $(READY)
	$(BIN)/python benchmarks/batch_throughput.py

# Side by side with other tools, hours of processor time; ARGS="--peers proofcheck tensorgrad --every 10" for less.
bench-matrix: $(READY)
	$(BIN)/python -m benchmarks.matrix $(ARGS)

# The same of scalar claims; PEER_PYTHON is the interpreter that has the other tools.
bench-scalar: $(READY)
	$(BIN)/python -m benchmarks.scalar $(ARGS)

# 5,000 mutated claims of known truth, about 40 minutes on two cores; fails if any verdict is wrong. What stands in
# the file of results is not done again.
accuracy: $(READY)
	mkdir -p build
	$(BIN)/python -m benchmarks.accuracy --results build/accuracy.jsonl --write docs/accuracy.md $(ARGS)

$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
