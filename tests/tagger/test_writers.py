"""The writers: spans hold what they say, and no name that the audit keeps for itself is written."""

from __future__ import annotations

import importlib
from random import Random

import pytest

from troth.data import ORIGINS
from troth.personal.tagging.decoding import TAGGED


def writer(language: str):  # type: ignore[no-untyped-def]
    try:
        text = importlib.import_module(f"tagger.{language}").text
        text(Random(0))
    except SystemExit as error:
        pytest.skip(str(error))
    return text


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_spans_are_in_order_and_stand_alone(language: str) -> None:
    text, draw = writer(language), Random(1)
    kinds: dict[str, int] = {}
    for _ in range(500):
        written = text(draw)
        assert all(a[1] <= b[0] for a, b in zip(written.spans, written.spans[1:], strict=False))
        for start, end, kind in written.spans:
            assert written.text[start:end].strip(), (written.text, start, end)
            kinds[kind] = kinds.get(kind, 0) + 1
    assert set(kinds) == set(TAGGED)
    assert min(kinds.values()) > 30


def test_the_same_seed_writes_the_same() -> None:
    text = writer("english")
    assert [text(Random(seed)) for seed in range(20)] == [text(Random(seed)) for seed in range(20)]


def test_names_of_the_audit_are_left_to_it() -> None:
    """What is made up letter by letter may be one of them by chance; what stands in a list is not."""
    from tagger.english import people

    writer("english")
    kept = {name for names in ORIGINS.values() for name in (*names.audited.given, *names.audited.family)}
    learned = {name for names in people.LEARNED.values() for name in (*names.given, *names.family)}
    assert not kept & learned
