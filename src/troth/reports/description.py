"""The description of a data set as a paper: one HTML file a language, and the document it is made of as JSON."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from troth.errors import ReportError
from troth.reports.histogram import Histogram, histogram
from troth.reports.page import environment
from troth.reports.plots import rows
from troth.reports.render import json_text, write
from troth.reports.sentences import Sentences
from troth.reports.tidy import tidy
from troth.reports.words import LANGUAGES, Words, words

FORMATS = (1,)
PARTS = ("sheets", "findings", "representation", "label_errors", "listings")
WITHIN, CROSSING = ("copies", "near_copies", "conflicts"), ("leaked", "nearly_leaked")
SHOWN = 40
"""Rows of one listing that the page shows; the JSON paper has a thousand."""


def render_description(
    document: Mapping[str, Any], folder: Path, name: str, *, languages: Sequence[str] = LANGUAGES
) -> dict[str, Path]:
    """Write the papers of a description into a folder (made if absent) and say where each is.

    Keys are `html.<language>` and `json`; files `<name>.html` (English), `<name>.<language>.html` and `<name>.json`.
    Raises ReportError when the document is not one, or the folder cannot be written.
    """
    ready = read(document)
    names = {language: f"{name}.html" if language == "en" else f"{name}.{language}.html" for language in languages}
    papers = {f"html.{language}": (file, page(ready, language)) for language, file in names.items()}
    papers["json"] = (f"{name}.json", json_text(document))
    return {key: write(folder / file, text) for key, (file, text) in papers.items()}


def read(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document made fit to be shown; ReportError where it is not a description."""
    if document.get("format") not in FORMATS or any(part not in document for part in PARTS):
        raise ReportError(
            "is not a description of data that this version reads",
            remedy="Make it again with `troth data describe`.",
        )
    ready: Mapping[str, Any] = tidy(document)
    return ready


def page(document: Mapping[str, Any], language: str) -> str:
    """The whole HTML file for a document that `read` has checked."""
    table = words(language)
    ids = itertools.count(1)
    context = {
        "d": document,
        "t": table,
        "says": Sentences(table),
        "next_id": lambda: next(ids),
        "named": lambda name: _named(table, name),
        "lengths_of": _lengths,
        "margins_of": _margins,
        "expected_axis": _expected_axis,
        "repeats": repeats(document),
        "SHOWN": SHOWN,
    }
    return environment().get_template("description.html").render(context)


def repeats(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How many rows of each sheet are copies, near copies and contradictions, within and in the sheets before it."""
    made: list[dict[str, Any]] = []
    for sheet in [*document["sheets"], *document.get("compared", [])]:
        own = [one for one in document["listings"] if one["sheet"] == sheet["name"]]
        others = dict.fromkeys(one["of"] for one in own if one["kind"] in CROSSING)
        made.append(
            {
                "name": sheet["name"],
                "rows": sheet["rows"],
                "described": "columns" in sheet,
                **{kind: _count(own, kind, "") for kind in WITHIN},
                "others": [{"of": of, **{kind: _count(own, kind, of) for kind in CROSSING}} for of in others],
            }
        )
    return made


def _count(listings: Sequence[Mapping[str, Any]], kind: str, of: str) -> int:
    return sum(int(one["count"]) for one in listings if one["kind"] == kind and one["of"] == of)


def _named(table: Words, name: str) -> str:
    """A split by its name in the language; a file by its own."""
    return table(f"data.name_{name}") if f"data.name_{name}" in table else name


def _lengths(lengths: Mapping[str, Any]) -> Histogram | None:
    return histogram(lengths["edges"], lengths["counts"], logarithmic=True)


def _margins(margins: Mapping[str, Any]) -> Histogram | None:
    return histogram(margins["edges"], margins["rows"], margins["suspected"])


def _expected_axis(parts: Sequence[Mapping[str, Any]], width: float) -> Any:
    """An axis that shows the rows' shares and the reference's."""
    return rows([*parts, *({"estimate": part["expected"]} for part in parts)], width)
