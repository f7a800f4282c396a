"""A place in a list of tokens: looking ahead, taking tokens, and saying what went wrong there."""

from __future__ import annotations

from proofcheck.errors import ClaimError, Problem
from proofcheck.language.lex import Limits, Token, printable, tokenize
from proofcheck.source import Fragment, Span

CLOSING = {"(": ")", "[": "]", "{": "}"}
WORDS = {"implies": "=>", "iff": "<=>", "equals": "==", "mod": "mod(a, b)", "then": "a if c else b", "where": "let"}
RELATIONS = ("==", "!=", "<=", ">=", "<", ">")


class Cursor:
    """The reading position; counts nesting and nodes against the limits, knows which brackets are open."""

    def __init__(self, fragment: Fragment, limits: Limits) -> None:
        self.fragment = fragment
        self.limits = limits
        self.tokens = tokenize(fragment, limits)
        self.place = 0
        self.depth = 0
        self.nodes = 0
        self.open: list[Token] = []

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    @property
    def previous(self) -> Token | None:
        return self.tokens[self.place - 1] if self.place else None

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.place + ahead, len(self.tokens) - 1)]

    def sees(self, *texts: str, ahead: int = 0) -> bool:
        """Whether an operator or keyword of these stands here; a name never counts."""
        token = self.peek(ahead)
        return token.kind in ("operator", "keyword") and token.text in texts

    def sees_word(self, *texts: str) -> bool:
        """Whether a name of these stands here: `by`, `over` and the words of types are no keywords."""
        return self.token.kind == "name" and self.token.text in texts

    def advance(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.place += 1
        return token

    def accept(self, *texts: str) -> Token | None:
        return self.advance() if self.sees(*texts) else None

    def expect(self, text: str, hint: str) -> Token:
        if self.sees(text):
            return self.advance()
        raise self.unexpected(hint)

    def enter(self) -> None:
        """One level deeper; an error ends the reading, so `leave` needs no protection."""
        self.depth += 1
        if self.depth > self.limits.depth:
            raise self.too_deep(self.here())

    def leave(self) -> None:
        self.depth -= 1

    def open_bracket(self) -> Token:
        self.open.append(self.advance())
        return self.open[-1]

    def close_bracket(self, *closers: str) -> Token:
        """Takes the closing partner of the innermost open bracket (one of `closers`, if an interval may mix them)."""
        wanted = closers or (CLOSING[self.open[-1].text],)
        if self.sees(*wanted):
            self.open.pop()
            return self.advance()
        if self.sees(")", "]", "}"):
            raise self.unclosed()
        raise self.unexpected(f"expected `{wanted[0]}` to close `{self.open[-1].text}`")

    def name(self, what: str) -> Token:
        """Takes a name; `what` says whose, for the message."""
        if self.token.kind == "name":
            return self.advance()
        if self.token.kind == "keyword":
            message = f"`{self.written()}` is a word of the language, it cannot be a name"
            raise self.error(message, hint="choose another name")
        raise self.unexpected(f"write {what} here")

    def end(self) -> None:
        """Demands that nothing follows."""
        if self.token.kind != "end":
            is_comma = self.sees(",")
            hint = (
                "write one relation for each claim" if is_comma else "remove what follows, or join it with an operator"
            )
            raise self.unexpected(hint)

    def span(self, start: Token) -> Span:
        """From the start of a token to the end of the last one taken; one call per node, so it counts them."""
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            message = f"the formula has more than {self.limits.nodes} parts"
            raise self.error(message, hint="name parts of it in `let`", at=self.here())
        last = self.previous
        return self.fragment.span(start.start, last.end if last is not None else start.end)

    def at(self, token: Token) -> Span:
        return self.fragment.span(token.start, token.end)

    def here(self) -> Span:
        return self.at(self.token)

    def written(self, token: Token | None = None) -> str:
        """A token as the user spelled it."""
        token = token or self.token
        return printable(self.fragment.text[token.start : token.end])

    def error(self, message: str, *, hint: str, at: Span | None = None) -> ClaimError:
        return ClaimError(Problem(message=message, span=at or self.here(), hint=hint))

    def too_deep(self, at: Span) -> ClaimError:
        message = f"the formula is nested more than {self.limits.depth} deep"
        return self.error(message, hint="name parts of it in `let`", at=at)

    def unclosed(self) -> ClaimError:
        opener = self.open[-1]
        place = self.at(opener)
        message = f"expected `{CLOSING[opener.text]}` to close `{opener.text}`"
        return self.error(message, hint=f"the `{opener.text}` stands in line {place.line}, column {place.column}")

    def unexpected(self, hint: str) -> ClaimError:
        """Says why the token here cannot stand here: the commonest reasons first."""
        token, previous = self.token, self.previous
        text = self.written()
        if token.kind == "end":
            if self.open and previous is not None and previous.ends_operand:
                return self.unclosed()
            return self.error("unexpected end of the formula", hint=hint)
        if self.sees("="):
            return self.error("unexpected `=`", hint="write `==` for equality")
        if previous is not None and previous.ends_operand and token.starts_operand:
            return self._missing_operator(previous, token)
        if self.sees("'", "''", "'''"):
            hint = "a prime stands between a function's name and its argument, as in `f'(x)`; names have none"
            return self.error(f"unexpected `{text}`", hint=hint)
        if self.sees(")", "]", "}") and not self.open:
            return self.error(f"`{text}` closes nothing", hint="remove it, or write the bracket that it closes")
        if self.sees("+", "-") and self.sees(")", ahead=1):
            return self.error(f"nothing follows `{text}`", hint="write its second operand; `0+` stands only in `limit`")
        if self.sees(".."):
            hint = "a range stands after `in` or inside an index, as in `i in 1..n` or `x[1..k]`"
        return self.error(f"unexpected `{text}`", hint=hint)

    def _missing_operator(self, previous: Token, token: Token) -> ClaimError:
        left, right = self.written(previous), self.written()
        is_word = previous.kind == "name"
        if right in WORDS or left in WORDS:
            hint = f"`{right if right in WORDS else left}` is a name here; write `{WORDS.get(right) or WORDS[left]}`"
        elif token.text == "(" and previous.kind == "superscript":
            hint = "write `*` for a product, and a power of a function's value as `sin(x)**2`"
        elif is_word and token.kind in ("name", "number"):
            hint = f"write `{left}*{right}` for a product, `{left}({right})` for a value of a function"
        elif token.kind in ("name", "number") and previous.kind == "number":
            hint = f"write `{left}*{right}` for a product"
        else:
            hint = "write `*` for a product"
        return self.error(f"expected an operator before `{right}`", hint=hint)
