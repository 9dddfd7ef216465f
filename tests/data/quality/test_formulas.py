"""By column, the cells that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Callable

from troth.data.quality import Sheet
from troth.data.quality.formulas import formulas

Made = Callable[..., Sheet]


def test_columns_with_formulas_are_listed_of_separated_values_alone(made: Made) -> None:
    sheet = made('text,label\n=1+1,a\n"one, two",-3\n@you,b\n', text="text", label="label")
    (listing,) = formulas(sheet)
    assert (listing.of, [one.place.rpartition(":")[2] for one in listing]) == ("text", ["2", "4"])
    lines = '{"text": "=1+1", "label": "a"}\n{"text": "x y", "label": "b"}\n'
    assert formulas(made(lines, "posts.jsonl", text="text", label="label")) == []
