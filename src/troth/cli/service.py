"""What `troth serve` puts together: permit, model, guards, log of decisions; and what the record says of it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.cli.council_home import now
from troth.cli.session import Session
from troth.errors import ModelError, Refused
from troth.record import (
    Checkpoint,
    Entry,
    NewEntry,
    Record,
    Signer,
    Subject,
    load_key,
    load_or_create_salt,
    open_record,
)
from troth.standard import TABLE, Charter

if TYPE_CHECKING:
    from troth.council import Permit
    from troth.models import FeatureColumn, Model
    from troth.serving import Contents

LOG = "log.db"


@dataclass(frozen=True, slots=True)
class Exact:
    """What is to be served, by digests: what a permit is for."""

    charter: str
    model: str
    guards: str

    def subjects(self, session: Session) -> list[Subject]:
        """As entries name them."""
        return [session.subject, Subject("model", self.model), Subject("guards", self.guards)]


def permitted(session: Session, exact: Exact) -> Permit:
    """The record's answer now."""
    from troth.council import permit

    return permit(session.record.entries(), charter=exact.charter, model=exact.model, guards=exact.guards, at=now())


def demand(session: Session, exact: Exact) -> Permit:
    """The permit; raises Refused, saying what stands against it."""
    found = permitted(session, exact)
    if not found.granted:
        raise Refused(
            f"the record does not let this model be served: {'; '.join(found.why)}",
            where=exact.model,
            remedy="`troth council permit` says the same; judge the model, propose it, and have it approved.",
        )
    return found


def open_model(charter: Charter, reference: str) -> Model:
    """The model that is to be served, its bytes hashed before and after it is opened, so that both are of one file."""
    from troth.models import load

    model = load(reference, kind=charter.task.kind, labels=charter.task.labels)
    again = load(reference, kind=charter.task.kind, labels=charter.task.labels)
    if again.digest != model.digest:
        raise ModelError("the model changed while it was opened", where=reference, remedy="Serve a copy nobody writes.")
    return model


def columns_of(charter: Charter, model: Model, reference: str) -> tuple[FeatureColumn, ...]:
    """The columns that a table's model is asked by; none of other tasks. Raises ModelError where it does not say."""
    if charter.task.kind != TABLE:
        return ()
    from pathlib import Path

    from troth.models import columns_from_json, read_manifest

    folder = Path(reference)
    if not folder.is_dir():
        raise ModelError(
            "a table's model is served from the folder that a training wrote, which names its columns",
            where=reference,
            remedy="Name the model's folder.",
        )
    features = read_manifest(folder).get("features")
    return columns_from_json(features.get("columns") if isinstance(features, dict) else None)


@dataclass(frozen=True, slots=True)
class Opened:
    """The log of decisions of a home, open, and what it is kept with."""

    record: Record
    contents: Contents | None
    signer: Signer

    def head(self) -> dict[str, object]:
        """The log and its head, as the home's record names them."""
        head: Checkpoint = self.record.head()
        return {"log": str(self.record.key), "size": head.size, "root": base64.b64encode(head.root).decode()}

    def close(self) -> None:
        """Let go of the files."""
        self.record.close()
        if self.contents is not None:
            self.contents.close()


def open_decisions(session: Session) -> Opened:
    """The log of the home's decisions, begun where there is none. Raises RecordError for one that went back."""
    from troth.serving import Contents

    home, kept = session.home, session.charter.serving.keep
    signer = load_key(f"file:{home.key}")
    record = open_record(home.decisions / LOG, signer, origin=f"{session.record.origin}/decisions")
    contents = None
    if kept.content == "sealed":
        secret = load_or_create_salt(home.decisions_key)
        contents = Contents(home.decisions / "contents.db", home.owners, secret)
    return Opened(record, contents, signer)


def begin(session: Session, exact: Exact, permit: Permit, opened: Opened) -> int:
    """Record that a service begins, in both logs; gives the entry of the log of decisions."""
    proposal = None if permit.proposal is None else permit.proposal.entry
    told = {"charter": exact.charter, "model": exact.model, "guards": exact.guards, "permit": proposal}
    started = session.record.append("service-started", exact.subjects(session), {**told, **opened.head()})
    served = {"record": session.record.origin, "entry": started.index, "leaf": started.leaf_hash}
    what = {"charter": exact.charter, "model": exact.model, "guards": exact.guards, **served}
    return opened.record.append_many([NewEntry("service", tuple(exact.subjects(session)), what)])[0].index


def suspend(session: Session, exact: Exact, why: Sequence[str]) -> Entry:
    """Record that nothing is answered any more, and why."""
    told = {"charter": exact.charter, "model": exact.model, "why": "; ".join(why)}
    return session.record.append("service-suspended", exact.subjects(session)[:2], told)


def end(session: Session, exact: Exact, opened: Opened) -> Entry:
    """Record that a service ended, with the head of the log of decisions."""
    told = {"charter": exact.charter, "model": exact.model, **opened.head()}
    return session.record.append("service-stopped", exact.subjects(session)[:2], told)
