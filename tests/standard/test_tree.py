from __future__ import annotations

import pytest

from troth.standard.tree import Entries, Faults, Items, Place, Scalar, plain, plant


def value(text: str) -> object:
    faults = Faults("f")
    node = plant(f"a: {text}\n", faults)
    assert not faults.found, faults.found
    tree = plain(node)
    assert isinstance(tree, dict)
    return tree["a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("12", 12),
        ("-7", -7),
        ("0o14", 12),
        ("0xC", 12),
        ("014", 14),
        ("1e-5", 1e-5),
        (".5", 0.5),
        ("12:30:45", "12:30:45"),
        ("2026-11-22", "2026-11-22"),
        ("1_000", "1_000"),
        ("'true'", "true"),
        ('"12"', "12"),
        ("=", "="),
        ("[1, [x], {b: 2}]", [1, ["x"], {"b": 2}]),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_the_core_schema(text: str, expected: object) -> None:
    found = value(text)
    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize("text", [".inf", "-.Inf", ".nan", "1e999", "9007199254740992", "0x" + "f" * 40, "9" * 200])
def test_numbers_that_json_cannot_keep(text: str) -> None:
    faults = Faults("f")
    plant(f"a: {text}\n", faults)
    assert [fault.column for fault in faults.found] == [4]


def test_places_of_values_and_within_them() -> None:
    node = plant("a:\n  - 'quoted'\n  - plain text\n  - \"es\\u0063aped\"\n", Faults("f"))
    assert isinstance(node, Entries)
    items = node.get("a")
    assert isinstance(items, Items)
    quoted, bare, escaped = items.items
    assert isinstance(quoted, Scalar)
    assert isinstance(bare, Scalar)
    assert isinstance(escaped, Scalar)
    assert (quoted.place, quoted.within(2)) == (Place(2, 5), Place(2, 8))
    assert (bare.place, bare.within(6)) == (Place(3, 5), Place(3, 11))
    assert escaped.within(4) == escaped.place == Place(4, 5)


def test_faults_of_one_file_are_told_together_in_its_order() -> None:
    faults = Faults("f")
    plant("a: &x 1\na: *x\nb: !!int 3\n<<: {c: 1}\n", faults)
    error = faults.error()
    assert [fault.line for fault in error.faults] == [1, 2, 2, 3, 4]


def test_no_bomb_grows() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    faults = Faults("f")
    assert len(str(plain(plant(bomb, faults)))) < 200
    assert len(faults.found) == 6
