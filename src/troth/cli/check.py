"""`troth check`: is the charter valid, and if not, what is wrong where, and what to do."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.errors import CharterError
from troth.standard import Charter, json_schema, read

if TYPE_CHECKING:
    from troth.measures import Plan

FORMAT = 1
"""The number of what --json prints."""


@click.command
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--schema", is_flag=True, help="Print the charter's JSON Schema, for editors; takes no FILE.")
@click.option("--power", is_flag=True, help="Print how many rows would decide each clause.")
def command(file: Path | None, as_json: bool, schema: bool, power: bool) -> None:
    """Validate the charter FILE; name every fault with its place and remedy."""
    if schema:
        _print(json_schema())
        return
    if file is None:
        raise click.UsageError("Name a charter FILE, or ask for --schema.")
    charter = _read(file, as_json)
    plans = _plans(charter) if power else []
    if as_json:
        _print(_document(charter, file, plans, power))
        return
    click.echo(_sentence(charter, file))
    if power:
        click.echo("\n".join(_table(plans)))


def _read(file: Path, as_json: bool) -> Charter:
    try:
        return read(file)
    except CharterError as error:
        if not as_json:
            raise
        faults = [
            {"file": each.file, "line": each.line, "column": each.column, "what": each.what, "remedy": each.remedy}
            for each in error.faults
        ]
        _print({"format": FORMAT, "file": str(file), "valid": False, "faults": faults})
        sys.exit(error.exit_status)


def _sentence(charter: Charter, file: Path) -> str:
    count = len(charter.clauses)
    version = f" {charter.version}" if charter.version else ""
    clauses = "one clause" if count == 1 else f"{count} clauses"
    return f"{file}: valid. {charter.name}{version}, {charter.task.kind}, {clauses}, {charter.digest}"


def _document(charter: Charter, file: Path, plans: list[dict[str, Any]], power: bool) -> dict[str, Any]:
    clauses = [
        {"clause": clause.text, "article": clause.article, "measure": clause.measure.name, "line": clause.line}
        for clause in charter.clauses
    ]
    about = {"name": charter.name, "version": charter.version, "digest": charter.digest}
    document = {"format": FORMAT, "file": str(file), "valid": True, "faults": [], "charter": about, "clauses": clauses}
    return {**document, "power": plans} if power else document


def _plans(charter: Charter) -> list[dict[str, Any]]:
    """How many rows decide each clause. Numbers are imported here, because `check` alone needs none."""
    from troth.measures import MEASURES, power

    plans = []
    for clause in charter.clauses:
        name = clause.measure.name
        known = name == "worst_group" or name in MEASURES
        grouped = "group" in clause.measure.arguments
        confidence = charter.confidence_of(clause)
        found = power(name, clause.limit, groups=2 if grouped else 1, confidence=confidence) if known else ()
        plans.append({"clause": clause.text, "plans": [_plan(plan) for plan in found]})
    return plans


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "rate": plan.rate,
        "true": plan.true,
        "outcome": plan.outcome,
        "rows": plan.rows,
        "power": plan.power,
    }


def _table(plans: list[dict[str, Any]]) -> list[str]:
    lines = []
    for each in plans:
        lines.append(f"\n{each['clause']}")
        lines += [_row(plan) for plan in each["plans"]] or ["    no number of rows: there is no check for it yet"]
    return lines


def _row(plan: dict[str, Any]) -> str:
    needed = "no number of rows decides it" if plan["rows"] is None else f"{plan['rows']:>9,} rows, {plan['outcome']}"
    return f"    true value {plan['true']:.3f} (rate {plan['rate']:.2f}): {needed}"


def _print(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
