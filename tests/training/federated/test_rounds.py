"""Rounds of a tiny network with clients that fail, lie, or send what is no update; all in one process."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from training import tiny
from training.federated.made import accuracy, federated_task, stationed
from training.federated.together import Fault, Together
from troth.errors import TrainingError
from troth.training.federated.exchange import Failure, Letter
from troth.training.federated.kept import START, account_file, finished, weights_file
from troth.training.federated.notes import notes_of
from troth.training.federated.rounds import BARRED, Round, Server


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


def run(folder: Path, base: Path, faults: dict[int, Fault], **federated: Any) -> tuple[list[dict[str, Any]], float]:
    """The accounts of all rounds and the accuracy after the last."""
    work = folder / "work"
    plan, folders, setup = stationed(federated_task(folder, base, 200, **{"clients": 5} | federated), work)
    Server(plan, work, Together(folders, faults)).run()
    accounts = finished(work)
    return accounts, accuracy(setup, work, accounts[-1]["round"])


def instead(sent: Any) -> Fault:
    """The update is something else, made of the one that would be sent."""

    def fault(asked: Letter, answer: Letter) -> Letter:
        if "update" not in answer.arrays:
            return answer
        return Letter(answer.about, answer.facts, {"update": sent(answer.arrays["update"])})

    return fault


def test_rounds_learn_and_are_told(tmp_path: Path, base: Path) -> None:
    accounts, right = run(tmp_path, base, {})
    assert right > 0.9
    assert [account["round"] for account in accounts] == [0, 1, 2]
    assert accounts[-1]["taken"] == [0, 1, 2, 3, 4]
    assert accounts[-1]["loss"] > 0
    assert accounts[-1]["epsilon"] is None
    assert len({account["weights"] for account in accounts}) == 3


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (lambda update: update * np.nan, "not finite"),
        (lambda update: update * np.float32(1e20), "norm|not finite"),
        (lambda update: update[:-1], "shape"),
        (lambda update: update.astype(np.float64), "float64"),
    ],
)
def test_garbage_is_refused_and_spoils_nothing(tmp_path: Path, base: Path, sent: Any, why: str) -> None:
    accounts, right = run(tmp_path, base, {2: instead(sent)})
    assert right > 0.9
    for account in accounts:
        assert account["taken"] == [0, 1, 3, 4]
        assert account["refused"][0]["client"] == 2
        assert any(word in account["refused"][0]["why"] for word in why.split("|"))


@pytest.mark.parametrize("aggregate", ["median", "trimmed_mean", "krum"])
def test_one_that_pulls_the_other_way_is_outvoted(tmp_path: Path, base: Path, aggregate: str) -> None:
    away = instead(lambda update: -20 * update)
    _, right = run(tmp_path, base, {2: away}, aggregate=aggregate, tolerate=1)
    assert right > 0.85


def test_a_lie_about_size_is_cut(tmp_path: Path, base: Path) -> None:
    def lie(asked: Letter, answer: Letter) -> Letter:
        ones = {name: np.ones_like(numbers) for name, numbers in answer.arrays.items()}
        return Letter(answer.about, {**answer.facts, "rows": 10**12}, ones)

    work = tmp_path / "work"
    plan, folders, _ = stationed(federated_task(tmp_path, base, 200, clients=5), work)
    server = Server(plan, work, Together(folders, {1: lie}))
    found = server._sum(Round(1, server._greeted()), load_file(work / START))
    assert found is not None
    assert 0.2 < found.mean() < 0.6  # what others sent is small; if the lie were believed it would be 1


def test_those_who_do_not_answer_are_told_and_not_needed(tmp_path: Path, base: Path) -> None:
    def silent(asked: Letter, answer: Letter) -> None:
        return None if asked.about == "train" else answer  # type: ignore[return-value]

    accounts, right = run(tmp_path, base, {0: silent, 4: silent})
    assert right > 0.85
    assert (accounts[0]["silent"], accounts[1]["silent"]) == ([], [0, 4])


def test_without_a_quorum_it_ends_with_what_is_missing_and_goes_on_later(tmp_path: Path, base: Path) -> None:
    work = tmp_path / "work"
    plan, folders, setup = stationed(federated_task(tmp_path, base, 200, clients=5), work)
    ill = {number: (lambda asked, answer: Failure("out of order")) for number in range(3)}
    exchange = Together(folders, {number: _when_training(fault) for number, fault in ill.items()})
    with pytest.raises(TrainingError, match=r"round 1 has no quorum: 2 of 5 .* out of order"):
        Server(plan, work, exchange).run()
    assert len(finished(work)) == 1
    before = weights_file(work, 0).read_bytes()
    Server(plan, work, Together(folders)).run()
    assert len(finished(work)) == 3
    assert weights_file(work, 0).read_bytes() == before
    assert accuracy(setup, work, 2) > 0.9


def _when_training(fault: Fault) -> Fault:
    return lambda asked, answer: fault(asked, answer) if asked.about == "train" else answer


def test_a_round_without_its_weights_is_done_again(tmp_path: Path, base: Path) -> None:
    work = tmp_path / "work"
    plan, folders, _ = stationed(federated_task(tmp_path, base), work)
    Server(plan, work, Together(folders)).run()
    weights_file(work, 2).unlink()
    assert len(finished(work)) == 2
    again = Together(folders)
    Server(plan, work, again).run()
    assert [about for _, about in again.asked].count("train") == plan.clients


def test_a_client_of_another_charter_takes_no_part(tmp_path: Path, base: Path) -> None:
    work = tmp_path / "work"
    plan, folders, _ = stationed(federated_task(tmp_path, base, clients=5), work)
    other = tmp_path / "other.yaml"
    other.write_text((tmp_path / "charter.yaml").read_text().replace("name: tiny", "name: another"))
    said = json.loads((folders[1] / "client.json").read_text())
    (folders[1] / "client.json").write_text(json.dumps({**said, "charter": str(other)}))
    Server(plan, work, Together(folders)).run()
    for account in finished(work):
        assert 1 not in account["asked"]
        assert account["absent"] == [1]
        assert account["turned_away"] == ["the server trains under another charter"]
    assert any("turned away" in note for note in notes_of(plan, finished(work)))


def test_a_secure_sum_is_the_mean_and_bears_clients_that_drop_out(tmp_path: Path, base: Path) -> None:
    def drops(asked: Letter, answer: Letter) -> Letter | None:
        return None if "masked" in answer.arrays and asked.facts["round"] == 1 else answer

    accounts, right = run(tmp_path, base, {3: drops}, secure="true")
    assert right > 0.9
    assert [account["taken"] for account in accounts] == [[0, 1, 2, 3, 4], [0, 1, 2, 4], [0, 1, 2, 3, 4]]
    assert accounts[0]["aggregate"] == "secure mean"


def test_a_secure_sum_and_a_plain_one_come_to_the_same_head(tmp_path: Path, base: Path) -> None:
    heads = []
    for secure in ("true", "false"):
        (tmp_path / secure).mkdir()
        accounts, _ = run(tmp_path / secure, base, {}, secure=secure, rounds=1)
        heads.append(_head(tmp_path / secure / "work"))
        assert len(accounts) == 2
    assert np.allclose(*heads, atol=1e-3)


def _head(work: Path) -> Any:
    return load_file(weights_file(work, 0))["head.weight"]


def test_a_client_does_not_send_in_the_open_what_its_charter_hides(tmp_path: Path, base: Path) -> None:
    work = tmp_path / "work"
    plan, folders, _ = stationed(federated_task(tmp_path, base, clients=5, secure="true"), work)
    with pytest.raises(TrainingError, match=r"asks in the open"):
        Server(replace(plan, secure=False), work, Together(folders)).run()


def test_one_that_seals_what_nobody_can_open_is_left_out_of_the_next_try(tmp_path: Path, base: Path) -> None:
    def seals_junk(asked: Letter, answer: Letter) -> Letter:
        if asked.about != "shares":
            return answer
        return Letter(answer.about, {**answer.facts, "sealed": [b"junk" for _ in answer.facts["sealed"]]})

    accounts, right = run(tmp_path, base, {2: seals_junk}, secure="true")
    assert right > 0.9
    for account in accounts:
        assert account["taken"] == [0, 1, 3, 4]
        assert account["refused"] == [{"client": 2, "why": BARRED}]


@pytest.mark.parametrize("numbers", [["x"], [1.5, None], [[1]], "12"])
def test_numbers_that_are_none_spoil_no_secure_sum(tmp_path: Path, base: Path, numbers: Any) -> None:
    def odd(asked: Letter, answer: Letter) -> Letter:
        return Letter(answer.about, {**answer.facts, "numbers": numbers}) if asked.about == "shares" else answer

    accounts, _ = run(tmp_path, base, {2: odd}, secure="true", rounds=1)
    assert accounts[1]["taken"] == [0, 1, 3, 4]


def test_a_client_refuses_another_quorum_than_its_charter_s(tmp_path: Path, base: Path) -> None:
    work = tmp_path / "work"
    plan, folders, _ = stationed(federated_task(tmp_path, base, clients=5, secure="true"), work)
    with pytest.raises(TrainingError, match=r"quorum is 5, and that of the charter 3"):
        Server(replace(plan, quorum=5), work, Together(folders)).run()


@pytest.mark.parametrize(("secure", "size"), [("true", (5 / 3) ** 0.5), ("false", 1.0)])
def test_the_noise_on_a_sum_is_as_large_as_it_should_be(tmp_path: Path, base: Path, secure: str, size: float) -> None:
    work, clip, noise = tmp_path / "work", 0.5, 4.0
    task = federated_task(tmp_path, base, clients=5, secure=secure, clip=clip, noise=noise)
    plan, folders, _ = stationed(task, work)
    server = Server(plan, work, Together(folders))
    found = server._sum(Round(1, server._greeted()), load_file(work / START))
    assert found is not None
    assert np.std(found * plan.clients) == pytest.approx(clip * noise * size, rel=0.1)


@pytest.mark.parametrize("secure", ["true", "false"])
def test_noise_is_counted_round_by_round(tmp_path: Path, base: Path, secure: str) -> None:
    accounts, _ = run(tmp_path, base, {}, clip=1.0, noise=0.5, secure=secure)
    epsilons = [account["epsilon"] for account in accounts]
    assert epsilons == sorted(epsilons)
    assert epsilons[0] > 0
    assert all(account["loss"] is None for account in accounts)
    assert json.loads(account_file(tmp_path / "work", 2).read_text()) == accounts[2]
