"""Things counted, in English: one row, several rows."""

from __future__ import annotations


def counted(count: int, noun: str, several: str = "") -> str:
    """A count with its noun, in the singular where there is one; `several`: of more, where no -s makes it.

    >>> counted(1, "row"), counted(1200, "row"), counted(0, "copy", "copies")
    ('1 row', '1,200 rows', '0 copies')
    """
    return f"{count:,} {noun if count == 1 else several or f'{noun}s'}"


def are(count: int) -> str:
    """The verb behind so many.

    >>> f"one of them {are(1)}, two of them {are(2)}"
    'one of them is, two of them are'
    """
    return "is" if count == 1 else "are"
