"""Denominators by name: how many rows an estimate and each of its groups or labels rests on.

Names come from data, so two may be the same, or one may be `n`: each keeps its own count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def denominators(n: int, names: Iterable[str], sizes: Iterable[int], **more: int) -> dict[str, int]:
    """`n` and `more` under their own names, then each group's or label's size under its.

    >>> denominators(5, ["a", "n"], [2, 3])
    {'n': 5, 'a': 2, 'n (2)': 3}
    """
    known = {"n": n, **more}
    named = distinct([*known, *names])[len(known) :]
    return known | dict(zip(named, (int(size) for size in sizes), strict=True))


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """The names, each one that stood before numbered from 2 on."""
    taken: set[str] = set()
    result = []
    for name in names:
        number, own = 2, name
        while own in taken:
            number, own = number + 1, f"{name} ({number})"
        taken.add(own)
        result.append(own)
    return tuple(result)
