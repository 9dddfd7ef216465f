"""A charter of two labels over a tiny base, and rows of two further labels that came since."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from training import tiny
from training.trainings import QUICK

TOPICS = {
    "card": "lost card pin bank",
    "weather": "rain sun tree river",
    "court": "king queen road visit",
    "town": "paris rome oslo says",
}


def rows(labels: list[str], count: int, seed: int) -> list[tuple[str, str]]:
    """Texts of a few words of their label's topic."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        label = labels[number % len(labels)]
        words = tiny.WORDS[:3] + TOPICS[label].split() * 3
        made.append((" ".join(dice.choices(words, k=dice.randint(4, 12))), label))
    return made


def make(folder: Path, *clauses: str, **training: Any) -> Path:
    """Write base, data, new rows and charter; returns the charter."""
    tiny.make_base(folder / "base")
    for split, seed, count in (("train", 1, 160), ("valid", 2, 60), ("test", 3, 60)):
        tiny.write_texts(folder / f"{split}.csv", rows(["card", "weather"], count, seed))
    tiny.write_texts(folder / "new.csv", rows(["court", "town"], 80, 4))
    return charter(folder, *clauses, **training)


def charter(folder: Path, *clauses: str, name: str = "charter", **training: Any) -> Path:
    """Write a charter over the data of a folder."""
    path = folder / f"{name}.yaml"
    lines = "".join(f"  - {clause}\n" for clause in clauses or ("macro_f1 >= 0.5",))
    path.write_text(
        f"charter: 1\nname: tiny\ntask: {{kind: text-classification}}\nmodel: {{base: {folder / 'base'}}}\n"
        "data:\n  train: train.csv\n  validation: valid.csv\n  test: test.csv\n"
        f"  columns: {{text: text, label: label}}\nperformance:\n{lines}"
        f"training: {json.dumps({**QUICK, 'epochs': 6, **training})}\n"
    )
    return path
