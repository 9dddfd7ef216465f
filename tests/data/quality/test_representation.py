"""Groups beside a reference population."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from troth.data.quality import Sheet, read_reference
from troth.data.quality.representation import OTHERS, represented
from troth.errors import DataError

Made = Callable[..., Sheet]


def people(made: Made, women: int) -> Sheet:
    rows = "".join(
        f"a question {at} of mine,{'ab'[at % 2]},{'Female' if at < women else 'male '}\n" for at in range(400)
    )
    return made(f"text,label,gender\n{rows}", text="text", label="label", groups=("gender",))


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    path = tmp_path / "census.csv"
    path.write_text("group,value,share\ngender,female,0.51\ngender,male,0.49\n")
    return path


def test_what_is_as_the_census_does_not_differ(made: Made, reference: Path) -> None:
    (found,) = represented(people(made, 204), read_reference(reference), 0.95)
    assert found.differ == ()
    assert found.p > 0.5
    assert (found.rows, found.unknown) == (400, 0)
    assert found.expected == pytest.approx((0.51, 0.49))


def test_what_is_not_differs(made: Made, reference: Path) -> None:
    (found,) = represented(people(made, 120), read_reference(reference), 0.95)
    assert set(found.differ) == {"female", "male"}
    assert found.p < 1e-6


def test_where_shares_leave_room_the_rest_is_others(made: Made, tmp_path: Path) -> None:
    (tmp_path / "census.csv").write_text("group,value,share\ngender,female,0.5\n")
    (found,) = represented(people(made, 200), read_reference(tmp_path / "census.csv"), 0.95)
    assert [part.name for part in found.parts] == ["female", OTHERS]
    assert found.expected == pytest.approx((0.5, 0.5))
    assert found.unknown == 0


def test_a_row_that_names_a_group_twice_is_in_it_once(made: Made, reference: Path) -> None:
    rows = "".join(
        f'{{"text": "question {at}", "label": "{"ab"[at % 2]}", "gender": ["Female", "female "]}}\n' for at in range(60)
    )
    sheet = made(rows, text="text", label="label", groups=("gender",), name="rows.jsonl")
    (found,) = represented(sheet, read_reference(reference), 0.95)
    assert [part.counts["successes"] for part in found.parts] == [60, 0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("group,value\ngender,female\n", "no column 'share'"),
        ("group,value,share\ngender,female,1.5\n", "from 0 to 1"),
        ("group,value,share\ngender,female,much\n", "from 0 to 1"),
        ("group,value,share\ngender,,0.5\n", "from 0 to 1"),
        ("group,value,share\ngender,f,0.5\ngender,f,0.2\n", "again"),
        ("group,value,share\ngender,f,0.5\ngender,F ,0.2\n", "again"),
        ("group,value,share\ngender,f,0.6\ngender,m,0.6\n", "sum to 1.200"),
    ],
)
def test_what_is_no_reference_is_refused(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "census.csv").write_text(content)
    with pytest.raises(DataError, match=words):
        read_reference(tmp_path / "census.csv")


def test_a_reference_of_other_columns_is_refused(made: Made, tmp_path: Path) -> None:
    (tmp_path / "census.csv").write_text("group,value,share\nrace,x,0.5\n")
    with pytest.raises(DataError, match="names no column"):
        represented(people(made, 200), read_reference(tmp_path / "census.csv"), 0.95)
