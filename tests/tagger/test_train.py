"""A tagger is made alike every time."""

from __future__ import annotations

import hashlib
import importlib
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from tagger.written import Written, marked, plain, write

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

SLOTS = {"who": lambda draw: marked(draw.choice(("Ann", "Bob Lee")), "person"), "what": plain(("cake", "tea"))}


def text(draw: Random) -> Written:
    return write("[Hi|Hello], {who} has {what}.", SLOTS, draw)


def test_the_same_seed_makes_the_same_bytes_and_another_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tagger import train

    monkeypatch.setattr(train, "BATCH", 8)  # windows of a step: little to write is enough
    made = []
    for number, seed in enumerate((0, 0, 1)):
        network = train.teach(text, seed=seed, steps=3, told=lambda line: None)
        train.save(network, tmp_path / f"{number}.onnx")
        made.append((tmp_path / f"{number}.onnx").read_bytes())
    assert made[0] == made[1] != made[2]


TOLD = """
import hashlib, importlib, random, sys
text = importlib.import_module(f"tagger.{sys.argv[1]}").text
draw = random.Random(0)
print(hashlib.sha256(repr([text(draw) for _ in range(100)]).encode()).hexdigest())
"""


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_what_is_written_hangs_on_no_hash_of_the_process(language: str) -> None:
    """Whose seed is another in every process: this one and one more."""
    try:
        written, draw = importlib.import_module(f"tagger.{language}").text, Random(0)
        here = hashlib.sha256(repr([written(draw) for _ in range(100)]).encode()).hexdigest()
    except SystemExit as error:
        pytest.skip(str(error))
    ran = subprocess.run(
        [sys.executable, "-c", TOLD, language],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == here
