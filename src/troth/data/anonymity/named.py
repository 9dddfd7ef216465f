"""Which columns of a table were named, and as what, to make it anonymous."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from troth.data.anonymity.classes import there
from troth.errors import DataError

EXCLUSIVE = (
    ("--quasi", "--drop"),
    ("--quasi", "--keep"),
    ("--quasi", "--person"),
    ("--quasi", "--sensitive"),
    ("--drop", "--keep"),
    ("--drop", "--sensitive"),
)
"""Options that do not take the same column."""


@dataclass(frozen=True, slots=True)
class Named:
    """quasi: what people may be known by. sensitive: what nobody is to learn of a person. drop: what is left out. keep:
    what stays by decision, whatever it gives away. person: what tells whose a row is, where persons are counted.
    categories: what is no number though it looks so. personal: what others, as a charter, call personal.
    """

    quasi: Sequence[str]
    sensitive: Sequence[str] = ()
    drop: Sequence[str] = ()
    keep: Sequence[str] = ()
    person: str | None = None
    categories: Sequence[str] = ()
    personal: Sequence[str] = ()

    def check(self, frame: pl.DataFrame) -> None:
        """Raise DataError for a column that is not there, or that is named as two things that exclude each other."""
        person = () if self.person is None else (self.person,)
        said = {
            "--quasi": self.quasi,
            "--sensitive": self.sensitive,
            "--drop": self.drop,
            "--keep": self.keep,
            "--person": person,
        }
        for names in (self.quasi, self.sensitive, person):
            there(frame, names)
        for names in (self.drop, self.keep, self.categories):
            there(frame, names, nested=True)
        for one, other in EXCLUSIVE:
            both = [name for name in said[one] if name in said[other]]
            if both:
                raise DataError(
                    f"the column {both[0]!r} is named with {one} and with {other}",
                    remedy="Name it with one of them: --quasi generalises it, --drop leaves it out, --keep and "
                    "--sensitive leave it as it is.",
                )
