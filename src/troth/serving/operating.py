"""The routes of people: what waits for one, what a decision was about, what came of it, and the way to stop it all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import jsonschema_rs
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from troth.errors import RecordError
from troth.record import Entry, NewEntry, read_json
from troth.serving.afterwards import Afterwards
from troth.serving.callers import Caller, Role
from troth.serving.correction import ALERT, operator_alert
from troth.serving.decision import TYPE
from troth.serving.decisions import Decisions
from troth.serving.problem import Refusal
from troth.standard import Action

DIGITS = 15
MOST_TEXT = 500


def _fields(**names: int) -> dict[str, Any]:
    """The schema of a body with these texts, each so long at most."""
    texts = {name: {"type": "string", "minLength": 1, "maxLength": most} for name, most in names.items()}
    return {"type": "object", "additionalProperties": False, "required": list(names), "properties": texts}


PURPOSE, LABEL, WHY = _fields(purpose=MOST_TEXT), _fields(label=MOST_TEXT), _fields(why=MOST_TEXT)
_HELD = {id(schema): jsonschema_rs.validator_for(schema) for schema in (PURPOSE, LABEL, WHY)}

Route = tuple[str, str, Callable[[Request], Awaitable[Response]]]


class Door(Protocol):
    """What an application gives its routes: who asks, and the body they sent."""

    async def caller(self, request: Request, role: Role | None = None) -> Caller:
        """Raises Refusal 401 or 403."""

    async def body(self, request: Request) -> bytes:
        """Raises Refusal."""


class Served(Protocol):
    """What is operated."""

    decisions: Decisions

    @property
    def service(self) -> int:
        """The entry of the decisions' log that says what is served."""

    def correct(self, action: Action) -> None:
        """Put a correction in force."""


class Operating:
    """The routes of one gateway. door: of its application."""

    def __init__(self, gateway: Served, afterwards: Afterwards, door: Door) -> None:
        self._gateway, self._afterwards, self._door = gateway, afterwards, door
        self._lock = asyncio.Lock()  # one at a time: nobody answers what another is answering

    def routes(self) -> list[Route]:
        """Method, path and endpoint of each."""
        return [
            ("GET", "/v1/queue", self.queue),
            ("GET", "/v1/decisions/{index}", self.decision),
            ("POST", "/v1/decisions/{index}/read", self.read),
            ("POST", "/v1/decisions/{index}/answer", self.answer),
            ("POST", "/v1/decisions/{index}/outcome", self.outcome),
            ("POST", "/v1/suspend", self.suspend),
        ]

    async def queue(self, request: Request) -> Response:
        """GET /v1/queue."""
        await self._door.caller(request, "operate")
        return JSONResponse({"waiting": await self._done(self._afterwards.waiting)})

    async def decision(self, request: Request) -> Response:
        """GET /v1/decisions/{index}: of one's own decisions; with the role `observe` or `operate` of all."""
        caller = await self._door.caller(request)
        entry = await self.found(request, caller, "observe", "operate")
        return JSONResponse(await self._done(self._afterwards.told, entry))

    async def read(self, request: Request) -> Response:
        """POST /v1/decisions/{index}/read."""
        caller = await self._door.caller(request, "operate")
        entry = await self.found(request, caller, "operate")
        told = await self._told(request, PURPOSE)
        return JSONResponse(await self._done(self._afterwards.read, entry, caller.id, told["purpose"]))

    async def answer(self, request: Request) -> Response:
        """POST /v1/decisions/{index}/answer."""
        caller = await self._door.caller(request, "operate")
        entry = await self.found(request, caller, "operate")
        told = await self._told(request, LABEL)
        return JSONResponse(await self._done(self._afterwards.answer, entry, told["label"], caller.id))

    async def outcome(self, request: Request) -> Response:
        """POST /v1/decisions/{index}/outcome: what is watched rests on it, so who asks does not tell it."""
        caller = await self._door.caller(request, "operate")
        entry = await self.found(request, caller, "operate")
        told = await self._told(request, LABEL)
        return JSONResponse(await self._done(self._afterwards.outcome, entry, told["label"], caller.id))

    async def suspend(self, request: Request) -> Response:
        """POST /v1/suspend: at once, and until the model is judged, or permitted, anew."""
        caller = await self._door.caller(request, "operate")
        told = await self._told(request, WHY)
        alert = operator_alert(self._gateway.service, "suspend", caller.id, told["why"])
        self._gateway.correct("suspend")  # before it is written: what cannot be recorded is not answered either
        record = self._gateway.decisions.record
        (entry,) = await asyncio.to_thread(record.append_many, [NewEntry(ALERT, (), alert)])
        return JSONResponse({"suspended": True, "alert": entry.index})

    async def found(self, request: Request, caller: Caller, *roles: Role) -> Entry:
        """The decision that a path names: one's own, or with one of the roles anybody's. Raises Refusal 404."""
        asked, record = str(request.path_params["index"]), self._gateway.decisions.record
        missing = Refusal(404, "no-such-decision", "the log has no such decision of this key's")
        if not (asked.isascii() and asked.isdigit() and len(asked) <= DIGITS) or not await self._has(int(asked)):
            raise missing
        entry = await asyncio.to_thread(record.entry, int(asked))
        own = entry.predicate.get("caller") == caller.id
        if entry.type != TYPE or not (own or caller.roles & set(roles)):
            raise missing
        return entry

    async def _has(self, index: int) -> bool:
        return index < await asyncio.to_thread(len, self._gateway.decisions.record)

    async def _told(self, request: Request, schema: Mapping[str, Any]) -> dict[str, str]:
        try:
            told = read_json(await self._door.body(request))
        except RecordError:
            raise Refusal(400, "not-json", "not strict JSON (RFC 7493)") from None
        if not _HELD[id(schema)].is_valid(told):
            raise Refusal(422, "contract", "the body does not fit its schema; GET /openapi.json shows it")
        return dict(told)

    async def _done(self, work: Callable[..., Any], *arguments: Any) -> Any:
        async with self._lock:
            return await asyncio.to_thread(work, *arguments)
