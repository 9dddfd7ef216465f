"""Words as a person sees them, and texts without some of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.explain import owners_of, spans_of, without


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Where's my card?", ["Where's", "my", "card", "?"]),
        ("a state-of-the-art 'thing' -- ok", ["a", "state-of-the-art", "'", "thing", "'", "--", "ok"]),
        ("我的卡在哪？ok", ["我", "的", "卡", "在", "哪", "？", "ok"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("", []),
        (" \n", []),
    ],
)
def test_the_words_of_a_text(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in spans_of(text)] == words


@given(st.text(max_size=40))
def test_all_but_blanks_is_some_words(text: str) -> None:
    inside = {place for start, end in spans_of(text) for place in range(start, end)}
    assert inside == {place for place, character in enumerate(text) if not character.isspace()}


@given(st.text(alphabet="ab'- ,.我\n", max_size=20), st.data())
def test_words_that_stay_stay_the_same_words(text: str, data: st.DataObject) -> None:
    spans = spans_of(text)
    taken = data.draw(st.sets(st.sampled_from(range(len(spans))))) if spans else set()
    kept = [text[start:end] for number, (start, end) in enumerate(spans) if number not in taken]
    rest = without(text, spans, taken)
    found = [rest[start:end] for start, end in spans_of(rest)]
    assert "".join(found) == "".join(kept)
    assert not taken or rest == rest.strip() or not kept
    if not set("'-") & set(text):  # which belong to a word between letters, and stand alone elsewhere
        assert found == kept


def test_what_is_taken_leaves_a_readable_text() -> None:
    text = "Well, my card  is lost!"
    spans = spans_of(text)
    assert without(text, spans, []) == text
    assert without(text, spans, [0, 1]) == "my card  is lost!"
    assert without(text, spans, [3]) == "Well, my is lost!"
    assert without(text, spans, range(len(spans))) == ""
    assert without("one,two", spans_of("one,two"), [1]) == "one two"
    assert without("我的卡", spans_of("我的卡"), [1]) == "我卡"


def test_pieces_belong_to_the_word_they_end_in() -> None:
    spans = spans_of("lost card")
    assert owners_of(np.array([-1, 1, 3, 4, 8, -1]), spans).tolist() == [-1, 0, 0, 0, 1, -1]
    assert owners_of(np.array([-1, -1]), ()).tolist() == [-1, -1]
