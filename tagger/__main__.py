"""Make the taggers anew: `python -m tagger [english|chinese] [--steps N]`; `make tagger` makes both."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from random import Random

import numpy as np
import torch

from tagger.train import STEPS, f1, save, scored, teach
from troth.personal.tagging import LANGUAGES, Tagger
from troth.personal.windows import windows

PLACE = Path(__file__).parents[1] / "src" / "troth" / "personal" / "tagging" / "networks"
TESTED = 3000


def main() -> None:
    """Teach, write, and judge on text of another seed."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("languages", nargs="*", choices=LANGUAGES, default=LANGUAGES)
    given.add_argument("--steps", type=int, default=STEPS)
    given.add_argument("--seed", type=int, default=0)
    given.add_argument("--place", type=Path, default=PLACE)
    asked = given.parse_args()
    torch.set_num_threads(1)  # so that sums come out alike wherever it runs
    for language in asked.languages or LANGUAGES:
        writer = importlib.import_module(f"tagger.{language}").text
        network = teach(writer, seed=asked.seed, steps=asked.steps)
        asked.place.mkdir(parents=True, exist_ok=True)
        path = asked.place / f"{language}.onnx"
        save(network, path)
        print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, F1 of exact spans {judged(language, path):.4f}")


def judged(language: str, path: Path) -> float:
    """F1 of exact spans on text that was not learned from."""
    writer = importlib.import_module(f"tagger.{language}").text
    draw, tagger, counts = Random(-1), Tagger(language, path.read_bytes()), np.zeros(3, int)
    for _ in range(TESTED):
        written = writer(draw)
        found = {
            (one.start + start, one.end + start, one.kind)
            for start, end in windows(written.text)
            for one in tagger.find(written.text[start:end])
        }
        counts += scored(found, set(written.spans))
    return f1(counts)


if __name__ == "__main__":
    main()
