"""A description as plain JSON and as a table of rows, both without a cell of the data."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from troth.data.places import Places
from troth.data.quality import Description, Listing, Sheet, describe, document, rows_found
from troth.data.quality.document import COLUMNS, LISTED

Made = Callable[..., Sheet]


@pytest.fixture
def described(made: Made) -> Description:
    rows = "".join(f"secretword number {at % 40},{'ab'[at % 2]},{'fm'[at // 2 % 2]}\n" for at in range(60))
    sheet = made(f"text,label,gender\n{rows}", text="text", label="label", groups=("gender",))
    other = made("text,label,gender\nsecretword number 3,b,f\n", "=test.csv", text="text", label="label")
    return describe([sheet, other])


def test_the_document_is_json_without_a_text(described: Description) -> None:
    told = json.dumps(document(described), allow_nan=False)
    assert "secretword" not in told
    read = json.loads(told)
    assert [sheet["rows"] for sheet in read["sheets"]] == [60, 1]
    assert {(one["kind"], one["count"]) for one in read["listings"]} >= {("copies", 20), ("leaked", 1)}
    assert read["label_errors"]["share"]["estimate"] is None


def test_every_row_found_is_in_the_table_and_none_is_a_formula(described: Description) -> None:
    table = rows_found(described)
    assert dict(table.schema) == COLUMNS
    assert table.height == sum(len(listing) for listing in described.listings)
    leaked = table.filter(table["kind"] == "leaked").row(0, named=True)
    assert leaked["sheet"] == "'=test.csv"
    assert not any(str(cell).startswith(("=", "+", "-", "@")) for row in table.rows() for cell in row if cell)


def test_long_listings_are_cut_in_the_document_alone(described: Description) -> None:
    rows = np.arange(LISTED + 5)
    long = Listing("copies", "x", "", rows, Places(((0, "x.csv"),), rows + 2), rows * 0)
    told = document(_with(described, long))["listings"][0]
    assert (told["count"], len(told["rows"])) == (LISTED + 5, LISTED)
    assert rows_found(_with(described, long)).height == LISTED + 5


def _with(described: Description, listing: Listing) -> Description:
    one = described
    return Description(
        one.sheets, one.others, (listing,), one.representation, one.label_errors, one.findings, one.confidence
    )
