"""People under other names: every one told from the others, in as many words, of the half that was asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data import ORIGINS, People
from troth.data.renaming import _INITIALS

SENTENCES = [
    ["CHICAGO", "-", "JOHN", "SMITH", "met", "J.P.", "Li", "."],
    ["Smith", "greeted", "Mr.", "Li", "and", "John", "'s", "wife", "Ann", "van", "Dijk", "."],
    ["Smith", "of", "another", "document"],
]
MENTIONS = [(0, 2, 3), (0, 5, 6), (1, 0, 0), (1, 3, 3), (1, 5, 5), (1, 8, 10), (2, 0, 0)]
DOCUMENTS = [0, 0, 1]


def names_of(sentences: list[list[str]]) -> list[list[str]]:
    return [sentences[sentence][first : last + 1] for sentence, first, last in MENTIONS]


@pytest.mark.parametrize("origin", ORIGINS)
def test_every_list_has_two_halves_of_which_one_is_never_learned(origin: str) -> None:
    names = ORIGINS[origin]
    assert len(names.given) == len(names.family) == 40
    for half, other in ((names.learned, names.audited), (names.audited, names.learned)):
        assert len(half.given) == len(half.family) == 20
        assert not set(half.given + half.family) & set(other.given + other.family)


def test_no_name_stands_in_two_lists_or_has_two_words() -> None:
    every = [name.casefold() for names in ORIGINS.values() for name in names.given + names.family]
    assert len(set(every)) == len(every)
    assert not [name for name in every if " " in name or _INITIALS.fullmatch(name)]


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32), origin=st.sampled_from(sorted(ORIGINS)))
def test_a_person_has_one_name_in_a_document_and_everything_else_stays(seed: int, origin: str) -> None:
    people = People(SENTENCES, MENTIONS, DOCUMENTS)
    found = people.of_origin(origin, np.random.default_rng(seed))
    assert found == people.of_origin(origin, np.random.default_rng(seed))
    named = {(sentence, place) for sentence, first, last in MENTIONS for place in range(first, last + 1)}
    for number, (old, new) in enumerate(zip(SENTENCES, found, strict=True)):
        assert len(old) == len(new)
        changed = {(number, place) for place, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]}
        assert changed <= named
    whole, initials, smith, li, john, ann, _ = names_of(found)
    names = ORIGINS[origin].audited
    given, family = reversed(whole) if names.family_first else whole
    assert (given.isupper(), family.isupper()) == (True, True)
    assert family in [name.upper() for name in names.family]
    assert smith[0].upper() == family
    assert john[0].upper() == given
    assert john[0] in names.given
    assert initials[0][1::2] == ".."
    assert initials[1:] == li
    assert li[0] in names.family
    assert len({smith[0], li[0], ann[0 if names.family_first else -1]}) == 3
    assert sum(word in names.given for word in ann) == 2


def test_a_share_of_the_people_bear_learned_names_of_every_origin() -> None:
    sentences = [["Ann", f"Lee{number}", "came"] for number in range(4000)]
    people = People(sentences, [(number, 0, 1) for number in range(4000)])
    found = people.mixed(0.5, np.random.default_rng(1))
    assert found == people.mixed(0.5, np.random.default_rng(1))
    assert found != people.mixed(0.5, np.random.default_rng(2))
    changed = [new[:2] for old, new in zip(sentences, found, strict=True) if old != new]
    assert 1850 < len(changed) < 2150
    for names in ORIGINS.values():
        half = names.learned
        of = [name for name in changed if set(name) <= set(half.given + half.family)]
        assert 50 < len(of) < 115
        assert all((name[0] in half.family) == names.family_first for name in of)


def test_names_in_small_letters_stay_so_and_signs_are_no_names() -> None:
    sentences = [["ann", "lee", "-"], ["--"], []]
    found = People(sentences, [(0, 0, 2), (1, 0, 0)]).of_origin("Irish", np.random.default_rng(4))
    assert found[1:] == [["--"], []]
    assert found[0][2] == "-"
    assert found[0][:2] == [word.lower() for word in found[0][:2]]
    assert found[0][:2] != ["ann", "lee"]


def test_of_many_people_none_shares_a_name_before_the_list_is_through() -> None:
    sentences = [[f"Lee{number}"] for number in range(50)]
    found = People(sentences, [(number, 0, 0) for number in range(50)], [0] * 50).of_origin(
        "Greek", np.random.default_rng(4)
    )
    words = [word for sentence in found for word in sentence]
    assert len(set(words[:20])) == len(set(words[20:40])) == 20
