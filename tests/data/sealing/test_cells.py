"""Cells open in their place, and tell little by their length."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.sealing.cells import PREFIX, open_cells, padded, seal_cells, unpadded
from troth.errors import DataError

KEY = bytes(range(32))
TEXTS = st.one_of(st.none(), st.text(max_size=80))
OLD = "sealed:1:+BWAQhsPRzJl4Gqdy4MBSWKo5BTOko6C37NmWufL18RElbn7/f2EXBBauWbf1jMcoCYcN0Tbi8Vgc7xj"
"""`Ada` of the column name, row 7."""


def opened(cells: list[str | None], column: str = "name", rows: str = "7", key: bytes = KEY) -> list[str | None]:
    return open_cells(cells, column, list(rows), key, "place {}".format)


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, max_size=3))
def test_what_goes_in_comes_out(values: list[str | None]) -> None:
    rows = [str(row) for row in range(len(values))]
    cells = seal_cells(values, "name", rows, KEY)
    assert all(cell.startswith(PREFIX) for cell in cells)
    assert open_cells(cells, "name", rows, KEY, str) == values


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_padding_is_taken_off_again(value: str | None) -> None:
    assert unpadded(padded(value)) == value
    assert len(padded(value)) % 32 == 0


def test_short_cells_are_all_alike_in_length() -> None:
    values = ["male", "female", "", None, "x" * 30, "\0\x80"]
    assert len({len(cell) for cell in seal_cells(values, "sex", "123456", KEY)}) == 1
    assert len(set(seal_cells(["male"] * 6, "sex", "111111", KEY))) == 6


def test_an_old_cell_opens() -> None:
    assert opened([OLD]) == ["Ada"]


def test_every_changed_character_is_refused() -> None:
    for at in range(len(OLD)):
        for other in "A=:\n":
            cell = OLD[:at] + other + OLD[at + 1 :]
            if cell != OLD:
                with pytest.raises(DataError, match="is not the one that was sealed here"):
                    opened([cell])
    flipped = bytearray(base64.b64decode(OLD.removeprefix(PREFIX)))
    for at in range(len(flipped)):
        flipped[at] ^= 1
        with pytest.raises(DataError, match="is not the one that was sealed here"):
            opened([PREFIX + base64.b64encode(flipped).decode()])
        flipped[at] ^= 1


@pytest.mark.parametrize("cell", [None, "", "Ada", PREFIX, OLD.removeprefix(PREFIX), OLD + "=", OLD + " "])
def test_what_is_no_sealed_cell_is_refused(cell: str | None) -> None:
    with pytest.raises(DataError, match="column 'name'") as raised:
        opened([OLD, cell], rows="77")
    assert raised.value.where == "place 1"


def test_a_cell_opens_in_its_place_alone() -> None:
    for column, row, key in (("mail", "7", KEY), ("name", "8", KEY), ("name", "7", bytes(32))):
        with pytest.raises(DataError, match="altered, or moved"):
            opened([OLD], column, row, key)


def test_column_and_row_cannot_be_taken_for_each_other() -> None:
    (cell,) = seal_cells(["Ada"], 'a","b', ["c"], KEY)
    with pytest.raises(DataError, match="altered, or moved"):
        open_cells([cell], "a", ['b","c'], KEY, str)


@pytest.mark.parametrize("content", [b"", b"\x00", b"\x02\x80", b"\x01abc", b"\x01abc\x00"])
def test_what_was_not_padded_is_no_value(content: bytes) -> None:
    with pytest.raises(ValueError):
        unpadded(content)
