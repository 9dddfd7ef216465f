"""A scikit-learn estimator as skops bytes that depend on the estimator alone.

skops names its parts by memory address and stamps them with the time, so two savings of one model differ. Here the
parts are renumbered in order of appearance and the stamps set to the zip epoch: one model, one digest.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip entry can carry
SCHEMA = "schema.json"


def skops_bytes(estimator: object) -> bytes:
    """The estimator in the skops format, deflated; equal estimators give equal bytes."""
    import skops.io

    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(estimator))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    numbers: dict[str, str] = {}
    schema = _renumbered(json.loads(parts.pop(SCHEMA)), numbers)
    named = {_named(name, numbers): content for name, content in parts.items()}
    named[SCHEMA] = json.dumps(schema, separators=(",", ":")).encode()
    return _zipped(named)


def _renumbered(node: Any, numbers: dict[str, str]) -> Any:
    """The tree with every `__id__`, and every file named by one, numbered in order of appearance."""
    if isinstance(node, list):
        return [_renumbered(item, numbers) for item in node]
    if not isinstance(node, dict):
        return node
    tree = {key: _renumbered(value, numbers) for key, value in node.items() if key not in ("__id__", "file")}
    if isinstance(node.get("file"), str) and "__loader__" in node:
        tree["file"] = _named(node["file"], numbers)
    if "__id__" in node:
        tree["__id__"] = int(_number(str(node["__id__"]), numbers))
    return tree


def _named(file: str, numbers: dict[str, str]) -> str:
    stem, dot, ending = file.partition(".")
    return _number(stem, numbers) + dot + ending


def _number(address: str, numbers: dict[str, str]) -> str:
    return numbers.setdefault(address, str(len(numbers) + 1))


def _zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(parts):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), parts[name], zipfile.ZIP_DEFLATED, 6)
    return buffer.getvalue()
