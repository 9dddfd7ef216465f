"""The frontier as a paper: one HTML file a language, and the document it is made of as JSON."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from troth.reports import frontier
from troth.reports.page import environment
from troth.reports.render import json_text, write
from troth.reports.words import LANGUAGES, words


def page(document: Mapping[str, Any], language: str) -> str:
    """The whole HTML file for a document that `frontier.read` has checked."""
    ids = itertools.count(1)
    context = {
        "d": document,
        "f": document["frontier"],
        "panels": frontier.panels(document["frontier"]),
        "t": words(language),
        "next_id": lambda: next(ids),
    }
    return environment().get_template("frontier.html").render(context)


def render_frontier(
    document: Mapping[str, Any], folder: Path, *, languages: Sequence[str] = LANGUAGES
) -> dict[str, Path]:
    """Write the papers of a frontier document into a folder (made if absent) and say where each is.

    Keys are `html.<language>` and `json`; files `frontier.html` (English), `frontier.<language>.html` and
    `frontier.json`. Raises ReportError when the document is not one, or the folder cannot be written.
    """
    ready = frontier.read(document)
    names = {language: "frontier.html" if language == "en" else f"frontier.{language}.html" for language in languages}
    papers = {f"html.{language}": (name, page(ready, language)) for language, name in names.items()}
    papers["json"] = ("frontier.json", json_text(document))
    return {key: write(folder / name, text) for key, (name, text) in papers.items()}
