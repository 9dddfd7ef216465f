"""Texts put together from templates by chance: `{slot}` is one of a slot's, `[one|another]` one of these."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

_BRACKETS = str.maketrans("‹›⟨⟩", "[]{}")  # signs that stand for those that templates are made of
_PARTS = re.compile(r"\{(\w+)\}|\[([^\[\]]*)\]")


def write(template: str, slots: Mapping[str, Sequence[str]], draw: Random) -> str:
    """A template filled; slots and choices may have slots and choices in them."""
    while found := _PARTS.search(template):
        slot, choices = found.groups()
        said = draw.choice(slots[slot]) if slot else draw.choice(choices.split("|"))
        template = template[: found.start()] + said + template[found.end() :]
    return template.translate(_BRACKETS)


def lines(text: str) -> tuple[str, ...]:
    """One template a line."""
    return tuple(line.strip() for line in text.strip().splitlines() if line.strip())


def worn(text: str, draw: Random) -> str:
    """In another case, or with a sign lost, as people write."""
    chance = draw.random()
    if chance < 0.12:
        return text.lower()
    if chance < 0.17:
        return text.upper()
    if chance < 0.25:
        return re.sub(r"[.,!?;:\"']", "", text)
    if chance < 0.32 and len(text) > 8:
        place = draw.randrange(1, len(text) - 2)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text
