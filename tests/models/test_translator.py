"""A sequence-to-sequence folder is opened with care, and says the same of a text every time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from training.translators import make_marian, make_translator
from troth.errors import ModelError
from troth.models import Translator, digest_of, translator_digest
from troth.models.translator import LONGEST

TEXTS = ["the lost card", "rain in the tree please visit the road", "", "bank"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_translator(tmp_path_factory.mktemp("there"), 1)


def changed(folder: Path, copy: Path, **settings: Any) -> Path:
    shutil.copytree(folder, copy)
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    (copy / "config.json").write_text(json.dumps({**config, **settings}), encoding="utf-8")
    return copy


def test_what_it_says_of_a_text_does_not_hang_on_those_beside_it(folder: Path) -> None:
    translator = Translator(folder)
    assert translator.digest == digest_of(folder)
    assert translator.lengths(TEXTS) == [4, 9, 1, 2]
    together = translator(TEXTS)
    assert together == [translator([text])[0] for text in TEXTS]
    assert together == Translator(folder)(TEXTS)
    assert not any("<" in said for said in together)


def test_a_text_that_is_too_long_is_not_translated(folder: Path) -> None:
    assert Translator(folder)(["bank " * LONGEST]) == [""]
    assert Translator(folder)([]) == []


def test_a_table_of_positions_is_not_left(tmp_path: Path) -> None:
    translator = Translator(make_marian(tmp_path, positions=32))
    texts = [" ".join(["bank"] * (length - 1)) for length in (4, 20, 32, 33, 100)]
    assert translator.lengths(texts) == [4, 20, 32, 33, 100]
    said = translator(texts)
    assert said[3:] == ["", ""]
    assert said == [translator([text])[0] for text in texts]


def test_what_runs_code_or_does_not_fit_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such folder"):
        translator_digest(tmp_path / "nowhere")
    with pytest.raises(ModelError, match="auto_map"):
        translator_digest(changed(folder, tmp_path / "code", auto_map={"AutoModel": "own.Own"}))
    with pytest.raises(ModelError, match="which pieces begin"):
        Translator(changed(folder, tmp_path / "endless", eos_token_id=None))
    bare = changed(folder, tmp_path / "pickled")
    (bare / "model.safetensors").rename(bare / "pytorch_model.bin")
    with pytest.raises(ModelError):
        translator_digest(bare)
    tokenizer = changed(folder, tmp_path / "larger") / "tokenizer.json"
    tree = json.loads(tokenizer.read_text(encoding="utf-8"))
    tree["model"]["vocab"] |= {f"more{number}": 1000 + number for number in range(5)}
    tokenizer.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(ModelError, match="pieces and its network"):
        Translator(tokenizer.parent)
