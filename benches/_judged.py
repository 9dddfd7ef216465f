"""A charter's text run in a folder of its own, and what the audit says of each clause."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any


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
