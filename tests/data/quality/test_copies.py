"""Copies, near copies and contradictions, held against sets of words counted here."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from troth.data.quality import Sheet, sheet_of
from troth.data.quality.contents import Contents
from troth.data.quality.copies import between, conflicting, nearly_repeated, repeated, shared, within

Made = Callable[..., Sheet]
WORDS = [f"word{at}" for at in range(300)]


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}


def alike(one: str, other: str) -> float:
    return len(shingles(one) & shingles(other)) / max(len(shingles(one) | shingles(other)), 1)


@pytest.fixture
def texts() -> list[str]:
    """Four hundred texts of which every eighth is another with a word changed at its end."""
    draw = random.Random(1)
    found = [" ".join(draw.choices(WORDS, k=draw.randint(12, 40))) for _ in range(350)]
    return [*found, *(f"{found[at].rsplit(' ', 1)[0]} changed" for at in range(0, 350, 7))]


def test_near_copies_are_those_whose_shingles_are_the_same(made: Made, texts: list[str]) -> None:
    contents = Contents(made("text,label\n" + "".join(f"{text},a\n" for text in texts), text="text", label="label"))
    rows, others = nearly_repeated(contents)
    expected = {
        later for later in range(350, 400) if any(alike(texts[later], texts[first]) >= 0.8 for first in range(350))
    }
    assert set(rows.tolist()) == expected
    assert len(expected) > 30
    assert all(alike(texts[row], texts[other]) >= 0.8 for row, other in zip(rows, others, strict=True))


def test_rows_of_a_later_sheet_in_an_earlier_one(made: Made, texts: list[str]) -> None:
    first, second = (
        Contents(made("text\n" + "".join(f"{text}\n" for text in part), name, text="text"))
        for part, name in ((texts[:350], "one.csv"), ([*texts[350:], texts[3].upper(), "all new here"], "two.csv"))
    )
    exact, near = shared(first, second)
    assert [pair.tolist() for pair in exact] == [[50], [3]]
    assert set(near[0].tolist()) == {at for at in range(50) if alike(texts[350 + at], texts[7 * at]) >= 0.8}
    assert {listing.kind for listing in between([first, second])} == {"leaked", "nearly_leaked"}
    assert next(iter(between([first, second])[0])).place.endswith("two.csv:52")


def test_contradictions_say_how_many_must_be_wrong(made: Made) -> None:
    text = "text,label\none thing,a\none thing,a\nONE thing,b\ntwo things,a\ntwo things,b\nthree,a\nthree,\n"
    contents = Contents(sheet := made(text, text="text", label="label"))
    assert sheet.labels is not None
    rows, others, wrong = conflicting(contents, sheet.labels)
    assert (rows.tolist(), others.tolist(), wrong) == ([2, 4], [0, 3], 2)
    assert repeated(contents)[0].tolist() == [1, 2, 4, 6]
    assert [listing.kind for listing in within(contents, sheet.labels)] == ["copies", "conflicts"]


def test_rows_of_tables_are_nearly_the_same_where_their_figures_are(made: Made) -> None:
    text = "age,pay,label\n10001,1,a\n10002,1,a\n10100,1,b\n" + "".join(f"{at},2,b\n" for at in range(10, 30))
    rows, others = nearly_repeated(Contents(made(text, label="label")))
    assert (rows.tolist(), others.tolist()) == ([1], [0])


def test_one_and_one_point_nought_are_the_same_in_two_files(made: Made) -> None:
    one = made("age,pay,label\n" + "".join(f"{at},2,b\n" for at in range(30)), "one.csv", label="label")
    two = made(
        "age,pay,label\n" + "".join(f"{at}.0,2,b\n" for at in range(20, 40)) + "x,2,b\n", "two.csv", label="label"
    )
    assert shared(Contents(one), Contents(two))[0][0].tolist() == list(range(10))


def test_the_sentences_of_conll2003(shared_data: Callable[[str], Path]) -> None:
    valid, test = (Contents(sheet_of(shared_data("conll2003") / name)) for name in ("valid.tsv.gz", "test.tsv.gz"))
    plain = [[" ".join(words).lower() for words in one.sheet.frame["tokens"].to_list()] for one in (valid, test)]
    there = set(plain[0])
    assert len(shared(valid, test)[0][0]) == sum(sentence in there for sentence in plain[1])
