"""Data of two sides that differ: trained for the task alone, a model breaks clauses on it."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from troth.data import Dataset, load
from troth.standard import Charter, read

CARD, SKY, SMALL = ("lost", "card", "pin", "bank"), ("rain", "sun", "tree", "river"), ("the", "a", "in")
MARKS = ("king", "queen")  # a word that tells the side, in nine texts of ten
CARDS = (0.75, 0.3)  # share of texts about cards, on each side
THINGS = (0.75, 0.3)  # share of words that are things, on each side
MISLEADING = 0.3  # share of telling words that are the other label's
PARITY = "demographic_parity_difference(group=side) <= 0.2"


def texts(count: int, seed: int) -> list[dict[str, Any]]:
    """Texts that are about cards on one side more often than on the other, and doubtful enough for that to tell."""
    dice, rows = random.Random(seed), []
    for _ in range(count):
        side = int(dice.random() < 0.5)
        card = dice.random() < CARDS[side]
        words = []
        for _ in range(dice.randint(4, 8)):
            told = CARD if card != (dice.random() < MISLEADING) else SKY
            words.append(dice.choice(told if dice.random() < 0.6 else SMALL))
        if dice.random() < 0.9:
            words.insert(dice.randint(0, len(words)), MARKS[side])
        rows.append({"text": " ".join(words), "label": "card" if card else "sky", "side": "ab"[side]})
    return rows


def sentences(count: int, seed: int) -> list[dict[str, Any]]:
    """Sentences whose words may be things, on one side more often than on the other, where words have capitals."""
    dice, rows = random.Random(seed), []
    for _ in range(count):
        side = int(dice.random() < 0.5)
        words, tags = [], []
        for _ in range(dice.randint(4, 8)):
            thing = dice.random() < THINGS[side]
            word = dice.choice(CARD if thing != (dice.random() < MISLEADING) else SKY)
            words.append(word.title() if side else word)
            tags.append("thing" if thing else "O")
        rows.append({"tokens": words, "tags": tags, "side": "ab"[side]})
    return rows


def task(
    folder: Path,
    base: Path,
    clauses: Sequence[str] = (PARITY,),
    *,
    words: bool = False,
    counts: Sequence[int] = (1200, 800, 1000),
    groups: str = "[side]",
    **training: Any,
) -> tuple[Charter, Dataset]:
    """A charter with these fairness clauses over such rows, and its data."""
    for number, (split, count) in enumerate(zip(("train", "valid", "test"), counts, strict=True), start=1):
        rows = (sentences if words else texts)(count, number)
        (folder / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return charter(folder, base, clauses, words=words, groups=groups, **training)


def charter(
    folder: Path, base: Path, clauses: Sequence[str], *, words: bool = False, groups: str = "[side]", **training: Any
) -> tuple[Charter, Dataset]:
    """The charter alone, over rows that are there."""
    kind = "token" if words else "text"
    labels = "" if words else ", output: {labels: [sky, card], positive: card}"
    columns = "tokens: tokens, tags: tags" if words else "text: text, label: label"
    options = ", ".join(f"{name}: {value}" for name, value in training.items())
    path = folder / "charter.yaml"
    path.write_text(
        f"charter: 1\nname: sides\ntask: {{kind: {kind}-classification{labels}}}\nmodel: {{base: {base}}}\n"
        f"data:\n  train: train.jsonl\n  validation: valid.jsonl\n  test: test.jsonl\n"
        f"  columns: {{{columns}, groups: {groups}}}\n"
        f"performance:\n  - {'token_macro_f1' if words else 'macro_f1'} >= 0.3\n"
        + ("fairness:\n" + "".join(f"  - {clause}\n" for clause in clauses) if clauses else "")
        + f"training: {{{options}}}\n"
    )
    read_charter = read(path)
    return read_charter, load(read_charter)
