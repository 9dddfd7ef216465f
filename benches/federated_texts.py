"""Banking77 among ten clients with skewed labels, on Flower's SuperLink and SuperNodes, processes of their own.

Three trainings under one charter (Multi-Krum, one client tolerated): with ten honest clients, by `troth run`; with one
of the ten sending the opposite of what it learned, three times as far; and a short one in which two clients are killed
in the middle of a round. Accuracy is that of the test split. REPEATS trainings of each (1). What was interrupted goes
on after its last whole round; a finished training is not done again. One of the three alone, and of which number:

    REPEATS=3 python -m benches federated_texts
    python -m benches.federated_texts honest 2
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import mean
from typing import Any

from benches._judged import again, judged, repeats
from benches._judged import told as figures

HERE = Path(__file__).parent
CHARTER = HERE / "federated" / "banking77.yaml"
WORK = HERE / "work" / "federated"
CENTRAL, WITHIN, COST = 0.94, 0.03, 0.01
SHORT = 2  # rounds of the training in which clients are killed
AFTER = 20.0  # seconds into a round, before they are


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report all three; good where each target is reached."""
    ten = [honest(number) for number in repeats()]
    spoilt = [with_hostile(number)["accuracy"] for number in repeats()]
    killed = [with_killed(number) for number in repeats()]
    least, lost = CENTRAL - WITHIN, mean(ten) - mean(spoilt)
    report("accuracy, 10 honest clients", figures(ten), f"at least {least:.2f}: central {CENTRAL}, less {WITHIN}")
    report("accuracy, one of 10 sends the opposite", f"{figures(spoilt)}: {-lost:+.3f}", f"costs at most {COST}")
    for one in killed:
        told = "; ".join(
            f"round {each['round']}: {len(each['taken'])} of {len(each['asked'])}" for each in one["rounds"]
        )
        report("two of 10 killed in the middle of a round", f"ends with {one['accuracy']:.3f}; {told}", "ends")
    return mean(ten) >= least and lost <= COST and all(len(one["rounds"]) == SHORT + 1 for one in killed)


def honest(number: int) -> float:
    """Test accuracy of a training by `troth run`, the repeat of such a number."""
    return float(judged(WORK / f"honest-{number}", again(charter(), number))["accuracy"])


def with_hostile(number: int) -> dict[str, Any]:
    """Of one in which a client's process is another's."""
    name = f"hostile-{number}"
    return kept(
        name, again(charter(), number), lambda processes: _replaced(processes, name), lambda processes, account: None
    )


def with_killed(number: int) -> dict[str, Any]:
    """Of a short one in which two clients are killed while they learn."""

    def kill(processes: Any, account: Mapping[str, Any]) -> None:
        if account["round"] == 0:
            later = threading.Timer(AFTER, lambda: [os.kill(node.pid, signal.SIGKILL) for node in processes.nodes[:2]])
            later.daemon = True
            later.start()

    text = again(charter().replace("rounds: 8", f"rounds: {SHORT}"), number)
    return kept(f"killed-{number}", text, lambda processes: None, kill)


def charter() -> str:
    """The charter's text, with paths that hold from the work folder too."""
    return CHARTER.read_text(encoding="utf-8").replace(
        "../../../shared/data", str((HERE / "../../shared/data").resolve())
    )


def kept(
    name: str, text: str, begun: Callable[[Any], None], told: Callable[[Any, Mapping[str, Any]], None]
) -> dict[str, Any]:
    """What a training came to, once done."""
    folder = WORK / name
    result = folder / "result.json"
    if not result.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "charter.yaml").write_text(text, encoding="utf-8")
        result.write_text(json.dumps(trained(folder, begun, told)), encoding="utf-8")
    found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return found


def trained(
    folder: Path, begun: Callable[[Any], None], told: Callable[[Any, Mapping[str, Any]], None]
) -> dict[str, Any]:
    """Train in a folder and judge on the test split. begun, told: do what is done to the processes."""
    import numpy as np

    from troth.data import load
    from troth.models import load as load_model
    from troth.standard import read, seed_for
    from troth.training import train
    from troth.training.federated.flower.processes import Processes

    running: list[Any] = []
    enter = Processes.__enter__

    def entered(processes: Processes) -> Processes:
        running.append(enter(processes))
        begun(processes)
        return processes

    Processes.__enter__ = entered  # type: ignore[method-assign]
    given = read(folder / "charter.yaml")
    dataset = load(given)
    rounds: list[Mapping[str, Any]] = []

    def each(account: Mapping[str, Any]) -> None:
        rounds.append(account)
        if running:
            told(running[-1], account)

    seed = seed_for(given.digest, dataset.digest, "bench", 0)
    began = time.monotonic()
    try:
        made = train(given, dataset, folder=folder / "model", work=folder / "work", seed=seed, told=each)
    finally:
        Processes.__enter__ = enter  # type: ignore[method-assign]
    model = load_model(made.path, kind=given.task.kind, labels=dataset.labels)
    right = model.predict(dataset.test.inputs()).codes == dataset.test.label_codes(dataset.labels)
    return {"accuracy": float(np.mean(right)), "rounds": rounds, "seconds": time.monotonic() - began}


def _replaced(processes: Any, name: str) -> None:
    """The last client's SuperNode goes, and one with a hostile client comes in its place."""
    from troth.training.federated.flower.processes import QUIET

    last = processes.nodes[-1]
    last.kill()
    last.wait()
    command = ["benches._hostile" if part.endswith("flower.process") else part for part in last.args]
    home = WORK / name / "work" / "flower"
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, **QUIET, "FLWR_HOME": str(home), "PATH": path}
    with (home / "hostile.log").open("ab") as log:
        processes.nodes[-1] = subprocess.Popen(
            command,
            cwd=HERE.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


if __name__ == "__main__":
    parts: dict[str, Callable[[int], object]] = {"honest": honest, "hostile": with_hostile, "killed": with_killed}
    if sys.argv[1:]:
        part, number = sys.argv[1], int(sys.argv[2]) if sys.argv[2:] else 0
        print(part, number, json.dumps(parts[part](number)))
    else:
        sys.exit(0 if run(lambda *row: print(*row, sep=" | ")) else 1)
