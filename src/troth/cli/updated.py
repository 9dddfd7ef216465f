"""What an update changed, as plain JSON and in lines on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from troth.cli.terminal import say
from troth.plural import counted

if TYPE_CHECKING:
    from troth.audit import Comparison
    from troth.data import Dataset
    from troth.models import Model

NAMED = 5  # labels named in a line


def update_document(older: Model, model: Model, dataset: Dataset, found: Comparison) -> dict[str, Any]:
    """The `update` part of a document; `checks` has one of each split that both were asked about."""
    new = dict(dataset.added.rows) if dataset.added else {}
    return {
        "from": older.digest,
        "labels_before": len(older.labels),
        "labels_added": [label for label in model.labels if label not in older.labels],
        "new_rows": new,
        "old_rows": len(dataset.train) - new.get("train", 0),
        "checks": [check_document(found)],
    }


def check_document(found: Comparison) -> dict[str, Any]:
    """One check, with whether the model may be a release by it."""
    return {**found.document, "verdict": verdict_of(found)}


def verdict_of(found: Comparison) -> str:
    """`kept` or `refused`."""
    return "refused" if found.reasons else "kept"


def refused(update: Mapping[str, Any] | None) -> bool:
    """Whether the model of an update is no release, by any of its checks."""
    return update is not None and any(check["verdict"] == "refused" for check in update["checks"])


def tell_update(update: Mapping[str, Any]) -> None:
    """What was added, every clause before and after, what was forgotten, and why it is refused where it is."""
    added = update["labels_added"]
    named = ", ".join(added[:NAMED]) + (f" and {len(added) - NAMED} more" if len(added) > NAMED else "")
    say(
        f"from: {update['from'][:19]} with {counted(update['labels_before'], 'label')}; labels added: {named or 'none'}"
    )
    if update["new_rows"]:
        rows = ", ".join(f"{count:,} {name}" for name, count in update["new_rows"].items())
        say(f"new rows: {rows}; old training rows: {update['old_rows']:,}")
    for check in update["checks"]:
        _tell_check(check)


def _tell_check(check: Mapping[str, Any]) -> None:
    rows = counted(check["rows"], f"{check['split']} row")
    say(f"on {rows} with old labels, before and after:")
    for each in check["clauses"]:
        say(f"  {each['clause']}: {_said(each['before'])} -> {_said(each['after'])}")
    drop = check["drop"]
    if drop["estimate"] is None:
        say("  accuracy lost: not measured")
    else:
        figures = f"{drop['estimate']:.4f} [{drop['low']:.4f}, {drop['high']:.4f}]"
        say(f"  accuracy lost: {figures}; allowed: {check['allowed']:g}")
    for reason in check["reasons"]:
        say(f"REFUSED: {reason}")


def _said(verdict: Mapping[str, Any]) -> str:
    figure = "" if verdict["estimate"] is None else f" {verdict['estimate']:.4f}"
    return f"{verdict['verdict']}{figure}"
