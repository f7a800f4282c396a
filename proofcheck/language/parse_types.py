"""The grammar of types, domains and binders: `symmetric matrix[n, n] in [0, 1]`, `for i in 1..n if i != k`.

A type is read word by word: adjectives in any order, then its kind, dimensions and domain. An adjective may be
several words (`positive definite`, `one-hot`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from fractions import Fraction

from proofcheck.errors import ClaimError, nearest
from proofcheck.language.cursor import RELATIONS, Cursor
from proofcheck.language.lex import Token
from proofcheck.language.syntax import SBinder, SDomain, SNum, STypeSpec, Syntax

SCALARS = ("real", "integer", "complex", "boolean")
ARRAYS = ("vector", "matrix", "tensor")
KINDS = (*SCALARS, *ARRAYS, "function")

# Words as written -> the adjective they mean. The longest match wins.
ADJECTIVES: dict[tuple[str, ...], str] = {
    **{
        tuple(name.split()): name
        for name in (
            "symmetric",
            "skew",
            "positive definite",
            "positive semidefinite",
            "orthogonal",
            "orthonormal columns",
            "full rank",
            "invertible",
            "diagonal",
            "lower triangular",
            "upper triangular",
            "rank one",
            "permutation",
            "unit",
            "probability",
            "stochastic",
            "doubly stochastic",
            "nilpotent",
            "projection",
        )
    },
    ("one", "hot"): "one-hot",
    ("skew", "symmetric"): "skew",
}
SIGNS = {"positive": ">", "nonnegative": ">=", "negative": "<", "nonpositive": "<=", "nonzero": "!="}
_WORDS = sorted({*KINDS, *SIGNS, "parameter", *ADJECTIVES.values(), *(word for key in ADJECTIVES for word in key)})

# How tightly an operator binds; an expression read at level n takes only operators above n.
ANYTHING, ABOVE_IF, ABOVE_RELATION = 0, 2, 14


class TypeReader(Cursor, ABC):
    """Reads types, domains and binders; the expressions in them are read by the class below it."""

    @abstractmethod
    def expression(self, above: int = ANYTHING) -> Syntax:
        """The expression that starts here, of operators that bind more tightly than `above`."""

    def domain(self) -> SDomain:
        """What follows `in`: `{a, b}`, `[a, b]`, `(a, oo)` or `a..b by -1`."""
        start = self.token
        if self.sees("{"):
            self.open_bracket()
            members = self._listed()
            self.close_bracket()
            return SDomain(kind="set", bounds=members, span=self.span(start))
        if self.sees("[") or (self.sees("(") and self._opens_pair()):
            return self._interval(start)
        lower = self.expression(ABOVE_RELATION)
        if not self.sees(".."):
            raise self.unexpected("write a range `1..n`, an interval `[0, 1]` or a set `{1, 2}` after `in`")
        self.advance()
        upper = self.expression(ABOVE_RELATION)
        step = self._step() if self.sees_word("by") else 1
        return SDomain(kind="range", bounds=(lower, upper), step=step, span=self.span(start))

    def _listed(self) -> tuple[Syntax, ...]:
        items = [self.expression()]
        while self.accept(","):
            items.append(self.expression())
        return tuple(items)

    def _interval(self, start: Token) -> SDomain:
        opener = self.open_bracket()
        lower = self.expression()
        comma = self.expect(",", "an interval has two ends, as in `[0, 1]`; a single value is `{0}`")
        upper = self.expression()
        if self.sees(","):
            raise self.error("an interval has two ends", hint="write a set as `{1, 2, 3}`", at=self.at(comma))
        closer = self.close_bracket("]", ")")
        return SDomain(
            kind="interval",
            bounds=(lower, upper),
            lower_open=opener.text == "(",
            upper_open=closer.text == ")",
            span=self.span(start),
        )

    def _opens_pair(self) -> bool:
        """Whether the bracket here encloses a comma of its own, as in `(0, oo)` and unlike `(n + 1)..m`."""
        depth = 0
        for token in self.tokens[self.place :]:
            if token.kind == "operator" and token.text in "([{":
                depth += 1
            elif token.kind == "operator" and token.text in ")]}":
                depth -= 1
                if depth == 0:
                    return False
            elif token.kind == "operator" and token.text == "," and depth == 1:
                return True
        return False

    def _step(self) -> int:
        by = self.advance()
        sign = -1 if self.accept("-") else 1
        if self.token.kind == "number" and self.token.value == 1:
            self.advance()
            return sign
        raise self.error(
            "a range goes by steps of 1 or -1", hint="write `b..a by -1`, or a filter `if`", at=self.at(by)
        )

    def binders(self) -> tuple[SBinder, ...]:
        """`i in 1..n if i != k, x: real, z ~ normal(0, 1) for …`; `i, j in 1..n` binds both."""
        found: list[SBinder] = []
        while True:
            found.extend(self._binder())
            if not self.accept(",") and not self.accept("for"):
                return tuple(found)

    def _binder(self) -> list[SBinder]:
        names = [self.name("a variable's name")]
        while self.accept(","):
            names.append(self.name("a variable's name"))
        domain = type_ = distribution = test = None
        if self.accept("in"):
            domain = self.domain()
        elif self.accept(":"):
            type_ = self.type_spec(names[-1].text)
        elif self.accept("~"):
            distribution = self.expression(ABOVE_RELATION)
        elif self.sees("="):
            raise self.error("unexpected `=`", hint="write `in`, as in `i in 1..n`")
        else:
            raise self.unexpected(
                "say what the variable ranges over, as in `i in 1..n`, `x: real` or `z ~ normal(0, 1)`"
            )
        if self.accept("if"):
            test = self.expression(ABOVE_IF)
        return [
            SBinder(
                name=name.text,
                domain=domain,
                type=type_,
                distribution=distribution,
                test=test if name is names[-1] else None,
                span=self.span(name),
            )
            for name in names
        ]

    def type_spec(self, bound: str = "") -> STypeSpec:
        """`[parameter] adjectives kind[dims] [domain]`, or `function[index](types) -> type`; of a `bound` variable."""
        self.enter()
        start = self.token
        properties: list[str] = []
        signs: list[Token] = []
        parameter = False
        while not self.sees_word(*KINDS) or self._kind_is_adjective():
            if self.sees_word("parameter"):
                parameter, _ = True, self.advance()
            elif self.sees_word(*SCALARS):
                entries = self.advance().text
                properties.extend([entries] if entries != "real" else [])
            elif (adjective := self._adjective()) is not None:
                properties.append(adjective)
            elif self.sees_word(*SIGNS):
                signs.append(self.advance())
            else:
                raise self._unknown_word(bound if self.token is start else "")
            self.accept(",")
        kind = self.advance()
        if kind.text == "function":
            spec = self._function(start)
        else:
            dims = self._dimensions(kind)
            spec = STypeSpec(
                kind=kind.text,
                dims=dims,
                properties=tuple(properties),
                parameter=parameter,
                domain=_merged((*self._signed(signs, kind), *self._domains())),
                span=self.span(start),
            )
        if kind.text == "function" and (properties or signs or parameter):
            raise self.error("a function has no adjectives", hint="state its properties in `assume`", at=self.at(start))
        self.leave()
        return spec

    def _kind_is_adjective(self) -> bool:
        return self.sees_word(*SCALARS) and self.peek().kind == "name"

    def _adjective(self) -> str | None:
        """Takes the longest adjective that stands here; words are joined by spaces or hyphens."""
        words: list[str] = []
        ahead, best, best_end = 0, None, 0
        while self.peek(ahead).kind == "name" and len(words) < 2:
            words.append(self.peek(ahead).text)
            ahead += 1
            if tuple(words) in ADJECTIVES:
                best, best_end = ADJECTIVES[tuple(words)], ahead
            if self.sees("-", ahead=ahead):
                ahead += 1
        self.place += best_end
        return best

    def _unknown_word(self, bound: str) -> ClaimError:
        if self.token.kind != "name":
            return self.unexpected("write a type, as in `real`, `integer >= 1`, `vector[n]` or `matrix[m, n]`")
        word = self.written()
        following = self.peek()
        pair = f"{word} {following.text}" if following.kind == "name" else word
        guess = nearest(pair, ADJECTIVES.values()) or nearest(word, _WORDS)
        hint = f"did you mean `{guess}`?" if guess else f"the types are {', '.join(f'`{k}`' for k in KINDS)}"
        if bound and not guess:
            hint = f"say what `{bound}` ranges over, as in `{bound} in 1..n` or `{bound}: real`"
        return self.error(f"unknown type or adjective `{word}`", hint=hint)

    def _dimensions(self, kind: Token) -> tuple[Syntax, ...]:
        if kind.text in SCALARS:
            if self.sees("["):
                hint = f"write `{kind.text} vector[n]`, `{kind.text} matrix[m, n]` or `{kind.text} tensor[a, b, c]`"
                raise self.error(f"`{kind.text}` has no dimensions", hint=hint)
            return ()
        example = {"vector": "vector[n]", "matrix": "matrix[m, n]", "tensor": "tensor[a, b, c]"}[kind.text]
        if not self.sees("["):
            raise self.unexpected(f"write its dimensions, as in `{example}`")
        self.open_bracket()
        dims = self._listed()
        self.close_bracket()
        wanted = {"vector": 1, "matrix": 2}.get(kind.text, len(dims))
        if len(dims) != wanted:
            plural = "dimension" if wanted == 1 else "dimensions"
            message = f"a {kind.text} has {wanted} {plural}, not {len(dims)}"
            raise self.error(message, hint=f"write `{example}`", at=self.span(kind))
        return dims

    def _signed(self, signs: list[Token], kind: Token) -> tuple[SDomain, ...]:
        """`positive real` as `real > 0`; on a matrix the word could mean definiteness, so it is refused."""
        for sign in signs:
            if kind.text in ("matrix", "tensor", "complex", "boolean"):
                hint = f"write the bound after the type, as in `{kind.text}[…] {SIGNS[sign.text]} 0` for entries"
                raise self.error(f"`{sign.text} {kind.text}` is ambiguous", hint=hint, at=self.at(sign))
        return tuple(
            SDomain(
                kind="compare",
                bounds=(SNum(value=Fraction(0), text="0", span=self.at(sign)),),
                ops=(SIGNS[sign.text],),
                span=self.at(sign),
            )
            for sign in signs
        )

    def _domains(self) -> tuple[SDomain, ...]:
        """Everything after a type that bounds it: `in [0, 1]`, `> 0`, `>= 0 and < 1`, `in [0, 1] and != 1/2`."""
        found: list[SDomain] = []
        while True:
            start = self.token
            if self.accept("in"):
                found.append(self.domain())
            elif self.sees(*RELATIONS):
                op = self.advance().text
                bound = self.expression(ABOVE_RELATION)
                found.append(SDomain(kind="compare", bounds=(bound,), ops=(op,), span=self.span(start)))
            else:
                return tuple(found)
            if not self.sees("and") or not self.sees("in", *RELATIONS, ahead=1):
                return tuple(found)
            self.advance()

    def _function(self, start: Token) -> STypeSpec:
        index = None
        if self.sees("["):
            self.open_bracket()
            index = self.expression()
            self.close_bracket()
        if not self.sees("("):
            raise self.unexpected("write its types, as in `function(real) -> real`")
        self.open_bracket()
        parameters = [self.type_spec()]
        while self.accept(","):
            parameters.append(self.type_spec())
        self.close_bracket()
        self.expect("->", "write the type of its value, as in `function(real) -> real`")
        result = self.type_spec()
        return STypeSpec(
            kind="function", parameters=tuple(parameters), result=result, index=index, span=self.span(start)
        )


def _merged(domains: tuple[SDomain, ...]) -> tuple[SDomain, ...]:
    """Neighbouring comparisons as one, so that `positive real < 1` and `real > 0 and < 1` are the same tree."""
    found: list[SDomain] = []
    for domain in domains:
        if found and found[-1].kind == domain.kind == "compare":
            last = found.pop()
            domain = replace(last, bounds=last.bounds + domain.bounds, ops=last.ops + domain.ops)
        found.append(domain)
    return tuple(found)
