"""However a text is cut, what leaves is what the whole would have become."""

from __future__ import annotations

import gzip
import json
import os
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personal.examples import EXAMPLES
from troth import personal

SAMPLES = [text for text, _ in EXAMPLES.values()]
JOINTS = st.sampled_from((" ", "\n", ". ", "。", "，", " and ", "", "! "))
DATA = Path(os.environ.get("TROTH_DATA", Path(__file__).parents[3] / "shared" / "data"))


def whole(text: str) -> str:
    return personal.replaced(text, personal.find(text), personal.redact)


def in_pieces(text: str, places: Sequence[int]) -> str:
    stream = personal.Stream(personal.redact)
    edges = sorted(places)
    pieces = [text[low:high] for low, high in zip((0, *edges), (*edges, len(text)), strict=True)]
    return "".join(stream.feed(piece) for piece in pieces) + stream.end()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SAMPLES), JOINTS), max_size=8), st.data())
def test_any_split_of_examples(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    text = "".join(sample + joint for sample, joint in parts)
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=12))
    assert in_pieces(text, places) == whole(text)


def test_every_two_part_split_of_every_example() -> None:
    for sample in SAMPLES:
        text = f"Hello there. My words: {sample} and more follow."
        expected = whole(text)
        for place in range(len(text) + 1):
            assert in_pieces(text, [place]) == expected, (text, place)


def test_real_text_sign_by_sign() -> None:
    file = DATA / "pii_presidio" / "synth_dataset_v2.jsonl.gz"
    if not file.is_file():
        pytest.skip(f"no {file}: set TROTH_DATA to the folder of data sets")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["full_text"] for line in lines]
    for text in random.Random(0).sample(texts, 60):
        assert in_pieces(text, range(1, len(text))) == whole(text)


def test_nothing_of_a_finding_leaves_before_it_is_whole() -> None:
    stream = personal.Stream(personal.redact)
    given = "My card is 4111 1111 1111 1111"
    assert "".join(stream.feed(sign) for sign in given) == ""
    assert stream.held == len(given)
    assert stream.feed(". Thanks") == "My card is [card]. "
    assert stream.end() == "Thanks"
    assert stream.held == 0


def test_words_of_an_earlier_line_count_in_a_stream_too() -> None:
    text = "Your bank account:\n84736251\n"
    assert whole(text) == "Your bank account:\n[bank_account]\n"
    assert in_pieces(text, [19]) == whole(text)


def test_a_stream_can_be_used_again() -> None:
    stream = personal.Stream(personal.redact, kinds=("email",))
    assert stream.feed("a@example.org") + stream.end() == "[email]"
    assert stream.feed("account:\n") + stream.end() == "account:\n"
    assert stream.feed("b@example.org 4111111111111111") + stream.end() == "[email] 4111111111111111"
