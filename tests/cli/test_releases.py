"""Which of several trainings goes on to the audit."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from troth.cli import releases
from troth.cli.session import Session
from troth.cli.trainings import Repeat
from troth.progress import silent


def repeat(number: int, score: float | None, held: tuple[bool, ...] = ()) -> Repeat:
    trained = {"repeat": number, "model": f"m{number}", "seed": str(number), "measure": "accuracy", "score": score}
    settings = {"constraints": {"clauses": [{"held": each} for each in held]}} if held else {}
    return Repeat(Path(f"m{number}"), trained, {"seconds": 1.0, "settings": settings, "history": [], "notes": []})


@pytest.mark.parametrize(
    ("scores", "chosen"),
    [([0.5], 0), ([0.5, 0.7, 0.6], 1), ([0.7, 0.7], 0), ([None, 0.1], 1), ([None, None], 0)],
)
def test_the_best_on_validation_is_released(
    monkeypatch: pytest.MonkeyPatch, scores: list[float | None], chosen: int
) -> None:
    monkeypatch.setattr(releases, "train_model", lambda *arguments, older: repeat(arguments[3], scores[arguments[3]]))
    charter = SimpleNamespace(training=SimpleNamespace(repeats=len(scores)))
    session = cast(Session, SimpleNamespace(charter=charter))
    release = releases.train_repeats(session, None, "base", silent)  # type: ignore[arg-type]
    assert release.folder == Path(f"m{chosen}")
    assert release.document["repeat"] == chosen
    assert [each["validation"] for each in release.document["repeats"]] == scores


@pytest.mark.parametrize(
    ("held", "chosen"),
    [
        ([(True, False), (True, True), (False, False)], 1),
        ([(False, False), (True, False), (False, True)], 2),
        ([(True, True), (True, True), (True, True)], 2),
    ],
)
def test_clauses_that_are_held_come_before_the_score(held: list[tuple[bool, ...]], chosen: int) -> None:
    made = [repeat(number, 0.5 + number / 10, each) for number, each in enumerate(held)]
    release = releases.released(made)
    assert release.folder == Path(f"m{chosen}")
    assert [each["lost"] for each in release.document["repeats"]] == [each.count(False) for each in held]
