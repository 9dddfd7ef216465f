"""A charter's text run in a folder of its own, and what the audit says of each clause; repeats with other seeds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any


def repeats() -> range:
    """The numbers of the trainings of each side that REPEATS asks for: the first alone without it."""
    return range(int(os.environ.get("REPEATS", "1")))


def again(charter: str, number: int) -> str:
    """A charter's text for a repeat: the version is another, and with it the charter's digest and every seed."""
    return charter.replace('"2026.1"', f'"2026.1.{number}"') if number else charter


def told(values: Sequence[float]) -> str:
    """The mean, and each where there are several."""
    each = f" ({', '.join(f'{value:.3f}' for value in values)})" if len(values) > 1 else ""
    return f"{mean(values):.3f}{each}"


def judged(folder: Path, charter: str) -> dict[str, Any]:
    """Every clause's estimate by its measure as written, and the model's `folder`; what is trained stays trained."""
    document = document_of(folder, charter)
    model = folder / ".troth" / "models" / document["model"]["digest"].removeprefix("sha256:")
    return {name: each["estimate"] for name, each in clauses_of(document).items()} | {"folder": model}


def document_of(folder: Path, charter: str, model: str | None = None) -> dict[str, Any]:
    """What `troth run` says as JSON; `troth audit` where a model is given."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "charter.yaml").write_text(charter, encoding="utf-8")
    path = str(folder / "charter.yaml")
    act = ["run", path] if model is None else ["audit", path, "--model", model]
    ended = subprocess.run(
        [sys.executable, "-m", "troth.cli.main", *act, "--json"], stdout=subprocess.PIPE, check=False
    )
    if ended.returncode not in (0, 1, 3):
        raise SystemExit(f"troth {act[0]} ended with {ended.returncode}")
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def clauses_of(document: dict[str, Any]) -> dict[str, Any]:
    """The clauses of such a document by their measures as written."""
    return {re.split(" [<>]= ", each["clause"])[0]: each for each in document["clauses"]}
