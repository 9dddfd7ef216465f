"""The main function of the room: where there is personal data in a text."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import TYPE_CHECKING

from troth.errors import DataError
from troth.personal.interface import KINDS, Finding
from troth.personal.windows import windows

if TYPE_CHECKING:
    from troth.personal.patterns import Patterns

LEAST = 0.45  # the score below which a candidate is none


def find(text: str, *, kinds: Collection[str] = tuple(KINDS)) -> list[Finding]:
    """What is personal in a text, in order, no two findings overlapping.

    kinds: those of `KINDS` that are looked for. Takes time linear in the text, whatever the text. Raises DataError
    where a kind is none of them, or what matches patterns is not installed.
    """
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise DataError(f"no kind of personal data: {', '.join(unknown)}", remedy=f"Kinds are {', '.join(KINDS)}.")
    return found(text, windows(text), kinds)


def found(text: str, spans: Iterable[tuple[int, int]], kinds: Collection[str], *, before: str = "") -> list[Finding]:
    """The same in windows that are known; before: what stood before the text."""
    every = patterns().find(text, spans, before=before)
    return [one for one in every if one.kind in kinds and one.score >= LEAST]


@cache
def patterns() -> Patterns:
    """All rules, made ready once: it takes a tenth of a second."""
    try:
        from troth.personal.patterns import Patterns
    except ImportError as error:
        raise DataError(
            f"{error.name} is not installed, which personal data is found by",
            remedy="Install it: pip install 'troth[personal]'",
        ) from None
    return Patterns()
