"""The folder of a table's model as training leaves it: skops files and `troth.json`, no pickle, whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from troth.errors import TrainingError
from troth.models import FeatureColumn, Rule, Toll, columns_to_json, rules_to_json, tolls_to_json
from troth.standard import TABLE
from troth.training.skops_file import skops_bytes


@dataclass(frozen=True, slots=True)
class Card:
    """What `troth.json` says. base, digest: what stands where a neural model has its base. tolls: by which labels are
    decided; none for the most probable label. rules: on labels that some rows never get."""

    name: str
    labels: tuple[str, ...]
    base: str
    digest: str
    columns: tuple[FeatureColumn, ...]
    temperature: float
    tolls: tuple[Toll, ...] = ()
    rules: tuple[Rule, ...] = ()

    def json(self) -> dict[str, Any]:
        """As it is written; a folder that decides otherwise than by probability has a format of its own."""
        plain: dict[str, Any] = {
            "format": 3 if self.rules else 2 if self.tolls else 1,
            "kind": TABLE,
            "labels": list(self.labels),
            "runtime": "skops",
            "name": self.name,
            "base": {"name": self.base, "digest": self.digest},
            "network": None,
            "features": {"columns": columns_to_json(self.columns)},
            "temperature": self.temperature,
        }
        plain |= {"decision": tolls_to_json(self.tolls)} if self.tolls else {}
        return plain | ({"rules": rules_to_json(self.rules)} if self.rules else {})


def save(folder: Path, work: Path, estimators: Mapping[str, Any], card: Card) -> None:
    """Write the folder in `work` and move it into place, so that a half-written one is never seen.

    estimators: by the names of their files. Raises TrainingError where it cannot be written.
    """
    draft = work / "draft"
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        for name, estimator in estimators.items():
            (draft / name).write_bytes(skops_bytes(estimator))
        text = json.dumps(card.json(), indent=1, ensure_ascii=False) + "\n"
        (draft / "troth.json").write_text(text, encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(draft, folder)
    except OSError as error:
        raise TrainingError(
            f"the model cannot be written ({error.strerror})",
            where=str(folder),
            remedy="Make room, or check the rights.",
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
