"""Where text stands: sources, spans, and the excerpt with a caret that every message shows."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

_EXCERPT = 200  # characters of a line that an excerpt shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that a user wrote, with the path it came from."""

    path: str
    text: str = field(repr=False)
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0]
        starts.extend(i + 1 for i, c in enumerate(self.text) if c == "\n")
        object.__setattr__(self, "_starts", tuple(starts))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both 1-based."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line (1-based), without its line end."""
        start = self._starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].rstrip("\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch `[start, end)` of a source, in characters."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        return self.source.position(self.start)[1]

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def excerpt(self) -> str:
        """The first line of the span (a stretch of a long one) with carets under it, tabs kept so that they line up."""
        line, column = self.source.position(self.start)
        text = self.source.line(line)
        cut = max(0, column - 1 - _EXCERPT // 2) if len(text) > _EXCERPT else 0
        text, column = text[cut : cut + _EXCERPT], column - cut
        gutter = f"{line} | "
        pad = "".join("\t" if c == "\t" else " " for c in text[: column - 1])
        width = max(1, min(self.end - self.start, len(text) - column + 1))
        return f"{gutter}{text}\n{' ' * (len(gutter) - 2)}| {pad}{'^' * width}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A piece of text cut out of a source (a YAML scalar, a formula), character by character traceable.

    `offsets[i]` is where character `i` of `text` stands in `source`; one more entry marks the end.
    """

    source: Source
    text: str
    offsets: tuple[int, ...] = field(repr=False)

    @classmethod
    def whole(cls, text: str, path: str = "<claim>") -> Fragment:
        """A fragment that is a source of its own."""
        return cls(source=Source(path=path, text=text), text=text, offsets=tuple(range(len(text) + 1)))

    def span(self, start: int, end: int) -> Span:
        """The span in the source of the characters `[start, end)` of this fragment."""
        first = self.offsets[min(start, len(self.text))]
        last = self.offsets[end - 1] + 1 if end > start else first
        return Span(source=self.source, start=first, end=max(first, last))
