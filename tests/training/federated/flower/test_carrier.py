"""What is carried, and what a SuperNode that misbehaves can do: a grid in memory, Flower's own messages and records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

flwr = pytest.importorskip("flwr.app")

from flwr.app import Array, ArrayRecord, ConfigRecord, Error, Message, RecordDict  # noqa: E402
from flwr.serverapp import Grid  # noqa: E402
from flwr.supercore.task_identity import TaskIdentity  # noqa: E402

from troth.training.federated.exchange import Failure, Letter  # noqa: E402
from troth.training.federated.flower import carrier as carriers  # noqa: E402
from troth.training.federated.flower.carrier import MOST, Carrier  # noqa: E402
from troth.training.federated.flower.messages import read, written  # noqa: E402

Node = Callable[[Message], Message | None]


class InMemory(Grid):
    """A grid whose nodes are functions."""

    def __init__(self, nodes: dict[int, Node]) -> None:
        self.nodes = nodes
        self._sent: dict[str, Message] = {}

    def set_run(self, run: Any) -> None: ...

    @property
    def run(self) -> Any: ...

    def create_message(self, *_: Any, **__: Any) -> Any: ...

    def get_nodes(self) -> Any: ...

    def send_and_receive(self, messages: Any, *, timeout: float | None = None) -> Any: ...

    def get_node_ids(self) -> Iterable[int]:
        return list(self.nodes)

    def push_messages(self, messages: Iterable[Message]) -> Iterable[str]:
        names = []
        for message in messages:
            names.append(f"{message.metadata.dst_node_id}-{len(self._sent)}")
            message.metadata.__dict__["_message_id"] = names[-1]
            message.metadata.__dict__["_src_node_id"] = 1
            self._sent[names[-1]] = message
        return names

    def pull_messages(self, message_ids: Iterable[str]) -> Iterable[Message]:
        asked = [self._sent[name] for name in message_ids]
        found = [self.nodes[message.metadata.dst_node_id](message) for message in asked]
        return [reply for reply in found if reply is not None]


def answers(letter: Callable[[Letter], Letter]) -> Node:
    return lambda message: Message(written(letter(read(message.content))), reply_to=message)


def says(**facts: Any) -> Node:
    return answers(lambda asked: Letter(asked.about, facts, dict(asked.arrays)))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process of Flower's, without its waits."""
    for name in ("_run_id", "_node_id", "_task_id"):
        monkeypatch.setattr(TaskIdentity, name, 1)
    monkeypatch.setattr(carriers, "GRACE", 0.1)
    monkeypatch.setattr(carriers, "LOOK_EVERY", 0.01)


HELLO = Letter("hello", {"round": 0})


def test_clients_are_known_by_their_own_numbers_and_nobody_takes_another_s() -> None:
    carrier = Carrier(InMemory({11: says(client=1), 12: says(client=0), 13: says(client=1), 14: says(client="x")}))
    found = carrier.greet(HELLO, 5)
    assert carrier.present() == sorted(found)
    assert [number for number in found if number < MOST] == [1, 0]
    assert len(found) == 4
    assert carrier.greet(HELLO, 5) == {}


def test_letters_go_there_and_back() -> None:
    carrier = Carrier(InMemory({11: says(client=0)}))
    carrier.greet(HELLO, 5)
    (answer,) = carrier.ask({0: Letter("train", {"round": 1}, {"a": np.float32([1, 2])})}, 1, 5).values()
    assert isinstance(answer, Letter)
    assert answer.arrays["a"].tolist() == [1, 2]


def _broken(message: Message) -> Message:
    raise ValueError("no message")


def _pickled(message: Message) -> Message:
    array = Array(dtype="float32", shape=(1,), stype="numpy.ndarray", data=b"\x80\x04N.")
    records = {"facts": ConfigRecord({"about": "train"}), "arrays": ArrayRecord({"update": array})}
    return Message(RecordDict(records), reply_to=message)


@pytest.mark.parametrize(
    ("node", "why"),
    [
        (_broken, "cannot be read: ValueError"),
        (_pickled, "no NumPy file"),
        (lambda message: Message(RecordDict({}), reply_to=message), "no facts"),
        (lambda message: Message(Error(code=2, reason="raised"), reply_to=message), "Flower's error 2"),
        (says(error="I will not"), "I will not"),
    ],
)
def test_what_a_node_makes_of_its_reply_is_its_own_failure(node: Node, why: str) -> None:
    grid = InMemory({11: says(client=0), 12: says(client=1)})
    carrier = Carrier(grid)
    carrier.greet(HELLO, 5)
    grid.nodes[12] = node
    found = carrier.ask(dict.fromkeys((0, 1), Letter("train", {"round": 1})), 1, 5)
    assert isinstance(found[0], Letter)
    assert isinstance(found[1], Failure)
    assert why in found[1].why


def test_who_is_late_once_is_not_waited_for_again() -> None:
    grid = InMemory({11: says(client=0), 12: says(client=1)})
    carrier = Carrier(grid)
    carrier.greet(HELLO, 5)
    grid.nodes[12] = lambda message: None
    letters = dict.fromkeys((0, 1), Letter("train", {"round": 1}))
    assert set(carrier.ask(letters, 1, 5)) == {0}
    assert carrier._late == {1}
    assert set(carrier.ask(letters, 1, 3600)) == {0}
    grid.nodes[12] = says(client=1)
    assert set(carrier.ask(letters, 2, 5)) == {0, 1}
    assert not carrier._late
