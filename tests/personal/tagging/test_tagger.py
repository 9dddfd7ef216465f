"""The taggers that come with the program."""

from __future__ import annotations

import random
from importlib import resources

import pytest

from troth import personal
from troth.data import ORIGINS
from troth.personal.tagging import LANGUAGES, tagger, tagger_for

LARGEST = 25e6  # bytes that may come with the program


def found(text: str) -> set[tuple[str, str]]:
    return {(one.kind, text[one.start : one.end]) for one in personal.find(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My name is Maria Rossi and I live in Berlin.", {("person", "Maria Rossi"), ("location", "Berlin")}),
        ("Please ship it to 12 Oak Street, Leeds.", {("street_address", "12 Oak Street"), ("location", "Leeds")}),
        ("She works for Hartley Logistics Ltd and likes it.", {("organisation", "Hartley Logistics Ltd")}),
        ("我叫王小明，住在杭州市。", {("person", "王小明"), ("location", "杭州市")}),
        ("他在华盛科技有限公司上班。", {("organisation", "华盛科技有限公司")}),
    ],
)
def test_names_are_found(text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= found(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I activate my card?",
        "The weather was cold and the train late, so we stayed at home.",
        "Please restart the system and try again.",
        "为什么我的转账还没有到账？",
    ],
)
def test_sentences_without_names_have_none(text: str) -> None:
    assert not found(text)


def test_people_of_every_origin_are_found() -> None:
    """By names that were kept from what the tagger learned from; how many of each, the bench says."""
    draw = random.Random(0)
    right = n = 0
    for names in ORIGINS.values():
        for _ in range(8):
            name = f"{draw.choice(names.audited.given)} {draw.choice(names.audited.family)}"
            findings = personal.find(f"Yesterday {name} called about the invoice.", kinds=("person",))
            right += any(one.start < 10 + len(name) and one.end > 10 for one in findings)
            n += 1
    assert right >= 0.9 * n


def test_a_number_that_holds_is_surer_than_a_name() -> None:
    assert ("card", "4111 1111 1111 1111") in found("Visa 4111 1111 1111 1111, Ann Miller")


def test_each_reads_its_language_and_is_small() -> None:
    assert tagger_for("see 小") is tagger("chinese")
    assert tagger_for("see") is tagger("english")
    folder = resources.files("troth.personal.tagging") / "networks"
    sizes = [len((folder / f"{language}.onnx").read_bytes()) for language in LANGUAGES]
    assert sum(sizes) < LARGEST


def test_a_window_is_read_alike_beside_others() -> None:
    line = "Maria Rossi met Dr. Chen in Paris.\n"
    alone = tagger("english").find(line)
    findings = personal.find(line * 3, kinds=personal.NAMED)
    assert len(findings) == 3 * len(alone)
    assert [one.start for one in findings[: len(alone)]] == [one.start for one in alone]


def test_very_long_runs_are_read_in_parts() -> None:
    assert personal.find("王小明" * 500 + "x" * 5000) is not None


def test_signs_that_are_left_out_change_nothing() -> None:
    """A window of short words is read without the places that only a long one fills."""
    short, long = "Ann Lee met Bo in Rome.", "Ann Lee met Bo in Rome. Extraordinarily-incomprehensibly."
    assert [(one.start, one.end) for one in tagger("english").find(short)] == [
        (one.start, one.end) for one in tagger("english").find(long)
    ]


@pytest.mark.parametrize(
    "text", ["//@精彩电影:你中枪了么，不想被淘汰的转起！", "我就是蟹子！！//@微博经典语录：你身边有几个巨蟹座？"]
)
def test_signs_alone_are_no_name(text: str) -> None:
    """Of both the network takes a stroke for a person."""
    assert all(any(map(str.isalnum, value)) for _, value in found(text))
