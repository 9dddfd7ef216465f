"""Texts that are also learned from as two translators give them back."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training import tiny
from training.trainings import QUICK, trained
from training.translators import make_translator
from troth.errors import TrainingError
from troth.models import digest_of
from troth.standard import Charter, read
from troth.training.back_translation import Translated, Translators
from troth.training.looks import looks_of
from troth.training.settings import TEXTS
from troth.training.setup import prepare


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base and two translators."""
    folder = tmp_path_factory.mktemp("models")
    tiny.make_base(folder / "base")
    for seed, way in enumerate(("there", "back")):
        make_translator(folder / way, seed)
    return folder


def translated_task(folder: Path, models: Path, epochs: int = 1) -> tuple[Charter, object]:
    ways = f"{{there: {models / 'there'}, back: {models / 'back'}}}"
    return tiny.text_task(
        folder, models / "base", 30, epochs=epochs, augment="[back_translation]", translators=ways, **QUICK
    )


def test_every_text_is_learned_from_as_it_came_back(tmp_path: Path, folders: Path) -> None:
    task = translated_task(tmp_path, folders)
    stages: dict[str, int] = {}
    made = trained(task, tmp_path, progress=lambda stage, done, total=None, note="": stages.update({stage: done}))
    assert made.settings["augment"] == ("back_translation",)
    assert made.settings["translators"] == (digest_of(folders / "there"), digest_of(folders / "back"))
    assert {"translating there", "translating back"} <= set(stages)
    assert any("too long to be translated, or came back empty or unchanged" in note for note in made.notes)
    plain = tiny.text_task(tmp_path, folders / "base", 30, epochs=1, **QUICK)
    assert trained(plain, tmp_path, "plain").digest != made.digest
    with pytest.raises(TrainingError, match="no text was translated"):
        prepare(*task, seed=1)  # type: ignore[arg-type]


def test_interrupted_while_translating_it_goes_on(
    tmp_path: Path, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("troth.training.back_translation.PIECES", 60)
    task = translated_task(tmp_path, folders)
    whole = trained(task, tmp_path)

    def interrupt(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        if stage == "translating back":
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        trained(task, tmp_path, "broken", progress=interrupt)
    there, back = sorted((tmp_path / "broken-work" / "translations").iterdir(), reverse=True)
    assert there.name.startswith("there-")
    kept = back.read_text(encoding="utf-8")
    assert 0 < kept.count("\n") < there.read_text(encoding="utf-8").count("\n")
    back.write_text(kept + '["cut o', encoding="utf-8")
    asked: list[str] = []
    made = trained(task, tmp_path, "broken", progress=lambda stage, *_: asked.append(stage))
    assert "translating there" not in asked
    assert "translating back" in asked
    assert made.digest == whole.digest
    assert '["cut o' not in back.read_text(encoding="utf-8")


def test_later_texts_are_translated_beside_the_first(tmp_path: Path, folders: Path) -> None:
    charter, _ = translated_task(tmp_path, folders)
    translators = Translators.open(charter, tmp_path / "one", lambda *_: None)
    assert translators is not None
    first = translators.of(["the lost card", "the lost card", "rain"])
    more = translators.of(["the lost card", "rain", "new road please"])
    assert (first.count, more.count) == (2, 3)
    assert first.back.items() <= more.back.items()
    assert not (tmp_path / "two").exists()
    again = Translators.open(charter, tmp_path / "one", lambda *_: pytest.fail("nothing was left to translate"))
    assert again is not None
    assert again.of(["rain", "new road please"]).back.items() <= more.back.items()


def test_a_translator_that_changed_is_not_asked(tmp_path: Path, folders: Path) -> None:
    make_translator(folders / "changing", 1)
    charter, _ = translated_task(tmp_path, folders)
    ways = replace(charter.training.translators, there=str(folders / "changing"))  # type: ignore[type-var]
    charter = replace(charter, training=replace(charter.training, translators=ways))
    translators = Translators.open(charter, tmp_path / "work", lambda *_: None)
    assert translators is not None
    make_translator(folders / "changing", 2)
    with pytest.raises(TrainingError, match="the translator changed"):
        translators.of(["rain"])
    assert not list((tmp_path / "work" / "translations").iterdir())


def test_what_came_back_empty_or_unchanged_is_the_text_itself() -> None:
    found = Translated(("sha256:1", "sha256:2"), {"a film": "a movie"}, 3)
    assert found.look(["a film", "rain"], np.random.default_rng(0)) == ["a movie", "rain"]
    assert found.note().startswith("Of 3 different training texts, 2 were too long")
    assert looks_of(TEXTS, [], None, found.look) == []


def test_a_charter_without_translators_has_none(tmp_path: Path, folders: Path) -> None:
    tiny.text_task(tmp_path, folders / "base", 20)
    assert Translators.open(read(tmp_path / "charter.yaml"), tmp_path, lambda *_: None) is None
