"""A service that is corrected: what answers now, what it falls back on, and what the record says of each change."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

from troth.cli import service
from troth.cli.council_home import guards_before, now
from troth.errors import Refused, TrothError
from troth.record import Subject

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.council import Permit
    from troth.models import FeatureColumn, Model
    from troth.record import Address
    from troth.serving import Alert, Contract, Gateway, Journal, Line, Screen
    from troth.serving.chat import ChatGateway
    from troth.standard import Action


LOOK_SECONDS = 1.0
UNPERMITTED = "the record does not let this model be served any more"
UNREAD = "the record cannot be read now, so nothing says that this model may be served"


@dataclass(frozen=True, slots=True)
class Ready:
    """A model that may be served, open, with its guards."""

    exact: service.Exact
    model: Model
    columns: Sequence[FeatureColumn]
    guards: Sequence[Screen]

    def line(self, session: Session, number: int) -> Line:
        """It behind its guards. number: the entry of the decisions' log that says so."""
        from troth.serving import Batcher, Chain, Line, OutOfDistribution, Serves

        charter = session.charter
        distance = next((one for one in self.guards if isinstance(one, OutOfDistribution)), None)
        chain = Chain(tuple(one for one in self.guards if one is not distance))  # type: ignore[misc]
        serves = Serves(
            self.exact.charter,
            self.exact.model,
            self.model.labels,
            charter.task.abstain_below,
            charter.serving.notice,
        )
        return Line(serves, chain, Batcher(self.model, distance=distance), number)

    def contract(self, session: Session) -> Contract:
        """What may be asked of it."""
        from troth.serving import contract_of

        return contract_of(session.charter, self.model.labels, self.columns)


def ready(session: Session, reference: str) -> Ready:
    """Open a model and make its guards. Raises Refused where the record does not permit to serve it."""
    from troth.serving import digest_of

    service.check_servable(reference)
    model = service.open_model(session.charter, reference)
    columns = service.columns_of(session.charter, model, reference)
    guards = guards_before(session, model.digest)
    exact = service.Exact(session.charter.digest, model.digest, digest_of(guards))
    service.demand(session, exact)
    return Ready(exact, model, columns, guards)


def fallback_of(session: Session, reference: str | None, first: Ready) -> Ready | None:
    """What the service falls back on: it keeps the charter in force itself. Raises Refused where it may not be it."""
    if reference is None:
        return None
    found = ready(session, reference)
    if found.exact.model == first.exact.model:
        raise Refused("it is the model that is served itself", where=reference, remedy="Name another to fall back on.")
    if found.contract(session).schema != first.contract(session).schema:
        raise Refused("it is asked by other columns", where=reference, remedy="Fall back on a model of the same task.")
    if in_force(session, found.exact, service.permitted(session, found.exact)):
        raise Refused(
            "a correction of its own is in force", where=reference, remedy="Name another, or have it judged anew."
        )
    return found


def in_force(session: Session, exact: service.Exact, permit: Permit) -> list[Action]:
    """The corrections of a model that nothing lifted: a newer proposal does, or a newer audit where none is asked."""
    corrected = [
        entry
        for entry in session.entries("service-corrected")
        if entry.predicate.get("model") == exact.model and entry.index > _basis(session, exact, permit)
    ]
    return [entry.predicate["action"] for entry in corrected]


def _basis(session: Session, exact: service.Exact, permit: Permit) -> int:
    """The entry of the home's record that the permit rests on."""
    if permit.proposal is not None:
        return permit.proposal.entry
    judged = [entry.index for entry in session.entries("audited") if entry.predicate["model"] == exact.model]
    return max(judged, default=-1)


def basis_time(session: Session, exact: service.Exact, permit: Permit) -> str:
    """When what the permit rests on was recorded."""
    return session.record.entry(_basis(session, exact, permit)).time


def handled(session: Session) -> set[str]:
    """The hashes of the alerts that were acted on."""
    return {str(entry.predicate["leaf"]) for entry in session.entries("service-corrected")}


def taken_out(exact: service.Exact) -> Refused:
    """Why a model is not served that a correction took out."""
    return Refused(
        "a correction has taken this model out of service, and nothing has lifted it",
        where=exact.model,
        remedy="Serve another model; or have this one judged, and where the charter asks so permitted, anew.",
    )


Behind = TypeVar("Behind", bound="Gateway | ChatGateway")


class Exactly(Protocol):
    """What answers."""

    @property
    def exact(self) -> service.Exact:
        """By digests."""


@dataclass(slots=True)
class Service(Generic[Behind]):
    """What runs. now: what answers. fallback: what answers once a correction says so. begun: its entries.
    since: the time of what the permit rests on: alerts before it are lifted. handled: hashes of those that were done.
    """

    session: Session
    now: Exactly
    fallback: Ready | None
    gateway: Behind
    opened: service.Opened
    begun: service.Begun
    journal: Journal
    since: str
    handled: set[str]
    _read: int = 0

    @property
    def exact(self) -> service.Exact:
        """What answers, by digests."""
        return self.now.exact

    async def follow(self) -> None:
        """Do what new alerts ask for."""
        for alert in await asyncio.to_thread(self._new):
            if await asyncio.to_thread(self._ours, alert):
                await self.correct(alert)

    def _new(self) -> list[Alert]:
        from troth.serving import alerts

        size = len(self.opened.record)
        found = [one for one in alerts(self.opened.record, start=self._read) if one.entry < size]
        self._read = size
        return found

    def _ours(self, alert: Alert) -> bool:
        """Whether an alert is about what answers now, whichever gateway of it was watched."""
        if alert.leaf in self.handled or alert.time <= self.since:
            return False
        try:
            served = self.opened.record.entry(alert.service).predicate
        except TrothError:
            return False
        return (served.get("charter"), served.get("model")) == (self.exact.charter, self.exact.model)

    async def correct(self, alert: Alert) -> None:
        """Put a correction in force, and record what was served before and after."""
        self.handled.add(alert.leaf)
        before, action = self.exact, alert.action
        if action == "fall back" and not await self._fall_back():
            action = "suspend"
        self.gateway.correct(action)
        after = None if action == "suspend" else self.exact.model
        self.journal.write("corrected", action=action.replace(" ", "-"), alert=alert.entry)
        await asyncio.to_thread(_record, self.session, before, after, action, alert)

    async def _fall_back(self) -> bool:
        """Answer with the fall-back from now on; whether that could be."""
        target, self.fallback = self.fallback, None
        if target is None:
            self.journal.write("no-fall-back", why="none")
            return False
        permit = await asyncio.to_thread(service.permitted, self.session, target.exact)
        if not permit.granted:
            self.journal.write("no-fall-back", why="permit")
            return False
        before, begun = self.now, self.begun
        self.begun = await asyncio.to_thread(_begin, self.session, target.exact, permit, self.opened)
        line = target.line(self.session, self.begun.number)
        await line.start()
        cast("Gateway", self.gateway).change(line)  # a chat model has nothing to fall back on
        self.now, self.since = target, basis_time(self.session, target.exact, permit)
        await asyncio.to_thread(service.end, self.session, before.exact, self.opened, begun.entry)
        return True


def _begin(session: Session, exact: service.Exact, permit: Permit, opened: service.Opened) -> service.Begun:
    with service.waited_turn(session.home.folder):
        return service.begin(session, exact, permit, opened)


def _record(session: Session, before: service.Exact, after: str | None, action: Action, alert: Alert) -> None:
    """The correction; and that the model be taught anew, for the council to read."""
    about = [session.subject, Subject("model", before.model)]
    cause = {"alert": alert.entry, "leaf": alert.leaf, "watch": alert.watch}
    told: dict[str, Any] = {"charter": before.charter, "model": before.model, **cause}
    with service.waited_turn(session.home.folder):
        session.record.append("service-corrected", about, {**told, "action": action, "after": after, "at": now()})
        if alert.watch != "operator":
            session.record.append("retraining-proposed", about, {**told, "why": alert.says or alert.watch})


def begin(
    session: Session, first: Ready, fallback: Ready | None, store: Address | None = None, *, drill: bool = False
) -> Service[Gateway]:
    """Put a service together, and record that it begins. Raises Refused where it may not.

    drill: with a log of decisions of its own.
    """
    from troth.serving import Decisions, Gateway, Journal

    with service.waited_turn(session.home.folder):
        permit = service.demand(session, first.exact)  # again: nobody else acts in this home now
        corrections = in_force(session, first.exact, permit)
        out = bool({"suspend", "fall back"} & set(corrections))
        if out and "suspend" not in corrections and fallback is not None:
            first, fallback, corrections = fallback, None, [each for each in corrections if each != "fall back"]
            permit = service.demand(session, first.exact)
        elif out:
            raise taken_out(first.exact)
        opened = service.open_decisions(session, store, drill=drill)
        begun = service.begin(session, first.exact, permit, opened)
    kept = opened.contents if session.charter.serving.keep.content == "sealed" else None
    line = first.line(session, begun.number)
    gateway = Gateway(line, first.contract(session), Decisions(opened.record, kept), opened.signer)
    for action in corrections:
        gateway.correct(action)
    since = basis_time(session, first.exact, permit)
    return Service(session, first, fallback, gateway, opened, begun, Journal(), since, handled(session))


async def look_after(one: Service[Any]) -> None:
    """Look whether the record still permits what is served, and what alerts ask for; where not, nothing is answered."""
    seen, ends, told = -1, "", False
    gateway, journal = one.gateway, one.journal
    while True:
        try:
            await one.follow()
            size = await asyncio.to_thread(len, one.session.record)
            if size != seen or (ends and now() >= ends):
                permit = await asyncio.to_thread(service.permitted, one.session, one.exact)
                gateway.withheld = None if permit.granted else UNPERMITTED
                if not permit.granted and not told:
                    journal.write("suspended", why="permit")
                    await asyncio.to_thread(service.suspend, one.session, one.exact, permit.why)
                    told = True
                seen, ends = size, permit.until or ""
        except Exception as error:  # whatever it is: what cannot be read does not permit
            if gateway.suspended is None:
                journal.write("suspended", why="record")
                journal.defect(error)
            gateway.withheld, seen = gateway.withheld or UNREAD, -1
        await asyncio.sleep(LOOK_SECONDS)
