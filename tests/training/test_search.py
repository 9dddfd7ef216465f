"""A search asks for the same settings again whenever it is told the same; it stops what is worse than most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from troth.errors import TrainingError
from troth.standard import amended, parse
from troth.training import Dimension, Stopped, Study, space_of

SPACE = (Dimension("learning_rate", 1e-4, 1e-2, log=True), Dimension("epochs", 2, 9, whole=True))
TABLE = """\
charter: 1
name: loans
task: {kind: tabular-classification}
model: {base: gradient-boosting}
data: {train: loans.csv, columns: {label: paid}}
performance: [accuracy >= 0.6]
"""


def asked(count: int, before: Sequence[Mapping[str, float | int]] = ()) -> list[dict[str, float | int]]:
    """What a study asks for; `before`: what an interrupted one had asked for, which is told again."""
    study, made = Study(SPACE, seed=7, stopping=False), []
    for number in range(count):
        tried = study.ask()
        made.append(tried.settings)
        assert number >= len(before) or tried.settings == before[number]
        tried.finished(1 - abs(tried.settings["epochs"] - 5) / 10, 0.0)
    return made


def test_the_same_is_asked_again_wherever_it_was_interrupted() -> None:
    whole = asked(9, before=asked(6))
    assert asked(9) == whole
    assert len({tuple(one.items()) for one in whole}) > 6


def test_settings_lie_in_their_ranges_and_are_short() -> None:
    for settings in asked(9):
        assert 1e-4 <= settings["learning_rate"] <= 1e-2
        assert isinstance(settings["epochs"], int)
        assert 2 <= settings["epochs"] <= 9
        assert len(repr(settings["learning_rate"])) <= 8


def test_what_holds_the_clauses_is_followed() -> None:
    """High epochs score best and violate a clause: tries keep away from them."""
    study = Study(SPACE, seed=3, stopping=False)
    tries = []
    for _ in range(30):
        tried = study.ask()
        epochs = tried.settings["epochs"]
        tries.append(epochs)
        tried.finished(epochs / 10, max(epochs - 5, 0) / 10)
    late = tries[15:]
    assert sum(epochs > 5 for epochs in late) < len(late) / 2


def test_what_is_worse_than_most_is_stopped() -> None:
    study = Study(SPACE, seed=7, stopping=True)
    for _ in range(6):
        tried = study.ask()
        tried.watch([0.5, 0.8])
        tried.finished(0.9, 0.0, [0.5, 0.8, 0.9])
    tried = study.ask()
    tried.watch([0.1])  # the first epoch is not judged
    with pytest.raises(Stopped) as stopped:
        tried.watch([0.1, 0.2])
    assert stopped.value.scores == (0.1, 0.2)
    tried.stopped(stopped.value.scores)
    study.ask()


def test_what_the_charter_names_is_not_searched_for() -> None:
    charter = parse(TABLE, Path("charter.yaml"))
    assert [one.name for one in space_of(charter, 1000)] == ["learning_rate", "leaves", "ridge", "column_share"]
    fewer = amended(charter, training={"leaves": 7, "ridge": 0.0}, limits={})
    assert [one.name for one in space_of(fewer, 1000)] == ["learning_rate", "column_share"]
    none = amended(fewer, training={"learning_rate": 0.1, "column_share": 0.5}, limits={})
    with pytest.raises(TrainingError, match="nothing to search"):
        space_of(none, 1000)


def test_of_networks_ranges_lie_around_the_defaults() -> None:
    text = TABLE.replace("tabular", "text").replace("gradient-boosting", "minilm").replace("label:", "text: t, label:")
    space = {one.name: one for one in space_of(parse(text, Path("charter.yaml")), 8000)}
    assert (space["learning_rate"].low, space["learning_rate"].high) == (2.5e-5, 4e-4)
    assert (space["epochs"].low, space["epochs"].high) == (4, 13)
