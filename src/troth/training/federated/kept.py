"""What the rounds of a federated training leave in its work folder: the weights after each, and its account.

The account is written last: a round without it, or without its weights, was not done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

FOLDER = "rounds"
START = "start.safetensors"
FAILED, DONE = "failed.json", "done"  # how the training ended


def keep_weights(work: Path, number: int, weights: Mapping[str, NDArray[np.float32]]) -> str:
    """Keep the weights after a round; returns the digest of the file."""
    file = weights_file(work, number)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    save_file({name: np.ascontiguousarray(numbers) for name, numbers in weights.items()}, draft)
    digest = hashlib.sha256(draft.read_bytes()).hexdigest()
    draft.replace(file)
    return f"sha256:{digest}"


def keep_account(work: Path, account: Mapping[str, Any]) -> None:
    """Keep the account of a round."""
    path = account_file(work, account["round"])
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(account, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def finished(work: Path) -> list[dict[str, Any]]:
    """The accounts of the rounds that are done, in order; up to the first that is missing or has no weights."""
    found: list[dict[str, Any]] = []
    while (path := account_file(work, len(found))).is_file() and weights_file(work, len(found)).is_file():
        found.append(json.loads(path.read_text(encoding="utf-8")))
    return found


def account_file(work: Path, number: int) -> Path:
    """Where the account of a round is."""
    return work / FOLDER / f"{number:05d}.json"


def weights_file(work: Path, number: int) -> Path:
    """Where the weights after a round are."""
    return work / FOLDER / f"{number:05d}.safetensors"
