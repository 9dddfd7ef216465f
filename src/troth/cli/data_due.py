"""`troth data due CHARTER`: what is to be done by when, of what the charter and the releases promised."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from troth.cli.chat import read_classifier
from troth.cli.home import FOLDER, RECORD
from troth.cli.released import Due, moment, now, objections, refresh_end, releases, retention_end
from troth.cli.terminal import say, say_json
from troth.errors import NotGenuine, Refused
from troth.record import Record, open_record, verify
from troth.standard import Charter

SAYS = {
    "retention": "the data are to be deleted",
    "refresh": "the release is to be looked at again",
    "review": "the review ends, and the final version may follow",
}


@click.command("due")
@click.argument("charter", type=click.Path(path_type=Path))
@click.option("--days", type=click.IntRange(0, 36_525), default=30, show_default=True, help="How soon is soon.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of the record.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(charter: Path, days: int, home: Path | None, as_json: bool) -> int:
    """Tell what is due of a CHARTER's data: their deletion, a release to be looked at again, a review that ends.

    The days of data.retention_days count from the data's first entry in the record, or the earliest date of their
    ledger, and from today where nothing is in it; those of --refresh-days and --review-days from the release. Nothing
    is recorded, and nothing deleted.

    Exit status: 0 nothing is due; 4 something is: data should have been deleted, a release looked at, a review has
    ended, or an objection to any version is not answered; 2 bad input; 5 the home's record is not genuine.
    """
    signed = read_classifier(charter)
    place = (home or charter.parent / FOLDER) / RECORD
    at = now()
    found, open_ = _found(signed, place)
    if not place.is_file():
        say(f"note: there is no record yet: {place}", err=True)
    rows: list[dict[str, Any]] = [
        {"what": one.what, "date": one.date, "since": one.since, "past": one.is_past(at)} for one in found
    ]
    late = bool(open_) or any(row["past"] for row in rows)
    if as_json:
        say_json({"format": 1, "due": rows, "unanswered": open_})
        return Refused.exit_status if late else 0
    soon = moment(at + timedelta(days=days))
    for row in rows:
        if row["date"] <= soon or row["past"]:
            say(f"{'due' if row['past'] else 'soon'}: {SAYS[row['what']]} by {row['date'][:10]} ({row['since']})")
        else:
            say(f"later: {SAYS[row['what']]} by {row['date'][:10]} ({row['since']})")
    if open_:
        say(f"not answered: {', '.join(f'entry {number}' for number in open_)}")
    if not rows:
        say("nothing has a date: the charter says no data.retention_days, and no release has --refresh-days")
    return Refused.exit_status if late else 0


def _found(charter: Charter, place: Path) -> tuple[list[Due], list[int]]:
    """Every date, earliest first, and objections to any version that are not answered."""
    if not place.is_file():
        end = retention_end(None, charter, now())
        return [] if end is None else [end], []
    verified = verify(place)
    if not verified.genuine:
        raise NotGenuine(
            str(verified.first_wrong), where=str(place), remedy="Put back a copy that `troth verify` calls genuine."
        )
    with open_record(place) as record:
        dates = [retention_end(record, charter, now()), refresh_end(record, charter), _review(record, charter)]
        left = objections(record, charter.name)
    known = [one for one in dates if one is not None]
    return sorted(known, key=lambda one: one.date), [one.index for one in left]


def _review(record: Record, charter: Charter) -> Due | None:
    every = releases(record, charter.name)
    if not every or every[-1].predicate["review_ends"] is None:
        return None
    newest = every[-1].predicate
    return Due("review", str(newest["review_ends"]), f"version {newest['version']}, entry {every[-1].index}")
