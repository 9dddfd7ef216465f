"""How faults speak: what was found, what is allowed, the nearest name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LONGEST_QUOTE = 60
"""Characters of a found value that a message repeats."""

MOST_NAMED = 12
"""Allowed names a message lists before it says how many more there are."""


def quoted(value: object) -> str:
    """A value as a message repeats it: on one line, in quotes where it is text, cut when long."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def listed(names: Iterable[str], *, last: str = "or", most: int = MOST_NAMED) -> str:
    """`a`, `a or b`, `a, b or c`; a list longer than `most` is cut and says by how many."""
    every = list(names)
    if len(every) > most:
        return f"{', '.join(every[:most])} and {len(every) - most} more"
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The allowed name most like this one, or None where none is like it."""
    folded = {candidate.casefold(): candidate for candidate in names}
    near = difflib.get_close_matches(name.casefold()[:LONGEST_QUOTE], folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None


def advice(name: str, names: Iterable[str], *, most: int = MOST_NAMED) -> str:
    """Did-you-mean where a name is near, and else what is allowed, at most so many of it."""
    every = list(names)
    near = nearest(name, every)
    if near is not None:
        return f"Did you mean {near}?" + ("" if len(every) > MOST_NAMED else f" Allowed: {listed(every)}.")
    return f"Allowed: {listed(every, most=most)}." if every else "None is declared."
