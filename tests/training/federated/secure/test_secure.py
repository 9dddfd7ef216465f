"""Sums that tell no part, with clients that drop out."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.errors import TrainingError
from troth.training.federated.secure import hub, keys
from troth.training.federated.secure.fixed_point import decoded, encoded
from troth.training.federated.secure.party import Party
from troth.training.federated.secure.shares import joined, shared

COUNT, NEEDED, ROUND = 5, 3, 4


def begun() -> tuple[dict[int, Party], dict[int, bytes], dict[int, dict[int, bytes]]]:
    parties = {number: Party.new(ROUND, number) for number in range(1, COUNT + 1)}
    publics = {number: party.public() for number, party in parties.items()}
    sealed = {}
    for number, party in parties.items():
        parties[number], sealed[number] = party.share(publics, NEEDED)
    return parties, publics, hub.passed_on(sealed)


@pytest.mark.parametrize("gone", [(), (2,), (1, 5)])
def test_the_sum_is_that_of_those_who_sent_whoever_is_gone(gone: tuple[int, ...]) -> None:
    parties, publics, received = begun()
    draw = np.random.default_rng(0)
    vectors = {number: draw.normal(size=64) for number in parties}
    masked = {}
    for number, party in parties.items():
        parties[number], words = party.mask(encoded(vectors[number]), received[number])
        if number not in gone:
            masked[number] = words
    revealed = {number: parties[number].reveal(sorted(masked)) for number in masked}
    total = hub.summed(masked, publics, set(parties), revealed, NEEDED, ROUND)
    assert np.allclose(total, sum(vectors[number] for number in masked), atol=1e-8)


def test_a_masked_vector_looks_like_noise() -> None:
    parties, _, received = begun()
    _, words = parties[1].mask(encoded(np.zeros(20_000)), received[1])
    shares = np.bincount((words >> np.uint64(56)).astype(int), minlength=256) / len(words)
    assert np.abs(shares - 1 / 256).max() < 0.003


def test_no_client_gives_both_secrets_of_another() -> None:
    parties, _, received = begun()
    party, _ = parties[1].mask(encoded(np.zeros(1)), received[1])
    there, others = party.reveal([1, 2, 3, 4]), party.reveal([1, 2, 3, 5])
    assert there[2] == others[2]  # of its own mask in both
    assert there[4] != others[4]  # which a client must not be asked twice for: its file is gone after the first time


def test_too_few_survivors_are_refused() -> None:
    parties, _, received = begun()
    party, _ = parties[1].mask(encoded(np.zeros(1)), received[1])
    with pytest.raises(TrainingError, match="2 clients are said"):
        party.reveal([1, 2])


def test_a_plan_by_which_half_would_do_is_refused() -> None:
    party = Party.new(1, 1)
    publics = {1: party.public(), 2: Party.new(1, 2).public()}
    with pytest.raises(TrainingError, match="would do"):
        party.share(publics, 1)
    with pytest.raises(TrainingError, match="not the one"):
        party.share({1: publics[2], 2: publics[2]}, 2)


def test_a_share_that_was_changed_on_its_way_is_left_out() -> None:
    parties, _, received = begun()
    received[1][2] = received[1][2][:-1] + bytes([received[1][2][-1] ^ 1])
    party, _ = parties[1].mask(encoded(np.zeros(1)), received[1])
    assert set(party.reveal([1, 2, 3])) == {1, 3, 4, 5}


def test_nothing_is_shared_out_or_masked_twice() -> None:
    parties, publics, received = begun()
    with pytest.raises(TrainingError, match="shared out before"):
        parties[1].share(publics, NEEDED)
    party, _ = parties[1].mask(encoded(np.zeros(1)), received[1])
    with pytest.raises(TrainingError, match="sent under these masks before"):
        party.mask(encoded(np.ones(1)), received[1])


def test_a_step_that_was_not_begun_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secure.json"
    with pytest.raises(TrainingError, match="not begun"):
        Party.kept(path, 1)
    party = Party.new(1, 3)
    party.keep(path)
    assert Party.kept(path, 1) == party
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(TrainingError, match="not begun"):
        Party.kept(path, 2)


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(1, 4))
def test_any_so_many_shares_give_the_secret(secret: bytes, needed: int) -> None:
    shares = shared(secret, needed, range(1, 6))
    for chosen in combinations(shares, needed):
        assert joined({holder: shares[holder] for holder in chosen}, needed) == secret
    if needed > 1:
        with pytest.raises(ValueError, match="shares of"):
            joined({1: shares[1]}, needed)


@settings(deadline=None)
@given(st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=20))
def test_numbers_come_back(numbers: list[float]) -> None:
    assert np.allclose(decoded(encoded(np.array(numbers))), numbers, atol=2**-32)
    words = encoded(np.array(numbers))
    assert np.allclose(decoded(words + encoded(-np.array(numbers))), 0)


def test_two_parties_agree_on_a_key_for_one_purpose() -> None:
    one, other = keys.drawn(), keys.drawn()
    key = keys.agreed(one, keys.public(other), b"mask 1")
    assert key == keys.agreed(other, keys.public(one), b"mask 1")
    assert key != keys.agreed(one, keys.public(other), b"mask 2")
    with pytest.raises(ValueError):
        keys.agreed(one, bytes(32), b"mask 1")  # a point of small order: the same secret whoever asks
