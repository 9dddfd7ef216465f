"""`troth report PATH`: make papers again from a finished audit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from troth.cli.recorded import check_recorded, record_of
from troth.cli.terminal import say
from troth.errors import ReportError


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["html", "json", "card", "junit"]),
    default=("html",),
    show_default=True,
    help="Paper to make; may be given several times.",
)
@click.option("--language", "languages", multiple=True, type=click.Choice(["en", "zh"]), default=("en", "zh"))
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder to write to; beside PATH.")
def command(path: Path, formats: tuple[str, ...], languages: tuple[str, ...], output: Path | None) -> int:
    """Make papers from PATH: a report.json, or the folder of an audit that holds one.

    One that is not as it was recorded is refused, where its record is at hand.
    """
    from troth.reports import render
    from troth.standard import read_audit_document

    file = path / "report.json" if path.is_dir() else path
    document = read_audit_document(_parsed(file))
    try:
        _hold_to_record(file, document)
        papers = render(document, output or file.parent, formats=formats, languages=languages)
    except RecursionError as error:
        raise _no_document(file, "it is nested too deeply") from error
    for paper in papers.values():
        say(paper)
    return 0


def _hold_to_record(file: Path, document: Mapping[str, Any]) -> None:
    record = record_of(file, document)
    if record is not None:
        check_recorded(file, document, record)
    else:
        say("note: its record is not at hand, so it was not held against what was recorded", err=True)


def _parsed(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(
            f"cannot read the audit document: {error.strerror}",
            where=str(file),
            remedy="Name a report.json, or the folder that `troth run` or `troth audit` printed.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise _no_document(file, str(error)) from error


def _no_document(file: Path, why: str) -> ReportError:
    return ReportError(
        f"not an audit document: {why}", where=str(file), remedy="Name the report.json of a finished audit."
    )
