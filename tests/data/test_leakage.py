from __future__ import annotations

import random

import numpy as np
import polars as pl

from troth.data.content import normal
from troth.data.interface import Finding, Roles
from troth.data.leakage import leakage, near_copies
from troth.data.places import Places
from troth.data.roles import Part

WORDS = [f"word{number}" for number in range(400)]


def texts(count: int, seed: int, length: int = 30) -> list[str]:
    chooser = random.Random(seed)
    return [" ".join(chooser.choices(WORDS, k=length)) for _ in range(count)]


def part(name: str, rows: list[str], labels: list[str] | None = None) -> Part:
    frame = pl.DataFrame(
        {"text": rows, "label": labels or ["a"] * len(rows)}, schema=dict.fromkeys(("text", "label"), pl.String)
    )
    places = Places(((0, f"{name}.csv"),), np.arange(2, len(rows) + 2, dtype=np.int64))
    return Part(name, frame, Roles(text="text", label="label"), places)


def found(findings: list[Finding], words: str) -> list[Finding]:
    return [finding for finding in findings if words in finding.what]


def test_clean_splits_give_no_finding() -> None:
    assert leakage([part("train", texts(200, 1)), part("validation", texts(50, 2)), part("test", texts(50, 3))]) == []


def test_a_copy_is_found_whatever_its_case_and_blanks() -> None:
    train = texts(100, 1)
    findings = leakage([part("train", train), part("test", [*texts(20, 2), train[7].upper().replace(" ", "  ")])])
    assert [(finding.count, finding.examples) for finding in findings] == [(1, ("test.csv:22 = train.csv:9",))]
    assert "also stand in the train split" in findings[0].what


def test_near_copies_are_found_and_different_texts_are_not() -> None:
    left = texts(500, 1)
    changed = [f"{text.rsplit(' ', 1)[0]} changed" for text in left[:100]]
    half = [
        " ".join(text.split()[:15] + other.split()[15:])
        for text, other in zip(left[100:200], texts(100, 9), strict=True)
    ]
    pairs = near_copies(pl.Series(left), pl.Series([*changed, *half]))
    assert [pair for pair in pairs if pair[0] != pair[1]] == []
    assert 99 <= len(pairs) <= 100


def test_a_copy_among_hundreds_from_one_template_is_found() -> None:
    draw = random.Random(4)

    def filled(number: int) -> str:
        words = [f"w{place}" for place in range(30)]
        for place in draw.sample(range(30), 8):
            words[place] = f"x{number}-{place}"
        return " ".join(words)

    left = [filled(number) for number in range(300)]
    right = [*(filled(number) for number in range(300, 400)), f"{left[250]} today"]
    assert near_copies(pl.Series(left), pl.Series(right)) == [(100, 250)]


def test_chinese_is_compared_by_characters() -> None:
    text = "这家酒店的位置很好离地铁站只有五分钟早餐也不错下次还会再来"
    pairs = near_copies(normal(pl.Series([text])), normal(pl.Series([text + "！", text[:-1] + "的", text[::-1]])))
    assert [row for row, _ in pairs] == [0, 1]


def test_short_texts_are_near_nothing() -> None:
    assert near_copies(pl.Series(["card not working now"]), pl.Series(["card not working yet"])) == []
    assert near_copies(pl.Series([], dtype=pl.String), pl.Series(["a b c d e f g"])) == []


def test_copies_that_contradict_each_other() -> None:
    findings = leakage([part("train", ["one", "One ", "two", "two"], ["a", "b", "a", "a"])])
    assert [(finding.severity, finding.count) for finding in findings] == [("note", 2), ("warning", 2)]
    assert findings[1].examples == ("train.csv:2 / train.csv:3",)


def test_tables_are_compared_by_all_their_features() -> None:
    def table(name: str, ages: list[float]) -> Part:
        frame = pl.DataFrame({"age": ages, "work": ["x"] * len(ages), "label": ["a"] * len(ages)})
        places = Places(((0, name),), np.arange(1, len(ages) + 1, dtype=np.int64))
        return Part(name, frame, Roles(label="label", features=("age", "work")), places)

    findings = leakage([table("train", [1.0, 2.0]), table("test", [2.0, 3.0, float("nan")])])
    assert [finding.count for finding in findings] == [1]


def test_no_contents_in_findings() -> None:
    secret = "jane doe lives at nine elm street and has not paid"
    findings = leakage([part("train", [secret, *texts(9, 1)]), part("test", [secret, secret + " yet"])])
    assert len(findings) == 2
    assert "jane" not in repr(findings)


def _cases(name: str, ids: list[str] | None, labels: list[str]) -> Part:
    """Of few small numbers, as many tables are: rows are alike by chance."""
    frame = pl.DataFrame({"age": [at % 3 for at in range(len(labels))], "label": labels})
    frame = frame if ids is None else frame.with_columns(pl.Series("case", ids))
    places = Places(((0, f"{name}.csv"),), np.arange(2, len(labels) + 2, dtype=np.int64))
    return Part(name, frame, Roles(label="label", id=None if ids is None else "case", features=("age",)), places)


def test_rows_of_a_table_that_are_alike_and_have_ids_of_their_own_are_a_note() -> None:
    labels = ["a", "b"] * 5
    for own, gravity in (([f"u{at}" for at in range(10)], "note"), ([f"t{at}" for at in range(10)], "warning")):
        findings = leakage([_cases("train", [f"t{at}" for at in range(10)], labels), _cases("test", own, labels)])
        assert [finding.severity for finding in found(findings, "also stand in")] == [gravity]
    findings = leakage([_cases("train", None, labels), _cases("test", None, labels)])
    assert [finding.severity for finding in found(findings, "also stand in")] == ["warning"]
    assert [finding.severity for finding in found(findings, "a different label")] == ["note"]
