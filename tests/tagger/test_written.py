"""Text from templates, with its spans."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tagger.noise import worn
from tagger.spelled import Spelled
from tagger.written import Written, joined, marked, plain, write

SLOTS = {"who": lambda draw: marked(draw.choice(("Ann", "Bob Lee")), "person"), "what": plain(("cake", "tea"))}


def test_slots_and_choices_are_filled_and_spans_move_along() -> None:
    written = write("[Hi|Hello {who},] {who} has {what}.", SLOTS, Random(1))
    values = [written.text[start:end] for start, end, _ in written.spans]
    assert values
    assert set(values) <= {"Ann", "Bob Lee"}
    assert "{" not in written.text
    assert "[" not in written.text


def test_parts_are_put_together() -> None:
    whole = joined([marked("Ann", "person"), Written("of"), marked("Rome", "location")], " ")
    assert whole.text == "Ann of Rome"
    assert whole.spans == ((0, 3, "person"), (7, 11, "location"))


@given(st.integers(0, 10_000))
def test_wear_moves_spans_along(seed: int) -> None:
    draw = Random(seed)
    written = write("Well, {who}, see {who}. No, {what}! {who}, {who}...", SLOTS, draw)
    before = [written.text[start:end].lower() for start, end, _ in written.spans]
    after = worn(written, draw)
    found = [after.text[start:end].lower() for start, end, _ in after.spans]
    assert [sorted(one) for one in found] == [sorted(one) for one in before] or len(found) == len(before)
    assert all(0 <= start < end <= len(after.text) for start, end, _ in after.spans)


def test_made_up_names_are_like_those_given() -> None:
    names = ("Anna", "Hanna", "Johanna", "Susanna", "Marianna")
    made = {Spelled(names).name(Random(seed)) for seed in range(200)}
    assert len(made) > 3
    assert all(name[0].isupper() and set(name.lower()) <= set("".join(names).lower()) for name in made)
