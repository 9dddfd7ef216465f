"""Differential privacy on SST-2: accuracy at epsilon 8, what a step costs, and whether planted mistakes are found.

Accuracy is judged by the audit on the test split, after one training with the default settings. A step of 1,024 rows
is timed and its memory measured against the same rows in plain steps of the default size, in one run, each in a process
of its own. Mistakes (shuffled batches, clipping by the batch's mean, another divisor, less noise) are planted in the
parts of a real training. A run that was interrupted goes on; a finished one is judged again.

    python -m benches.private_texts
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CHARTER = HERE / "private" / "sst2.yaml"
WORK = HERE / "work" / "private"
ACCURACY, SLOWER, LARGER = 0.85, 2.2, 1.5
TIMED = 3  # logical steps


def run(report: Callable[[str, str, str], None], charter: Path = CHARTER) -> bool:
    """Report all three; good where each target is reached."""
    good = compared(report, charter)
    good &= caught(report)
    return judged(report, charter) and good


def judged(report: Callable[[str, str, str], None], charter: Path) -> bool:
    """Accuracy and epsilon of a whole training, by `troth run`."""
    command = [sys.executable, "-m", "troth.cli.main", "run", str(charter), "--json", "--home", str(WORK / "home")]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if ended.returncode not in (0, 1, 3):
        raise SystemExit(f"troth run ended with {ended.returncode}")
    clauses: dict[str, Any] = {each["measure"]: each for each in json.loads(ended.stdout)["clauses"]}
    accuracy, epsilon = clauses["accuracy"], clauses["epsilon"]
    report("accuracy at epsilon 8", f"{accuracy['estimate']:.3f}", f"at least {ACCURACY}")
    claimed = f"{epsilon['estimate']:.2f} claimed, {epsilon['low']:.2f} at least by planted rows"
    report("epsilon at delta 1e-5", claimed, "at most 8, and no less than is refuted")
    return bool(accuracy["estimate"] >= ACCURACY and epsilon["low"] <= epsilon["estimate"] <= 8)


def compared(report: Callable[[str, str, str], None], charter: Path) -> bool:
    """Seconds and memory of a step of 1,024 rows, private and plain."""
    command = [sys.executable, "-m", "benches.private_texts"]
    plain, private = (
        json.loads(
            subprocess.run([*command, kind, str(charter)], capture_output=True, check=True, cwd=HERE.parent).stdout
        )
        for kind in ("plain", "private")
    )
    slower, larger = private["seconds"] / plain["seconds"], private["bytes"] / plain["bytes"]
    report("processor time of a step", f"{slower:.2f} times a plain one's", f"at most {SLOWER}")
    report("memory of a step", f"{larger:.2f} times a plain one's", f"at most {LARGER}")
    return slower <= SLOWER and larger <= LARGER


def step(kind: str, charter: Path) -> dict[str, float]:
    """The least processor time of some steps of 1,024 rows, and the most memory of the process, in bytes."""
    import tempfile

    import numpy as np

    from troth.data import load
    from troth.standard import read
    from troth.training.examples import batches
    from troth.training.losses import Objective
    from troth.training.private.start import make_private
    from troth.training.setup import prepare, steps_for
    from troth.training.workers import Workers, shares

    given = read(charter)
    dataset = load(given)
    setup = prepare(given, dataset, seed=1)
    _, lengths = setup.examples.rows(np.random.default_rng(0))
    rows = list(range(1024))
    draw = np.random.default_rng(1)
    if kind == "private":
        make_private(given, dataset, setup, Path(tempfile.mkdtemp()))
    loss = setup.private.loss(setup.network, setup.settings) if setup.private else None
    count, threads = shares()
    least = float("inf")
    with Workers(count, threads) as workers:
        steps = steps_for(setup, workers, half=True)
        for number in range(TIMED):
            started = time.process_time()
            if setup.private and loss:
                parts = [setup.examples.batch(part, draw) for part in setup.private.batching.parts(rows)]
                steps.take(steps.gradients(parts, loss, number)[1], 0.1)
            else:
                plain = Objective(setup.network, None, setup.settings)
                for batch in batches(rows, lengths[:1024], setup.settings.batch_pieces, draw):
                    halves = [setup.examples.batch(part, draw) for part in (batch[::2], batch[1::2]) if part]
                    steps.take(steps.gradients(halves, plain, number)[1], 0.1)
            least = min(least, time.process_time() - started)
    return {"seconds": least, "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def caught(report: Callable[[str, str, str], None]) -> bool:
    """The tests that plant mistakes in the real parts."""
    tests = HERE.parent / "tests" / "training" / "private" / "test_self_test.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE.parent)
    last = ended.stdout.strip().splitlines()[-1]
    report("planted mistakes", last, "all found, and none where there is none")
    return ended.returncode == 0


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(step(sys.argv[1], Path(sys.argv[2]))))
    else:
        sys.exit(0 if run(lambda *row: print(*row, sep=" | ")) else 1)
