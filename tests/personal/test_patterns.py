"""What stands beside a candidate decides, within its window; bytes and signs are kept apart."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from troth import personal
from troth.personal.interface import Finding, Rule
from troth.personal.patterns import BLOCK, Patterns
from troth.personal.windows import windows

CODE = Rule("code", "account_number", r"\d{4}", words=("room", "房间"), alone=0.0, beside=0.9)


def found(text: str, rules: tuple[Rule, ...] = (CODE,), before: str = "") -> list[str]:
    return [text[one.start : one.end] for one in Patterns(rules).find(text, windows(text), before=before)]


def test_a_word_beside_it_counts_on_either_side() -> None:
    assert found("room 1234") == found("is 1234 a room") == found("房间1234") == ["1234"]
    assert found("roomy 1234") == found("classroom 1234") == found("1234") == []


def test_words_before_it_may_stand_on_other_lines_those_after_may_not() -> None:
    assert found("Room:\n1234") == ["1234"]
    assert found("1234\nroom") == []
    assert found("1234", before="the room is\n") == ["1234"]


def test_words_too_far_away_do_not_count() -> None:
    assert found("room " + "and so on " * 8 + "1234") == []


def test_part_of_a_longer_number_is_none() -> None:
    for text in ("room 51234", "room 1234.5", "room 3-1234", "room 1234_x", "room a1234"):
        assert found(text) == []
    assert found("room 1234.") == found("room (1234)") == found("room #1234") == ["1234"]


@given(st.text(alphabet="aé中😀 \n。", max_size=200))
def test_places_are_signs_whatever_their_bytes(text: str) -> None:
    assert found(f"{text} room 1234 {text}") == ["1234"]


def test_text_of_many_blocks() -> None:
    line = "The é room 1234 is here.\n"
    text = line * (3 * BLOCK // len(line))
    spans = [(one.start, one.end) for one in Patterns((CODE,)).find(text, windows(text))]
    assert spans == [(place, place + 4) for place in range(11, len(text), len(line))]


def test_lone_surrogates_are_text_too() -> None:
    assert found("room \ud800 1234") == ["1234"]


def test_many_threads_find_what_one_does() -> None:
    text = "Mail ann@example.org, SSN 536-90-4399, card 4111 1111 1111 1111.\n" * 40
    expected = personal.find(text)
    with ThreadPoolExecutor(4) as pool:
        assert all(each == expected for each in pool.map(personal.find, [text] * 12))
    assert isinstance(expected[0], Finding)


def test_all_rules_are_tried_where_the_set_gives_up(monkeypatch: object) -> None:
    patterns = Patterns((CODE,))

    class Exhausted:
        def Match(self, _: bytes) -> None:  # noqa: N802  (the library's name)
            return None

    patterns._set = Exhausted()
    assert patterns.find("room 1234", windows("room 1234"))
