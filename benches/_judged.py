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
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "charter.yaml").write_text(charter, encoding="utf-8")
    command = [sys.executable, "-m", "troth.cli.main", "run", str(folder / "charter.yaml"), "--json"]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if ended.returncode not in (0, 1, 3):
        raise SystemExit(f"troth run ended with {ended.returncode}")
    document = json.loads(ended.stdout)
    model = folder / ".troth" / "models" / document["model"]["digest"].removeprefix("sha256:")
    found = {re.split(" [<>]= ", each["clause"])[0]: each["estimate"] for each in document["clauses"]}
    return found | {"folder": model}
