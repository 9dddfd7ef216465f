"""Every text that a detector should read in place of one: the text, its normal form, and what was encoded in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from troth.screening.alphabets import moved, spelled
from troth.screening.encodings import encoded
from troth.screening.normal import normal

DEPTH = 2  # codes within codes
MOST = 12  # texts that are read at most in place of one
GROWTH = 4  # times the length of the text that all of them have together at most, and
SPARE = 4096  # characters more


@dataclass(frozen=True, slots=True, order=True)
class Decoded:
    """What characters `start` to `end` of a text say when they are read as `how` has it."""

    start: int
    end: int
    text: str
    how: str


@dataclass(frozen=True, slots=True)
class View:
    """A text as a detector reads it.

    starts, ends: for every character, the span of the original that it comes from. how: what was done to the text to
    get there, in order; nothing for the text itself.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    how: tuple[str, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that characters `start` to `end` come from; start < end."""
        return min(self.starts[start:end]), max(self.ends[start:end])


def decoded(text: str) -> list[Decoded]:
    """Spans of a text that say something else when they are decoded, which reads like language; they may overlap.

    Takes time linear in the text. A code within a code is one deeper: `views` looks there too.
    """
    return [Decoded(*one) for one in sorted(chain(encoded(text), moved(text), spelled(text)))]


def views(text: str) -> list[View]:
    """What a detector should read: the text, its normal form, each of these decoded, to a depth of two.

    No two are alike; at most `MOST`, together at most `GROWTH` times as long as the text and `SPARE` characters more.
    The text itself is the first. Each decoding is one view: the text with what was decoded in its place.
    """
    found = [View(text, range(len(text)), range(1, len(text) + 1))]
    seen, left = {text}, GROWTH * len(text) + SPARE - len(text)
    for view in _others(found[0]):
        if view.text in seen or len(view.text) > left:
            continue
        found.append(view)
        seen.add(view.text)
        left -= len(view.text)
        if len(found) == MOST:
            break
    return found


def _others(first: View) -> Iterator[View]:
    plain = _normal(first)
    yield plain
    layer = [plain]
    for _ in range(DEPTH):
        layer = [_normal(deeper) for view in layer for deeper in _decodings(view)]
        yield from layer


def _normal(view: View) -> View:
    """The normal form of a view."""
    form = normal(view.text)
    if form.text == view.text:
        return view
    starts = [view.starts[place] for place in form.places]
    return View(form.text, starts, [view.ends[place] for place in form.places], (*view.how, "normal"))


def _decodings(view: View) -> Iterator[View]:
    """The view with what each code says in place of the code."""
    by_code: dict[str, list[Decoded]] = defaultdict(list)
    for one in decoded(view.text):
        by_code[one.how].append(one)
    for how in sorted(by_code):
        yield _spliced(view, by_code[how], how)


def _spliced(view: View, ones: Sequence[Decoded], how: str) -> View:
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for one in ones:
        if one.start < last:
            continue
        low, high = view.original(one.start, one.end)
        parts += [view.text[last : one.start], one.text]
        starts += [*view.starts[last : one.start], *[low] * len(one.text)]
        ends += [*view.ends[last : one.start], *[high] * len(one.text)]
        last = one.end
    text = "".join((*parts, view.text[last:]))
    return View(text, [*starts, *view.starts[last:]], [*ends, *view.ends[last:]], (*view.how, how))
