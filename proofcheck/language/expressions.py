"""The grammar of expressions: a Pratt parser with Python's precedences.

It refuses what can be read in two ways (`1/2x`, `sin x cos y`, `a <=> b <=> c`) and never guesses.
"""

from __future__ import annotations

from proofcheck.language.cursor import RELATIONS
from proofcheck.language.lex import Token
from proofcheck.language.parse_types import ABOVE_IF, ABOVE_RELATION, ANYTHING, TypeReader
from proofcheck.language.syntax import (
    SAt,
    SBind,
    SBinder,
    SCall,
    SChain,
    SGrowth,
    SHead,
    SIf,
    SIndex,
    SInfix,
    SLimit,
    SList,
    SMember,
    SName,
    SNum,
    SPrefix,
    SPrime,
    SSlice,
    STransposed,
    Syntax,
)

# operator: how tightly it binds, and above what its right side is read (one less: right-associative)
INFIX = {
    "<=>": (4, 4),
    "=>": (6, 5),
    "or": (8, 8),
    "and": (10, 10),
    "+": (16, 16),
    "-": (16, 16),
    "*": (18, 18),
    "/": (18, 18),
    "@": (18, 18),
    "**": (22, 19),
}
IF, NOT, COMPARE, NEGATE, POWER = 2, 12, 14, 20, 22
GROWTH = {"O": "O", "o": "o", "Omega": "Omega", "Theta": "Theta", "Ω": "Omega", "Θ": "Theta"}
PRIMES = ("'", "''", "'''")


class Parser(TypeReader):
    """Reads expressions; `expression(n)` takes operators that bind more tightly than n."""

    def expression(self, above: int = ANYTHING) -> Syntax:
        self.enter()
        start = self.token
        left = self._prefixed(above)
        while (longer := self._extended(left, start, above)) is not None:
            left = longer
        self.leave()
        return left

    def _extended(self, left: Syntax, start: Token, above: int) -> Syntax | None:
        """The expression with one more operator after it, or None where it ends."""
        token = self.token
        if token.kind == "superscript":
            return self._raised(left, start) if above < POWER else None
        if token.kind not in ("operator", "keyword"):
            return None
        if token.text in INFIX:
            ends = token.text in "+-" and self.sees(")", ahead=1)  # `limit(e, x, 0+)`
            return None if ends or INFIX[token.text][0] <= above else self._infix(left, start)
        if above < COMPARE and token.text in RELATIONS:
            return self._chain(left, start)
        if above < COMPARE and (token.text == "in" or (token.text == "not" and self.sees("in", ahead=1))):
            return self._member(left, start)
        if above < IF and token.text == "if":
            return self._conditional(left, start)
        return None

    def _infix(self, left: Syntax, start: Token) -> Syntax:
        op = self.advance()
        right = self.expression(INFIX[op.text][1])
        if op.text == "<=>" and self.sees("<=>"):
            raise self.error("a chain of `<=>` can be read in two ways", hint="write `(a <=> b) and (b <=> c)`")
        return SInfix(op=op.text, left=left, right=right, op_span=self.at(op), span=self.span(start))

    def _raised(self, left: Syntax, start: Token) -> Syntax:
        power = self.advance()
        value = power.value
        assert value is not None
        exponent: Syntax = SNum(value=abs(value), text=power.text.lstrip("+-"), span=self.at(power))
        if value < 0:
            exponent = SPrefix(op="neg", operand=exponent, span=self.at(power))
        return SInfix(op="**", left=left, right=exponent, op_span=self.at(power), span=self.span(start))

    def _chain(self, left: Syntax, start: Token) -> Syntax:
        operands, ops, places = [left], [], []
        while self.sees(*RELATIONS):
            op = self.advance()
            ops.append(op.text)
            places.append(self.at(op))
            operands.append(self.expression(ABOVE_RELATION))
        if self.sees("in"):
            raise self.error("`in` stands inside a chain of relations", hint="put parentheses around `… in …`")
        return SChain(operands=tuple(operands), ops=tuple(ops), op_spans=tuple(places), span=self.span(start))

    def _member(self, left: Syntax, start: Token) -> Syntax:
        negated = self.accept("not") is not None
        self.advance()
        found: Syntax
        if self.token.kind == "name" and self.token.text in GROWTH and self.sees("(", ahead=1):
            op = GROWTH[self.advance().text]
            self.open_bracket()
            right = self.expression()
            self.close_bracket()
            found = SGrowth(op=op, left=left, right=right, span=self.span(start))
        else:
            domain = self.domain()
            found = SMember(left=left, domain=domain, span=self.span(start))
        if self.sees("in", *RELATIONS):
            raise self.error("`in` stands inside a chain of relations", hint="put parentheses around `… in …`")
        return SPrefix(op="not", operand=found, span=self.span(start)) if negated else found

    def _conditional(self, then: Syntax, start: Token) -> Syntax:
        self.advance()
        test = self.expression(ABOVE_IF)
        self.expect("else", "a conditional is `a if c else b`")
        other = self.expression(IF - 1)
        return SIf(then=then, test=test, other=other, span=self.span(start))

    def _prefixed(self, above: int) -> Syntax:
        start = self.token
        if self.sees("-"):
            self.advance()
            operand = self.expression(NEGATE - 1)
            return SPrefix(op="neg", operand=operand, span=self.span(start))
        if self.sees("not"):
            if above >= NOT:
                raise self.error("unexpected `not`", hint="put parentheses around `not …`")
            self.advance()
            operand = self.expression(NOT - 1)
            return SPrefix(op="not", operand=operand, span=self.span(start))
        if self.sees("forall", "exists"):
            op = self.advance().text
            binders = self.binders()
            hint = f"write `:` before the statement, as in `{op} i in 1..n: P`"
            if self.token.starts_operand:
                raise self.error(f"expected `:` before `{self.written()}`", hint=hint)
            self.expect(":", hint)
            body = self.expression()
            return SBind(op=op, binders=binders, body=body, span=self.span(start))
        return self._operand()

    def _operand(self) -> Syntax:
        """A primary with its calls, indices and transposes."""
        start = self.token
        tree = self._primary()
        while True:
            if self.sees("(") and start.kind == "name" and self._callable(tree):
                tree = self._called(tree, start)
            elif self.sees("[") and start.kind != "number":
                tree = SIndex(base=tree, at=self._indices(), span=self.span(start))
            elif self.sees(*PRIMES) and start.kind == "name" and self._callable(tree):
                tree = self._primed(tree, start)
            elif self.sees("ᵀ"):
                self.advance()
                tree = STransposed(operand=tree, span=self.span(start))
            elif self.sees("."):
                tree = self._transposed(tree, start)
            else:
                return tree

    def _primary(self) -> Syntax:
        token = self.token
        if token.kind == "number":
            assert token.value is not None
            self.advance()
            return SNum(value=token.value, text=token.text, span=self.span(token))
        if token.kind == "name" or self.sees("true", "false"):
            self.advance()
            return SName(name=token.text, span=self.span(token))
        if self.sees("("):
            self.open_bracket()
            inner = self.expression()
            if self.sees(","):
                raise self.error("unexpected `,`", hint="write a list as `[a, b]`, an interval only after `in`")
            self.close_bracket()
            return inner
        if self.sees("["):
            return self._list()
        if self.sees("√", "∛"):
            root = self.advance()
            self.enter()
            name = SName(name="sqrt" if root.text == "√" else "cbrt", span=self.at(root))
            operand = self._operand()
            self.leave()
            return SCall(function=name, args=(operand,), span=self.span(root))
        if self.sees("{"):
            raise self.error("unexpected `{`", hint="a set stands only after `in`; a list is `[1, 2]`")
        if self.sees("if"):
            raise self.error("unexpected `if`", hint="a conditional is `a if c else b`")
        previous = self.previous
        wanted = f"write an expression after `{self.written(previous)}`" if previous else "write an expression here"
        raise self.unexpected(wanted)

    @staticmethod
    def _callable(tree: Syntax) -> bool:
        """Only what can name a function is called: `f`, `f[t]`, `f'`; so `(a)(b)` and `2(x)` are no calls."""
        base = tree.function if isinstance(tree, SPrime) else tree
        return isinstance(base.base if isinstance(base, SIndex) else base, SName)

    def _primed(self, tree: Syntax, start: Token) -> Syntax:
        mark = self.token
        order = 0
        while self.sees(*PRIMES):
            order += len(self.advance().text)
        if self.sees("["):
            tree = SIndex(base=tree, at=self._indices(), span=self.span(start))
        if not self.sees("("):
            written = self.written(start)
            hint = f"write `{written}.T` or `transpose({written})` for the transpose, `{written}'(x)` for a derivative"
            raise self.error(f"unexpected `{self.written(mark)}`", hint=hint, at=self.at(mark))
        return self._called(SPrime(function=tree, order=order, span=self.span(start)), start)

    def _transposed(self, tree: Syntax, start: Token) -> Syntax:
        dot, word = self.advance(), self.token
        if word.kind == "name" and word.text == "T" and start.kind != "number":
            self.advance()
            return STransposed(operand=tree, span=self.span(start))
        if start.kind == "number":
            hint = f"write `{self.written(start)}.0` or `{self.written(start)}`"
        else:
            hint = "write `A.T` for the transpose, `*` for a product; nothing else follows a dot"
        raise self.error("unexpected `.`", hint=hint, at=self.at(dot))

    def _list(self) -> Syntax:
        start = self.open_bracket()
        if self.sees("]"):
            raise self.error(
                "a list has at least one entry", hint="write `zeros(n)` for an array of zeros", at=self.at(start)
            )
        items = [self.expression()]
        if len(items) == 1 and self.accept("for"):
            binders = self.binders()
            self.close_bracket()
            return SBind(op="array", binders=binders, body=items[0], span=self.span(start))
        while self.accept(","):
            items.append(self.expression())
        self.close_bracket()
        return SList(items=tuple(items), span=self.span(start))

    def _indices(self) -> tuple[Syntax, ...]:
        self.open_bracket()
        items = [self._index_item()]
        while self.accept(","):
            items.append(self._index_item())
        self.close_bracket()
        return tuple(items)

    def _index_item(self) -> Syntax:
        start = self.token
        if self.accept(":"):
            return SSlice(span=self.span(start))
        lower = None if self.sees("..") else self.expression()
        if lower is not None and not self.sees(".."):
            if self.sees(":"):
                raise self.error("unexpected `:`", hint="write a stretch as `x[a..b]`, a whole axis as `x[:]`")
            return lower
        self.advance()
        upper = None if self.sees(",", "]") else self.expression()
        return SSlice(lower=lower, upper=upper, span=self.span(start))

    def _called(self, function: Syntax, start: Token) -> Syntax:
        self.open_bracket()
        if isinstance(function, SName) and function.name == "limit":
            return self._limit(start)
        args: list[Syntax] = []
        options: list[tuple[str, Syntax]] = []
        while not self.sees(")"):
            if self.token.kind == "name" and self.sees("=", ahead=1):
                options.append(self._option(options))
            else:
                if options:
                    raise self.error("an argument follows an option", hint="write `name=value` last")
                args.append(self.expression())
            if args and not options and self.accept("for"):
                return self._bind(function, args, start)
            if not self.accept(","):
                break
            if self.sees(")"):
                raise self.unexpected("write an argument after `,`")
        self.close_bracket()
        span = self.span(start)
        if not isinstance(function, SName) or function.name != "at":
            return SCall(function=function, args=tuple(args), options=tuple(options), span=span)
        if len(args) != 1 or not options:
            raise self.error("`at` takes an expression and settings", hint="write `at(e, x = a)`", at=span)
        return SAt(body=args[0], settings=tuple(options), span=span)

    def _option(self, earlier: list[tuple[str, Syntax]]) -> tuple[str, Syntax]:
        name = self.token
        if name.text in dict(earlier):
            raise self.error(f"`{self.written()}` is set twice", hint="keep one of the two")
        self.advance()
        self.advance()
        return name.text, self.expression()

    def _bind(self, function: Syntax, bodies: list[Syntax], start: Token) -> Syntax:
        binders: tuple[SBinder, ...] = self.binders()
        self.close_bracket()
        span = self.span(start)
        if not isinstance(function, SName):
            raise self.error(
                "only a named operator binds variables", hint="write `sum(e for i in 1..n)`", at=function.span
            )
        is_pair = function.name == "Cov" and len(bodies) == 2
        if len(bodies) > 1 and not is_pair:
            message = f"`{function.name}` binds variables of one expression, not of {len(bodies)}"
            raise self.error(message, hint="put them into a list, as in `max([a, b])`", at=span)
        body = SList(items=tuple(bodies), span=span) if is_pair else bodies[0]
        return SBind(op=function.name, binders=binders, body=body, span=span)

    def _limit(self, start: Token) -> Syntax:
        hint = "write `limit(e, x -> a)`, from one side `limit(e, x -> a+)`"
        body = self.expression()
        self.expect(",", hint)
        name = self.name("a variable's name")
        if not self.accept("->", ","):
            raise self.unexpected(hint)
        target = self.expression(ABOVE_RELATION)
        side = self.accept("+", "-")
        self.close_bracket()
        return SLimit(body=body, name=name.text, target=target, side=side.text if side else "", span=self.span(start))

    def head(self) -> SHead:
        """`q`, `f(z, w)` or `h[l, 0, j] over l in 1..d, …`."""
        start = self.name("a name")
        parameters: list[str] | None = None
        pattern: tuple[Syntax, ...] | None = None
        box: tuple[SBinder, ...] = ()
        if self.sees("("):
            self.open_bracket()
            parameters = []
            while not parameters or self.accept(","):
                name = self.name("a parameter's name")
                if name.text in parameters:
                    raise self.error(f"two parameters are named `{name.text}`", hint="rename one", at=self.at(name))
                parameters.append(name.text)
            self.close_bracket()
        elif self.sees("["):
            pattern = self._indices()
            if self.sees_word("over"):
                self.advance()
                box = self.binders()
        if self.token.kind != "end":
            raise self.unexpected("the left side of a definition is `q`, `f(z)` or `h[t]`")
        return SHead(
            name=start.text,
            parameters=None if parameters is None else tuple(parameters),
            pattern=pattern,
            box=box,
            span=self.span(start),
        )
