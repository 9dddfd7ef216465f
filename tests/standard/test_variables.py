from __future__ import annotations

import pytest

from troth.standard.shapes import FAULTY
from troth.standard.tree import Faults, Place, Scalar
from troth.standard.variables import Reference, read_reference

ENVIRONMENT = {"DATA": "/data", "EMPTY": ""}


def read(text: str) -> tuple[object, list[int]]:
    faults = Faults("f")
    result = read_reference(Scalar(text, text, Place(3, 5), Place(3, 5)), faults, ENVIRONMENT)
    return result, [fault.column for fault in faults.found]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("a.csv", "a.csv"),
        ("${DATA}/a.csv", "/data/a.csv"),
        ("${DATA:-x}/a.csv", "/data/a.csv"),
        ("${NONE:-../x}/a.csv", "../x/a.csv"),
        ("${EMPTY:-x}", "x"),
        ("a${DATA}${NONE:-b}", "a/datab"),
        ("$DATA/a.csv", "$DATA/a.csv"),
        ("hub:owner/name", "hub:owner/name"),
    ],
)
def test_expansion(written: str, path: str) -> None:
    assert read(written) == (Reference(written, path), [])


@pytest.mark.parametrize(
    ("written", "columns"),
    [
        ("a/${NONE}", [7]),
        ("${EMPTY}", [5]),
        ("${NONE:-}", [5]),
        ("${A B}", [5]),
        ("${DATA", [5]),
        ("${}", [5]),
        ("${NONE}${ALSO}", [5, 12]),
        ("~/a", [5]),
        ("hub:a", [5]),
        ("x" * 5000, [5]),
    ],
)
def test_faults(written: str, columns: list[int]) -> None:
    assert read(written) == (FAULTY, columns)


def test_the_nearest_variable_is_named() -> None:
    faults = Faults("f")
    read_reference(Scalar("${DATTA}", "${DATTA}", Place(1, 1)), faults, ENVIRONMENT)
    assert "Did you mean DATA?" in faults.found[0].remedy
