"""An Exchange over Flower's grid: a message to each SuperNode, and their replies as they come."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from flwr.app import Message
from flwr.serverapp import Grid

from troth.training.federated.exchange import Failure, Letter
from troth.training.federated.flower.messages import Unreadable, read, written

LOOK_EVERY = 0.25  # seconds
MOST = 2**31  # numbers of clients
GRACE = 10.0  # seconds that those beyond the quorum are given at least
MESSAGE = "query"
FAILED = (
    1,
    2,
    8,
)  # Flower's codes of an app that could not be loaded, raised, or ended; others say that nobody is there


class Carrier:
    """The clients of one run, by numbers of their own: Flower gives a node another number each time it connects."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._nodes: dict[int, int] = {}  # the node of each client
        self._tried: set[int] = set()  # nodes that were greeted, whether they answered or not
        self._late: set[int] = set()  # who did not answer the last time, and is not waited for

    def present(self) -> list[int]:
        """See Exchange."""
        there = set(self._grid.get_node_ids())
        return sorted(client for client, node in self._nodes.items() if node in there)

    def greet(self, letter: Letter, wait: float) -> dict[int, Letter | Failure]:
        """See Exchange."""
        new = [node for node in self._grid.get_node_ids() if node not in self._tried]
        self._tried |= set(new)
        answers = self._sent(dict.fromkeys(new, letter), len(new), wait)
        found: dict[int, Letter | Failure] = {}
        for node, answer in answers.items():
            number = answer.facts.get("client") if isinstance(answer, Letter) else None
            client = number if isinstance(number, int) and self._is_free(number) else self._unused()
            self._nodes[client] = node
            self._late.discard(client)
            found[client] = answer
        return found

    def ask(self, letters: Mapping[int, Letter], enough: int, wait: float) -> dict[int, Letter | Failure]:
        """See Exchange."""
        clients = {self._nodes[client]: client for client in letters}
        sent = {self._nodes[client]: letter for client, letter in letters.items()}
        answers = self._sent(sent, enough, wait, {self._nodes[client] for client in self._late})
        found = {clients[node]: answer for node, answer in answers.items()}
        self._late = (self._late | set(letters)) - set(found)
        return found

    def _is_free(self, number: int) -> bool:
        """Whether a client may call itself by a number: nobody takes that of one who is there."""
        return 0 <= number < MOST and number not in self.present()

    def _unused(self) -> int:
        return MOST + len(self._nodes)

    def _sent(
        self, letters: Mapping[int, Letter], enough: int, wait: float, late: frozenset[int] | set[int] = frozenset()
    ) -> dict[int, Letter | Failure]:
        """Answers by node, of those that came in time."""
        waiting = self._pushed(letters, wait)
        found: dict[int, Letter | Failure] = {}
        began = time.monotonic()
        until = began + wait
        quorum: float | None = None  # seconds until enough had answered
        while waiting and time.monotonic() < until:
            time.sleep(LOOK_EVERY)
            for message, node in list(waiting.items()):
                reply = self._pulled(message)
                if reply is None:
                    continue
                del waiting[message]
                answer = _answer_of(reply)
                if answer is not None:
                    found[node] = answer
            if sum(isinstance(answer, Letter) for answer in found.values()) < enough:
                continue
            if quorum is None:
                quorum = time.monotonic() - began
                until = min(until, began + max(3 * quorum, quorum + GRACE))
            if set(waiting.values()) <= late:
                break
        return found

    def _pushed(self, letters: Mapping[int, Letter], wait: float) -> dict[str, int]:
        """The nodes by the messages that were sent to them."""
        waiting: dict[str, int] = {}
        for node, letter in letters.items():
            group = str(letter.facts.get("round", 0))
            message = Message(written(letter), node, MESSAGE, ttl=wait + 60, group_id=group)
            waiting |= {sent: node for sent in self._grid.push_messages([message]) if sent}
        return waiting

    def _pulled(self, message: str) -> Message | Failure | None:
        """The reply to one message; a failure where it cannot be read at all, None where there is none yet."""
        try:
            return next(iter(self._grid.pull_messages([message])), None)
        except (ValueError, TypeError, KeyError, AssertionError) as error:  # of what a node made of its reply
            return Failure(f"its reply cannot be read: {type(error).__name__}")


def _answer_of(reply: Message | Failure) -> Letter | Failure | None:
    """What a reply says; None for one that only says that nobody is there."""
    if isinstance(reply, Failure):
        return reply
    if reply.has_error():
        code = reply.error.code
        return Failure(f"its app failed (Flower's error {code})") if code in FAILED else None
    try:
        letter = read(reply.content)
    except Unreadable as error:
        return Failure(f"its reply cannot be read: {error}")
    said: Any = letter.facts.get("error")
    return Failure(str(said)[:300]) if said is not None else letter
