"""A streamed answer over HTTP: server-sent events, until its end, or until the caller leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from troth.serving.chat.answers import DONE, MARK, ChatServes, Shapes, event, outcome
from troth.serving.chat.flow import Ending, Flow
from troth.serving.gateway import Answer
from troth.serving.journal import Journal
from troth.serving.problem import Refusal

EVENTS = "text/event-stream"
GRACE_SECONDS = 30.0
"""For who reads slowly, beyond the time in which an answer has to have come."""
Told = Callable[[Answer], None]
"""Told of an answer that ended."""


class Streamed(Response):
    """The response of one flow. usage: whether it tells what it took. told: is called with what became of it."""

    def __init__(self, flow: Flow, serves: ChatServes, journal: Journal, told: Told, *, usage: bool = False) -> None:
        super().__init__(status_code=200, headers={**MARK, "cache-control": "no-store"}, media_type=EVENTS)
        del self.headers["content-length"]
        self._flow, self._serves, self._journal, self._told = flow, serves, journal, told
        self._usage = usage
        self._shapes = Shapes(serves)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it. Whatever happens, how it ended is recorded."""
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_left(receive))
        longest = self._flow.until - asyncio.get_running_loop().time() + GRACE_SECONDS
        try:
            await asyncio.wait({sending, leaving}, timeout=longest, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            sending.cancel()  # nothing, where it is done
            await asyncio.wait({sending, leaving})
        if not sending.cancelled() and (error := sending.exception()) is not None:
            self._journal.defect(error)

    async def _send(self, send: Send) -> None:
        """The head, every piece, the end."""
        ended = False
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            begun = {**self._serves.told(), "begun": self._flow.begun.index}
            await self._event(send, self._shapes.chunk({"role": "assistant", "content": ""}, told=begun))
            while (text := await self._flow.next()) is not None:
                if text:
                    self._flow.sent(text)
                    await self._event(send, self._shapes.chunk({"content": text}))
            ended = True
            await self._end(send)
        finally:
            if not ended:
                await asyncio.shield(asyncio.ensure_future(self._gone()))

    async def _end(self, send: Send) -> None:
        # A caller who leaves now leaves nothing unrecorded: what was begun is finished all the same.
        try:
            ending = await asyncio.shield(asyncio.ensure_future(self._flow.end()))
        except Refusal as refusal:
            await self._event(send, _error(refusal))
        else:
            self._count(ending)
            for document in self._last(ending):
                await self._event(send, document)
        await send({"type": "http.response.body", "body": DONE, "more_body": False})

    def _last(self, ending: Ending) -> list[dict[str, Any]]:
        receipt = self._flow.gateway.receipt(ending.entry)
        told = {"charter": self._serves.charter, "model": self._serves.model}
        told |= outcome(ending.decision, ending.entry, receipt)
        if ending.finish is None:
            return [{**_error(Refusal(503, "not-answered", "the answer broke off")), "troth": told}]
        pieces = [self._shapes.chunk({"content": ending.text})] if ending.text else []
        pieces.append(self._shapes.chunk({}, ending.finish, told))
        return [*pieces, self._shapes.used(ending.usage)] if self._usage and ending.usage is not None else pieces

    async def _gone(self) -> None:
        try:
            self._count(await self._flow.end(left=True))
        except Refusal:
            self._journal.write("not-recorded", what="the-end-of-a-stream")

    def _count(self, ending: Ending) -> None:
        self._told(Answer({}, (ending.entry,), (ending.decision,), self._flow.times))

    async def _event(self, send: Send, document: dict[str, Any]) -> None:
        await send({"type": "http.response.body", "body": event(document), "more_body": True})


def _error(refusal: Refusal) -> dict[str, Any]:
    """A refusal inside of a stream, where OpenAI's clients look for one."""
    return {"error": {"message": refusal.detail, "type": "server_error", "param": None, "code": refusal.code}}


async def _left(receive: Receive) -> None:
    """Wait until the caller leaves."""
    while (await receive())["type"] != "http.disconnect":
        pass
