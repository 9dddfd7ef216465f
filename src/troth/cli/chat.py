"""What commands do with a chat model: the model that a charter names, judged, and told by its digest."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from troth.errors import DataError, TrothError
from troth.standard import CHAT, OPENAI, Charter, read

if TYPE_CHECKING:
    from troth.cli.judgement import Judged
    from troth.cli.openings import Promised
    from troth.cli.session import Session
    from troth.data import Split
    from troth.serving.chat import Upstream

DONE_WITH_ONE = "A chat model is judged by `troth audit` and served by `troth serve`; a council permits it."


def read_classifier(path: Path) -> Charter:
    """A charter, for a command on labels and rows. Raises DataError where it is of a chat model, which has neither."""
    charter = read(path)
    if charter.task.kind == CHAT:
        what = "this command is about labelled data, or models made from it, and the charter is of a chat model"
        raise DataError(what, where=str(path), remedy=DONE_WITH_ONE)
    return charter


def upstream_of(charter: Charter, reference: str | None) -> Upstream:
    """The chat model of a charter, not yet asked. Raises TrothError where a reference names another, ModelError where
    its key would be sent in clear.
    """
    try:
        from troth.serving.chat import KEY, Upstream
    except ImportError as error:
        raise TrothError(
            f"{error.name} is not installed, which a chat model is asked with",
            where=str(charter.path),
            remedy="Install it: pip install 'troth[serve]'",
        ) from None
    chat = charter.chat
    assert chat is not None
    if reference is not None and reference.removeprefix(OPENAI).rstrip("/") != chat.address:
        what = f"the charter's chat model is at {OPENAI}{chat.address}"
        raise TrothError(what, where=reference, remedy="Name that one, or leave --model out.")
    return Upstream(chat, os.environ.get(KEY, ""))


def digest_told(charter: Charter, reference: str | None) -> str:
    """The digest of what a permit is for, its name as the address tells it now. Raises ModelError."""

    async def ask() -> str:
        from troth.serving.chat import digest_of_upstream

        upstream = upstream_of(charter, reference)
        try:
            return digest_of_upstream(upstream.model, await upstream.named())
        finally:
            await upstream.close()

    return asyncio.run(ask())


def judge_chat(charter: Charter, reference: str | None, home: Path | None) -> tuple[Session, Judged]:
    """Commit to the prompts, open them, and record what could be measured: nothing so far."""
    from troth.audit import examine_chat
    from troth.cli.judgement import Judged
    from troth.cli.openings import known_rows
    from troth.cli.promises import sign_charter
    from troth.cli.session import open_session
    from troth.data import load_prompts
    from troth.record import Subject
    from troth.standard import seed_for

    prompts = load_prompts(charter)
    digest = digest_told(charter, reference)
    session = open_session(charter, home)
    sign_charter(session)
    promised = _commit(session, prompts)
    about = [session.subject, Subject("test rows", promised.root)]
    told = {"charter": charter.digest, "model": digest, "marks": promised.marks.digest, "marked_by": promised.marked_by}
    opened = session.record.append_opening(
        promised.root, [*about, Subject("model", digest)], {**told, **known_rows(session, promised).facts()}
    )
    seed = seed_for(charter.digest, prompts.digest, digest, 0)
    document = examine_chat(charter, digest, prompts, seed=seed).document
    document["data"] |= {"opening": opened.predicate["opening"], "commitment": promised.root}
    entry = session.record.append(
        "audited",
        [*about, Subject("model", digest)],
        {
            "charter": charter.digest,
            "model": digest,
            "data": prompts.digest,
            "root": promised.root,
            "opening": opened.predicate["opening"],
            "seed": str(seed),
            "verdict": document["verdict"],
            "clauses": [{key: one[key] for key in ("clause", "verdict", "reason")} for one in document["clauses"]],
        },
    )
    return session, Judged(document, entry)


def _commit(session: Session, prompts: Split) -> Promised:
    """The salted commitment to the prompts, once for each charter and root."""
    from troth.cli.openings import Promised, check_marks, keep
    from troth.record import Subject, commit_rows, mark_rows

    commitment = commit_rows(prompts.rows(), session.salt)
    marks, learned = mark_rows(prompts.contents(), session.salt), mark_rows((), session.salt)
    if not session.home.leaves(commitment.root).is_file():
        commitment.save(session.home.leaves(commitment.root))
    keep(marks, session.home)
    check_marks(session)
    told = {"charter": session.charter.digest}
    marked = {"marks": marks.digest, "marked_by": prompts.contents_of}
    if not any(entry.predicate["root"] == commitment.root for entry in session.entries("test-committed")):
        counted = {"root": commitment.root, "rows": commitment.count, "salt_id": commitment.salt_id}
        about = [session.subject, Subject("test rows", commitment.root)]
        session.record.append("test-committed", about, {**told, **counted, **marked})
    if not any(entry.predicate["data"] == prompts.digest for entry in session.entries("data-described")):
        described = {"data": prompts.digest, "splits": {prompts.name: prompts.digest}, "findings": []}
        about = [session.subject, Subject("data", prompts.digest)]
        session.record.append("data-described", about, {**told, **described})
    return Promised(commitment.root, marks, marks, learned, prompts.contents_of)
