"""Cells exchanged in a row's text: the row reads as it should, and the other cells are written as they were."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from troth.data.cleaning.splice import json_object, separated

CELL = st.text(st.sampled_from("ab \"',;\n\r\t#=é我"), max_size=8)
ROW = st.lists(CELL, min_size=1, max_size=5)


def read(text: str, separator: str) -> list[str]:
    (row,) = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return row


@given(ROW, st.data(), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n", ""]), st.booleans())
def test_a_record_reads_as_it_should(row: list[str], data: st.DataObject, mark: str, end: str, quoted: bool) -> None:
    written = io.StringIO(newline="")
    style = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(written, delimiter=mark, lineterminator="\r\n", quoting=style).writerow(row)
    text = written.getvalue().removesuffix("\r\n")
    places = st.integers(0, len(row) - 1)
    cells = data.draw(st.dictionaries(places, CELL))
    gone = data.draw(st.sets(places, max_size=len(row) - 1))
    made = separated(text + end, mark, cells, gone)
    wanted = [cells.get(at, cell) for at, cell in enumerate(row) if at not in gone]
    assert made.endswith(end)
    assert read(made.removesuffix(end), mark) == wanted
    if not cells and not gone and row != [""]:
        assert made == text + end


def test_other_cells_are_written_as_they_were() -> None:
    assert separated('"a",b "c" d,"e ""f"""\r\n', ",", {0: "x"}) == '"x",b "c" d,"e ""f"""\r\n'
    assert separated("a, b, c\n", ",", {1: "x"}, blanks=True) == "a,x, c\n"
    assert separated("a\n", ",", {0: "# no comment"}) == '"# no comment"\n'
    assert separated("a\n", ",", {0: ""}) == '""\n'


def test_a_long_text_is_a_cell_like_others() -> None:
    long = "word " * 60_000
    assert separated(f'{long},"{long}",a\n', ",", {2: "b"}) == f'{long},"{long}",b\n'


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


@given(
    st.dictionaries(st.text(max_size=4), VALUE, min_size=1, max_size=5),
    st.data(),
    st.sampled_from([None, 0]),
    st.booleans(),
)
def test_an_object_reads_as_it_should(
    row: dict[str, object], data: st.DataObject, indent: int | None, ascii_: bool
) -> None:
    separators = (",", ":") if indent == 0 else (" , ", " : ")
    text = json.dumps(row, ensure_ascii=ascii_, separators=separators)
    cells = data.draw(st.dictionaries(st.sampled_from(sorted(row)), st.text(max_size=5)))
    gone = data.draw(st.sets(st.sampled_from(sorted(row)), max_size=len(row) - 1))
    made = json_object(f" {text}\n", cells, gone)
    wanted = {
        key: cells[key] if key in cells and isinstance(value, str) else value
        for key, value in row.items()
        if key not in gone
    }
    assert json.loads(made) == wanted
    assert made.endswith("}\n")
    if not cells and not gone:
        assert made == f" {text}\n"
