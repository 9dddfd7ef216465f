"""One audit document in, the papers out."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from troth.errors import ReportError
from troth.reports.card import card
from troth.reports.document import read
from troth.reports.junit import junit
from troth.reports.page import page
from troth.reports.tidy import strict
from troth.reports.words import LANGUAGES

_SINGLE: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    "card": ("model-card.md", card),
    "junit": ("junit.xml", junit),
}

FORMATS = ("html", "json", "card", "junit")
"""The papers that can be made."""


def render(
    document: Mapping[str, Any],
    folder: Path,
    *,
    formats: Sequence[str] = FORMATS,
    languages: Sequence[str] = ("en", "zh"),
) -> dict[str, Path]:
    """Write the papers of an audit document into a folder (made if absent) and say where each is.

    Keys are `html.<language>`, `json`, `card` and `junit`; files `report.html` (English), `report.<language>.html`,
    `report.json`, `model-card.md` and `junit.xml`. All papers are made before the first is written, and each replaces
    its older version in one step. Raises ReportError when the document is not one, or the folder cannot be written.
    """
    _known(formats, FORMATS, "format")
    _known(languages, LANGUAGES, "language")
    papers = _make(document, formats, languages)
    return {key: write(folder / name, text) for key, (name, text) in papers.items()}


def _known(asked: Sequence[str], known: Sequence[str], what: str) -> None:
    for name in asked:
        if name not in known:
            raise ReportError(f"there is no {what} {name!r}", remedy=f"choose from: {', '.join(known)}")


def _make(document: Mapping[str, Any], formats: Sequence[str], languages: Sequence[str]) -> dict[str, tuple[str, str]]:
    ready = read(document)
    made: dict[str, tuple[str, str]] = {}
    for paper in formats:
        if paper == "html":
            for language in languages:
                name = "report.html" if language == "en" else f"report.{language}.html"
                made[f"html.{language}"] = (name, page(ready, language))
        elif paper == "json":
            made["json"] = ("report.json", json_text(document))
        else:
            name, write = _SINGLE[paper]
            made[paper] = (name, write(ready))
    return made


def json_text(document: Mapping[str, Any]) -> str:
    """The document as it was given, in its order, which is that of labels and groups too; NaN and ∞ are null."""
    return json.dumps(strict(document), indent=2, ensure_ascii=False, allow_nan=False, default=str) + "\n"


def write(path: Path, text: str) -> Path:
    """Replace the file in one step: a reader sees the old one or the new one, never a part.

    Half a surrogate pair, which UTF-8 cannot hold, becomes `\\udxxx`; in JSON that is the same string.
    """
    scratch: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).chmod(0o644)
        Path(scratch).replace(path)
    except OSError as error:
        if scratch:
            Path(scratch).unlink(missing_ok=True)
        raise ReportError(
            f"the paper cannot be written: {error.strerror}",
            where=str(path),
            remedy="choose a folder that can be written, with room left",
        ) from error
    return path
