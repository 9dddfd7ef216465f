"""Texts without labels are learned from under labels that a first model gives them."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training import tiny
from training.private.made import private_task
from training.trainings import QUICK, trained
from troth.data import Dataset, load
from troth.errors import TrainingError
from troth.standard import Charter, read
from troth.training import checkpoint
from troth.training.preflight import check_training
from troth.training.self_training import Round, SelfTaught, sure_of


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


def task(folder: Path, base: Path, wanted: str, epochs: int = 4) -> tuple[Charter, Dataset]:
    """Eighty labelled texts, and thirty without labels."""
    tiny.text_task(folder, base, 80, epochs=epochs, **QUICK)
    texts = dict.fromkeys(text for text, _ in tiny.text_rows(30, seed=9))
    (folder / "more.csv").write_text("text\n" + "".join(f"{text}\n" for text in texts))
    path = folder / "charter.yaml"
    path.write_text(
        path.read_text()
        .replace("test: test.csv", "test: test.csv\n  unlabelled: more.csv")
        .replace("training: {", f"training: {{self_training: {wanted}, ")
    )
    charter = read(path)
    return charter, load(charter)


def test_what_the_model_is_sure_of_joins_the_next_training(tmp_path: Path, base: Path) -> None:
    made = trained(task(tmp_path, base, "{rounds: 2, sure: 0.7}"), tmp_path)
    told = made.settings["self_training"]
    assert told["sure"] == 0.7
    assert [each["of"] for each in told["rounds"]] == [len((tmp_path / "more.csv").read_text().splitlines()) - 1] * 2
    assert all(set(each["taken"]) == {"card", "weather"} for each in told["rounds"])
    assert [note.split(":")[0] for note in made.notes if note.startswith("Self")] == [
        "Self-training, round 1",
        "Self-training, round 2",
    ]
    assert "The released model learned from the unlabelled texts of round 2." in made.notes
    assert made.score is not None
    assert made.score[1] > 0.8


def test_interrupted_in_either_training_it_goes_on(tmp_path: Path, base: Path) -> None:
    rows = task(tmp_path, base, "{sure: 0.6}", epochs=2)
    steps: list[int] = []
    whole = trained(rows, tmp_path, progress=lambda stage, done, total=None, note="": steps.append(done))
    for stop in (2, len(steps) - 2):
        seen: list[int] = []

        def interrupt(stage: str, done: int, total: int | None = None, note: str = "") -> None:
            seen.append(done)  # noqa: B023  (of this turn)
            if len(seen) == stop:  # noqa: B023
                signal.raise_signal(signal.SIGINT)

        name = f"broken-{stop}"
        with pytest.raises(KeyboardInterrupt):
            trained(rows, tmp_path, name, progress=interrupt)
        assert (tmp_path / f"{name}-work" / "round-0" / checkpoint.FILE).is_file()
        assert trained(rows, tmp_path, name).digest == whole.digest


def test_where_it_is_sure_of_nothing_the_first_training_stands(tmp_path: Path, base: Path) -> None:
    rows = task(tmp_path, base, "{rounds: 3, sure: 0.999999}", epochs=1)
    made = trained(rows, tmp_path)
    assert made.settings["self_training"]["rounds"] == [
        {"of": made.settings["self_training"]["rounds"][0]["of"], "taken": {}}
    ]
    alone = replace(rows[0], training=replace(rows[0].training, self_training=None))
    assert trained((alone, rows[1]), tmp_path, "alone").digest == made.digest


def test_the_notes_say_what_the_released_model_learned_from() -> None:
    first, none = Round(30, {"card": 12, "weather": 8}), Round(30, {})
    dataset, work = None, Path("work")
    told = SelfTaught(dataset, work, 0.9999999, (first, none)).notes()  # type: ignore[arg-type]
    assert told[0].startswith("Self-training, round 1: 20 of 30 unlabelled texts taught the next model, under")
    assert told[0].endswith("at 0.9999999 or surer: card 12, weather 8.")
    assert told[1:] == (
        "Self-training, round 2: of none of 30 unlabelled texts was the model 0.9999999 sure.",
        "The released model is that of the first training: it learned from no unlabelled text.",
    )


def test_how_sure_is_the_probability_after_the_temperature() -> None:
    scores = np.log(np.array([[0.9, 0.1], [0.4, 0.6], [0.05, 0.95]], np.float32))
    rows, codes = sure_of(scores, 1.0, 0.85)
    assert (rows.tolist(), codes.tolist()) == ([0, 2], [0, 1])
    assert sure_of(scores, 2.0, 0.85)[0].tolist() == []
    assert sure_of(scores, 0.2, 0.85)[0].tolist() == [0, 1, 2]


def test_what_cannot_be_learned_so_is_refused(tmp_path: Path, base: Path) -> None:
    charter, dataset = task(tmp_path, base, "{}")

    empty = replace(dataset, validation=dataset.validation.take(np.zeros(0, np.int64)))
    with pytest.raises(TrainingError, match="no validation split"):
        check_training(charter, empty)
    with pytest.raises(TrainingError, match="the release before it"):
        check_training(charter, dataset, updating=True)
    (tmp_path / "private").mkdir()
    private, dataset = private_task(tmp_path / "private", base, count=40)
    private = replace(private, training=replace(private.training, self_training=charter.training.self_training))
    with pytest.raises(TrainingError, match="the ledger of a private one"):
        check_training(private, dataset)
