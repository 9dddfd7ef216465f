"""Text with spans, put together from templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

_PARTS = re.compile(r"\{(\w+)\}|\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Written:
    """A text and what is personal in it: start, end, kind; in order."""

    text: str
    spans: tuple[tuple[int, int, str], ...] = ()

    def __add__(self, other: Written) -> Written:
        moved = tuple((start + len(self.text), end + len(self.text), kind) for start, end, kind in other.spans)
        return Written(self.text + other.text, self.spans + moved)


Slot = Callable[[Random], Written]
Slots = Mapping[str, Slot]


def marked(text: str, kind: str) -> Written:
    """All of it one span."""
    return Written(text, ((0, len(text), kind),))


def joined(parts: Sequence[Written], between: str = "") -> Written:
    """One after the other."""
    whole = Written("")
    for place, part in enumerate(parts):
        whole = whole + Written(between if place else "") + part
    return whole


def write(template: str, slots: Slots, draw: Random) -> Written:
    """A template filled: `{slot}` by its slot, `[one|another|]` by one of these, slots in them too."""
    whole, end = Written(""), 0
    for found in _PARTS.finditer(template):
        whole = whole + Written(template[end : found.start()])
        slot, choices = found.groups()
        whole = whole + (slots[slot](draw) if slot else write(draw.choice(choices.split("|")), slots, draw))
        end = found.end()
    return whole + Written(template[end:])


def plain(words: Sequence[str]) -> Slot:
    """A slot of words that are nobody's."""
    return lambda draw: Written(draw.choice(words))


def listed(text: str) -> tuple[str, ...]:
    """Names parted by commas, over lines."""
    return tuple(name.strip() for name in text.replace("\n", " ").split(",") if name.strip())
