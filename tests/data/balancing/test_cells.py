"""Rows counted by label and group together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from troth.data import sheet_of
from troth.data.balancing import Cell, cells_of, standing
from troth.errors import DataError
from troth.standard import Columns

ROWS = "sex,race,age,label\nF,a,1,1\nF,b,2,0\nF,a,3,0\nM,b,4,1\nM,b,5,1\nM,a,6,0\nM,b,7,1\n,a,8,1\nF,a,9,\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_cells_their_gap_and_what_is_in_none(file: Path) -> None:
    sheet = sheet_of(file, columns=Columns(label="label", groups=("sex",)))
    found = standing(cells_of(sheet, ("sex",)))
    assert found.cells == (Cell("M", "1", 3, 3), Cell("F", "0", 2, 2), Cell("F", "1", 1, 1), Cell("M", "0", 1, 1))
    assert (found.rows, found.outside, found.effective) == (7, 2, 7)
    assert found.gap == pytest.approx(3 / 4 - 1 / 3, abs=1e-6)


def test_weights_close_the_gap_and_cost_rows(file: Path) -> None:
    sheet = sheet_of(file, columns=Columns(label="label", groups=("sex",)))
    cells = cells_of(sheet, ("sex",))
    weights = np.where(cells.codes == cells.codes[0], 9.0, 1.0)
    found = standing(cells, weights)
    assert found.cells[0] == Cell("F", "1", 1, 9)
    assert found.effective == pytest.approx((9 + 6) ** 2 / (81 + 6), abs=0.01)


def test_several_columns_are_one_group(file: Path) -> None:
    sheet = sheet_of(file, columns=Columns(label="label", groups=("sex", "race")))
    cells = cells_of(sheet, ("sex", "race"))
    assert cells.group_names == ("F & a", "F & b", "M & a", "M & b")


def test_labels_alone_and_groups_alone(file: Path) -> None:
    sheet = sheet_of(file, columns=Columns(label="label", groups=("sex",)))
    labels, groups = standing(cells_of(sheet, ())), standing(cells_of(sheet, ("sex",), labelled=False))
    assert [(cell.group, cell.label, cell.rows) for cell in labels.cells] == [(None, "1", 5), (None, "0", 3)]
    assert [(cell.group, cell.label, cell.rows) for cell in groups.cells] == [("F", None, 4), ("M", None, 4)]
    assert (labels.gap, groups.gap) == (None, None)


def test_rows_of_several_groups_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"text": "a b c", "label": "x", "of": ["p", "q"]}\n' * 3, encoding="utf-8")
    sheet = sheet_of(file, columns=Columns(text="text", label="label", groups=("of",)))
    with pytest.raises(DataError, match="several groups of 'of'"):
        cells_of(sheet, ("of",))


def test_a_column_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(DataError, match="no column 'town'"):
        cells_of(sheet_of(file, columns=Columns(label="label")), ("town",))
