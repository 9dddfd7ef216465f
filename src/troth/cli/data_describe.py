"""`troth data describe CHARTER|FILE`: everything one should know of data before a model learns from them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from troth import __version__
from troth.cli.label_errors import probabilities
from troth.cli.terminal import say, say_json_text
from troth.errors import DataError
from troth.plural import counted
from troth.standard import DEFAULT_CONFIDENCE, ENCODINGS

if TYPE_CHECKING:
    from troth.data import Sheet

FOLDER = "descriptions"  # beside the charter or the file, where nothing else is named
CHARTERS = (".yaml", ".yml")
MOST_ROWS = 100_000  # up to which label errors are looked for unasked: of more, the vectors take an hour
SHOWN = 12  # findings that are printed


@click.command("describe")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--beside", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="Another split of it.")
@click.option("--text", help="Of a data file: the column of texts, where its name does not tell.")
@click.option("--label", multiple=True, help="Of a data file: the column of labels; several are several annotators'.")
@click.option("--group", "groups", multiple=True, help="Of a data file: a group column; may be given several times.")
@click.option("--encoding", type=click.Choice(ENCODINGS), metavar="NAME", help="Of a data file that is not UTF-8.")
@click.option("--test", is_flag=True, help="Describe a charter's test split too; else it is only looked at for copies.")
@click.option("--reference", type=click.Path(path_type=Path), help="Shares of a population: columns group,value,share.")
@click.option(
    "--label-errors/--no-label-errors",
    default=None,
    help="Look for wrong labels; unasked it is done of up to 100,000 rows, where the packages for it are installed.",
)
@click.option("--confidence", type=click.FloatRange(0.5, 0.999), help="Of every interval; 0.95, or the charter's.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder of the pages.")
@click.option("--list", "listed", type=click.Path(path_type=Path), help="Write every row that was found to this CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    file: Path,
    beside: tuple[Path, ...],
    text: str | None,
    label: tuple[str, ...],
    groups: tuple[str, ...],
    encoding: str | None,
    test: bool,
    reference: Path | None,
    label_errors: bool | None,
    confidence: float | None,
    output: Path | None,
    listed: Path | None,
    as_json: bool,
) -> int:
    """Describe the data of a CHARTER, or one data FILE, on a page in English and one in Chinese.

    Types and missing values, copies and near copies within and between splits, balance of labels and groups, labels
    that are probably wrong, whether annotators agree, lengths, languages, outliers, encodings. Rows are named by
    file:line, and nothing of what they hold is told. Nothing is recorded. Exit status: 0; 2 bad input.
    """
    from troth.cli.progress import shown
    from troth.data import describe, document, read_reference, rows_found
    from troth.reports import render_description

    if listed is not None and os.path.lexists(listed):
        raise DataError("is there already", where=str(listed), remedy="Name another file with --list.")
    known = None if reference is None else read_reference(reference)
    with shown() as progress:
        if file.suffix.lower() in CHARTERS:
            _refuse_columns(beside, text, label, groups, encoding)
            sheets, about, base, sure = _of_charter(file, test=test)
        else:
            sheets, about, base, sure = _of_files((file, *beside), text, label, groups, encoding)
        wanted = label_errors if label_errors is not None else len(sheets[0]) <= MOST_ROWS
        found = describe(
            sheets,
            reference=known,
            probabilities=probabilities(base) if wanted else None,
            confidence=confidence or sure,
            progress=progress,
        )
    made = {"troth": __version__, "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), **about, **document(found)}
    folder = output or file.parent / FOLDER
    with _listing(listed) as out:
        if out is not None:
            rows_found(found).write_csv(out)
        papers = render_description(made, folder, file.name.split(".")[0] or "data")
    if as_json:
        say_json_text(papers["json"].read_text(encoding="utf-8"))
        return 0
    _tell(made, papers)
    if listed is not None:
        say(f"every row that was found: {listed}")
    return 0


def _of_charter(file: Path, *, test: bool) -> tuple[list[Sheet], dict[str, Any], str, float]:
    from troth.cli.chat import read_classifier
    from troth.data import sheets_of

    charter = read_classifier(file)
    about = {"name": charter.name, "charter": {"name": charter.name, "digest": charter.digest}}
    return sheets_of(charter, test=test), about, charter.model_base, charter.confidence


def _of_files(
    files: tuple[Path, ...], text: str | None, label: tuple[str, ...], groups: tuple[str, ...], encoding: str | None
) -> tuple[list[Sheet], dict[str, Any], str, float]:
    from troth.data import sheet_of
    from troth.standard import Columns

    one, several = (label[0], ()) if len(label) == 1 else (None, label)
    columns = Columns(text=text, label=one, annotators=several, groups=groups)
    sheets = [sheet_of(each, columns=columns, encoding=encoding) for each in files]
    names = [sheet.name for sheet in sheets]
    if len(set(names)) < len(names):
        sheets = [sheet_of(each, columns=columns, encoding=encoding, name=str(each)) for each in files]
    return sheets, {"name": files[0].name, "charter": None}, "minilm", DEFAULT_CONFIDENCE


def _refuse_columns(beside: tuple[Path, ...], *given: object) -> None:
    if beside or any(given):
        raise click.UsageError("--beside, --text, --label, --group and --encoding are of a FILE: a charter says these.")


def _tell(made: dict[str, Any], papers: dict[str, Path]) -> None:
    """The findings, the share of wrong labels, and where the pages are."""
    for sheet in made["sheets"]:
        size = f"{counted(sheet['rows'], 'row')}, {counted(len(sheet['columns']), 'column')}"
        say(f"{sheet['name']}: {size}, {sheet['kind']}")
    for finding in made["findings"][:SHOWN]:
        count = "" if finding["count"] is None else f": {finding['count']:,}"
        place = f"  ({finding['examples'][0]})" if finding["examples"] else ""
        say(f"{finding['severity']}: {finding['what']}{count}{place}")
    if len(made["findings"]) > SHOWN:
        say(f"... and {counted(len(made['findings']) - SHOWN, 'more finding')} on the page")
    share = made["label_errors"]["share"]
    if share["estimate"] is None:
        say(f"wrong labels: not measured, {share['reason']}")
    else:
        say(
            f"wrong labels: {share['estimate']:.1%} [{share['low']:.1%}, {share['high']:.1%}], "
            f"{counted(made['label_errors']['suspected'], 'row')} suspected"
        )
    for name, words in {"html.en": "page", "html.zh": "page in Chinese", "json": "JSON"}.items():
        say(f"{words}: {papers[name]}")


@contextmanager
def _listing(path: Path | None) -> Iterator[IO[bytes] | None]:
    """The file of --list, which is there only if the pages are; None where none is asked for."""
    from troth.data.sealing.target import appearing

    if path is None:
        yield None
        return
    with appearing(path) as out:
        yield out
