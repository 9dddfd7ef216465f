"""What a model loses by anonymised texts: banking77 as it is, and with all that is personal in it redacted.

Training and test texts are both anonymised by `troth data anonymise` with its defaults, names and places included: a
gateway that screens what goes in would have them so. Default settings, REPEATS trainings of each (1), each under
another version and so another seed. A run that was interrupted goes on; a finished one is judged again.

    REPEATS=3 python -m benches.anonymised_texts
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import polars as pl

from benches._judged import judged

HERE = Path(__file__).parent
DATA = Path(os.environ.get("TROTH_DATA", HERE / "../../shared/data")).resolve() / "banking77"
CHARTER = HERE / "banking77" / "charter.yaml"
OF = "${TROTH_DATA:-../../../shared/data}/banking77"
WORK = HERE / "work" / "anonymised"
LOSS = 0.01


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report what was redacted and both accuracies; good where the model loses little."""
    repeats = int(os.environ.get("REPEATS", "1"))
    counts = redact()
    report("texts with something redacted", f"{counts[0]:,} of {counts[1]:,}: {counts[2]}", "")
    found = {
        name: [accuracy(name, folder, number) for number in range(repeats)]
        for name, folder in (("as it is", DATA), ("anonymised", WORK / "data"))
    }
    plain, redacted = (mean(each) for each in found.values())
    each = "; ".join(f"{name} " + ", ".join(f"{one:.4f}" for one in values) for name, values in found.items())
    report("accuracy", f"{plain:.4f} as it is, {redacted:.4f} anonymised ({redacted - plain:+.4f}; {each})", f"-{LOSS}")
    return redacted - plain >= -LOSS


def redact() -> tuple[int, int, str]:
    """Both files anonymised, once: texts that changed, of how many, and what was found in them."""
    changed, rows, kinds = 0, 0, dict[str, int]()
    (WORK / "data").mkdir(parents=True, exist_ok=True)
    for name in ("train", "test"):
        target = WORK / "data" / f"{name}.csv"
        if not target.exists():
            command = ["data", "anonymise", str(DATA / f"{name}.csv.gz"), "--columns", "text", "-o", str(target)]
            subprocess.run([sys.executable, "-m", "troth.cli.main", *command], check=True, stdout=subprocess.DEVNULL)
        told = json.loads(Path(f"{target}.anonymised.json").read_text(encoding="utf-8"))
        changed, rows = changed + told["cells"], rows + len(pl.read_csv(target))
        for kind, count in told["replaced"].items():
            kinds[kind] = kinds.get(kind, 0) + count
    return changed, rows, ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items(), key=lambda one: -one[1]))


def accuracy(name: str, folder: Path, number: int) -> float:
    """Of one training on the files of a folder."""
    text = CHARTER.read_text(encoding="utf-8").replace(OF, str(folder)).replace('"2026.1"', f'"2026.1.{number}"')
    text = text if folder == DATA else text.replace(".csv.gz", ".csv")
    found: float = judged(WORK / f"{name.replace(' ', '-')}-{number}", text)["accuracy"]
    return found


if __name__ == "__main__":
    run(lambda *told: print(" | ".join(told), flush=True))
