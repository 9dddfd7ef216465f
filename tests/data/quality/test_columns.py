"""What columns hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from troth.data.quality import Sheet
from troth.data.quality.columns import Column, columns_of

Made = Callable[..., Sheet]


@pytest.fixture
def columns(made: Made) -> dict[str, Column]:
    lines = [
        f"{at},{at / 2},{'x' if at == 50 else at},2024-01-{at % 28 + 1:02d},{'yes' if at % 2 else 'no'},"
        f"{'red' if at % 3 else '?'},{'' if at % 4 else at},{'ab'[at % 2]}"
        for at in range(100)
    ]
    sheet = made("id,half,some,day,kept,colour,rare,label\n" + "\n".join(lines) + "\n", id="id", label="label")
    return {column.name: column for column in columns_of(sheet)}


def test_types(columns: dict[str, Column]) -> None:
    assert {name: column.type for name, column in columns.items()} == {
        "id": "whole numbers",
        "half": "numbers",
        "some": "whole numbers",
        "day": "dates",
        "kept": "yes or no",
        "colour": "categories",
        "rare": "whole numbers",
        "label": "categories",
    }


def test_what_is_missing_and_what_is_marked_so(columns: dict[str, Column]) -> None:
    assert (columns["rare"].missing, columns["rare"].different) == (75, 25)
    assert (columns["colour"].missing, columns["colour"].marks, columns["colour"].different) == (0, 34, 1)


def test_a_cell_of_another_type_is_odd(columns: dict[str, Column]) -> None:
    assert columns["some"].odd.tolist() == [50]
    assert not len(columns["half"].odd)


def test_quantiles_are_of_numbers_that_identify_nobody(columns: dict[str, Column]) -> None:
    assert columns["half"].quantiles == {"0.05": 2.475, "0.25": 12.375, "0.5": 24.75, "0.75": 37.125, "0.95": 47.025}
    assert columns["id"].quantiles is None
    assert columns["colour"].quantiles is None


def test_roles(columns: dict[str, Column]) -> None:
    assert (columns["id"].role, columns["label"].role, columns["half"].role) == ("id", "label", "feature")


def test_lists_and_columns_of_nothing(made: Made) -> None:
    lines = "".join(
        f'{{"text": "number {at} is here", "label": "{"ab"[at % 2]}", "tags": ["x", "y{at}"], "void": null}}\n'
        for at in range(9)
    )
    found = {column.name: column for column in columns_of(made(lines, "posts.jsonl", text="text", label="label"))}
    assert (found["tags"].type, found["tags"].different, found["tags"].missing) == ("lists", 10, 0)
    assert (found["void"].type, found["void"].missing) == ("nothing", 9)
