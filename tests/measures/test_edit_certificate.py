"""A certificate holds: in a world of few words, every text within the edits has the same majority, counted exactly."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from troth.measures import certified_share, edits_and_rate, rate_for, votes_needed
from troth.measures.edit_certificate import ALLOWED, least_chance
from troth.standard import Estimate, NotMeasured, parse_clause

Text = tuple[str, ...]
WORDS, LONGEST, LABELS = "ab", 6, 3


def everything() -> list[Text]:
    return [text for length in range(LONGEST + 1) for text in product(WORDS, repeat=length)]


def chances(text: Text, says: dict[Text, int], rate: float) -> np.ndarray:
    """Of each label the chance that a classifier says it of what is left: by every choice of words that are left."""
    found = np.zeros(LABELS)
    for size in range(len(text) + 1):
        for kept in combinations(range(len(text)), size):
            left = tuple(text[place] for place in kept)
            found[says[left]] += (1 - rate) ** size * rate ** (len(text) - size)
    return found


def within_one(text: Text) -> set[Text]:
    """The texts that one edit of a word makes of it."""
    gone = {text[:at] + text[at + 1 :] for at in range(len(text))}
    put = {(*text[:at], word, *text[at:]) for at in range(len(text) + 1) for word in WORDS}
    changed = {(*text[:at], word, *text[at + 1 :]) for at in range(len(text)) for word in WORDS}
    return {text, *(one for one in gone | put | changed if len(one) <= LONGEST)}


def within(edits: int) -> dict[Text, set[Text]]:
    near = {text: {text} for text in everything()}
    for _ in range(edits):
        near = {text: set().union(*(within_one(one) for one in found)) for text, found in near.items()}
    return near


@pytest.mark.parametrize(("edits", "rate"), [(1, 0.8), (1, 0.6), (2, 0.9), (2, 0.8)])
def test_no_text_within_the_edits_has_another_majority(edits: int, rate: float) -> None:
    near, draw = within(edits), np.random.default_rng([edits, int(100 * rate)])
    certified = 0
    for likely in (0.2, 0.5, 0.8, 0.95):  # how often the classifier says the first label
        shares = [likely, (1 - likely) / 2, (1 - likely) / 2]
        says = {text: int(draw.choice(LABELS, p=shares)) for text in near}
        exact = {text: chances(text, says, rate) for text in near}
        for text, others in near.items():
            label = int(exact[text].argmax())
            least = min(exact[other][label] for other in others)
            assert least >= exact[text][label] - 1 + rate**edits - 1e-12
            if exact[text][label] > least_chance(rate, edits):
                certified += 1
                assert all(int(exact[other].argmax()) == label for other in others)
    assert certified > 20


def test_a_worst_case_comes_near_the_bound() -> None:
    says = {text: int("b" in text) for text in everything()}
    before, after = (chances(text, says, 0.8) for text in (("a", "a", "a"), ("a", "b", "a")))
    assert before[0] == pytest.approx(1.0)
    assert after[0] == pytest.approx(before[0] - 1 + 0.8)  # one exchange takes all that it can


def test_votes_bound_the_chance_at_the_stated_error() -> None:
    needed = votes_needed(200, 0.8, 1)
    assert needed is not None
    draw = np.random.default_rng(4)
    votes = draw.binomial(200, least_chance(0.8, 1), size=200_000)
    assert (votes >= needed).mean() <= ALLOWED
    assert votes_needed(5, 0.99, 1) is None  # five votes show nothing at such an error
    assert votes_needed(200, rate_for(4), 4) == needed


def test_the_low_end_leaves_room_for_rows_certified_by_error() -> None:
    found = certified_share(250, 500, 200, 0.95)
    assert isinstance(found, Estimate)
    assert found.value == 0.5
    assert found.low == pytest.approx(0.4553 - ALLOWED, abs=1e-3)
    assert isinstance(certified_share(0, 0, 200, 0.95), NotMeasured)


def test_the_clause_says_edits_and_rate() -> None:
    plain, chosen = (
        parse_clause(f"certified_accuracy({arguments}) >= 0.5", article="security").measure
        for arguments in ("edits=2", "edits=1, deleted=0.7")
    )
    assert edits_and_rate(plain) == (2, rate_for(2))
    assert edits_and_rate(chosen) == (1, 0.7)
