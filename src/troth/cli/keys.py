"""`troth keys`: who may ask the gateway of a charter."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from troth.cli.council_home import named_home
from troth.cli.stores import named_store
from troth.cli.terminal import say, say_json
from troth.plural import counted

if TYPE_CHECKING:
    from troth.record import Address
    from troth.serving import Caller, Callers

SPANS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
DAY = 86_400


class Rate(click.ParamType):  # type: ignore[type-arg]
    """`600/minute`: how many inputs in which time."""

    name = "rate"

    def convert(
        self, value: object, parameter: click.Parameter | None, context: click.Context | None
    ) -> tuple[int, float]:
        """(inputs, seconds)."""
        form = re.fullmatch(r"([1-9][0-9]{0,8})/(second|minute|hour|day)", str(value))
        if form is None:
            self.fail(f"{value!r} is no rate: write it as 600/minute (second, minute, hour, day).", parameter, context)
        return int(form[1]), float(SPANS[form[2]])


@click.group("keys")
def command() -> None:
    """Give, list and revoke the keys of those who may ask the gateway of a charter."""


@command.command("add")
@click.argument("charter", type=click.Path(path_type=Path))
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(("ask", "observe", "operate")),
    default=("ask",),
    show_default=True,
    help="What it may do; may be given more than once.",
)
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it is good for.")
@click.option("--rate", type=Rate(), help="How many inputs it may send, such as 600/minute.")
@named_home
@named_store
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def add(
    charter: Path,
    name: str,
    roles: tuple[str, ...],
    days: int,
    rate: tuple[int, float] | None,
    home: Path | None,
    store: Address | None,
    as_json: bool,
) -> int:
    """Make a key for NAME, and show it once: only its hash is kept.

    A gateway that runs takes it at once. Exit status: 0; 2 bad input.
    """
    from troth.cli.given import checked

    with _callers(charter, home, store) as callers:
        caller, key = callers.add(
            checked(name),
            frozenset(roles),  # type: ignore[arg-type]
            expires=time.time() + days * DAY,
            rate=rate,
        )
    if as_json:
        say_json({"format": 1, "key": key, **_told(caller)})
        return 0
    say(key)
    say(f"  id {caller.id}, {', '.join(sorted(caller.roles))}, until {_day(caller.expires)}; it is not shown again")
    return 0


@command.command("list")
@click.argument("charter", type=click.Path(path_type=Path))
@named_home
@named_store
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def listed(charter: Path, home: Path | None, store: Address | None, as_json: bool) -> int:
    """List every key there was: whose, for what, until when. Exit status: 0; 2 bad input."""
    with _callers(charter, home, store) as callers:
        every = callers.all()
    if as_json:
        say_json({"format": 1, "keys": [_told(one) for one in every]})
        return 0
    if not every:
        say(f"nobody has a key: troth keys add {charter} NAME")
    for one in every:
        state = "good until" if one.active(time.time()) else "revoked" if one.revoked else "ended"
        when = _day(one.revoked or one.expires)
        rate = "" if one.inputs is None else f", {counted(one.inputs, 'input')} in {one.seconds:g} s"
        say(f"{one.id}  {one.name}: {', '.join(sorted(one.roles))}{rate}, {state} {when}")
    return 0


@command.command("revoke")
@click.argument("charter", type=click.Path(path_type=Path))
@click.argument("key")
@named_home
@named_store
def revoke(charter: Path, key: str, home: Path | None, store: Address | None) -> int:
    """End a KEY, named by its id: gateways that run refuse it within a second. Exit status: 0; 2 bad input."""
    with _callers(charter, home, store) as callers:
        caller = callers.revoke(key.removeprefix("troth_").partition("_")[0])
    say(f"revoked: {caller.id}, {caller.name}")
    return 0


@contextmanager
def _callers(charter: Path, home: Path | None, store: Address | None) -> Iterator[Callers]:
    """The keys of a charter's home; the charter is read first, so that a wrong path makes nothing."""
    from troth.cli.home import Home
    from troth.record import load_or_create_salt
    from troth.serving import Callers
    from troth.standard import read

    place = Home.of(read(charter).path, home)
    callers = Callers(store or place.callers, load_or_create_salt(place.callers_key))
    try:
        yield callers
    finally:
        callers.close()


def _told(caller: Caller) -> dict[str, object]:
    return {
        "id": caller.id,
        "name": caller.name,
        "roles": sorted(caller.roles),
        "made": _time(caller.made),
        "expires": _time(caller.expires),
        "revoked": _time(caller.revoked),
        "inputs": caller.inputs,
        "seconds": caller.seconds,
    }


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(seconds: float | None) -> str:
    return "it is revoked" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
