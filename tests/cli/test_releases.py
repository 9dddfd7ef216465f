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


def repeat(number: int, score: float | None) -> Repeat:
    trained = {"repeat": number, "model": f"m{number}", "seed": str(number), "measure": "accuracy", "score": score}
    return Repeat(Path(f"m{number}"), trained, {"seconds": 1.0, "settings": {}, "history": [], "notes": []})


@pytest.mark.parametrize(
    ("scores", "chosen"),
    [([0.5], 0), ([0.5, 0.7, 0.6], 1), ([0.7, 0.7], 0), ([None, 0.1], 1), ([None, None], 0)],
)
def test_the_best_on_validation_is_released(
    monkeypatch: pytest.MonkeyPatch, scores: list[float | None], chosen: int
) -> None:
    monkeypatch.setattr(releases, "train_model", lambda *arguments: repeat(arguments[3], scores[arguments[3]]))
    charter = SimpleNamespace(training=SimpleNamespace(repeats=len(scores)))
    session = cast(Session, SimpleNamespace(charter=charter))
    release = releases.train_repeats(session, None, "base", silent)  # type: ignore[arg-type]
    assert release.folder == Path(f"m{chosen}")
    assert release.document["repeat"] == chosen
    assert [each["validation"] for each in release.document["repeats"]] == scores
