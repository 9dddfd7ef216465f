"""A scripted upstream, and gateways before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from serving.chat.running import RunningChat
from serving.chat.scripted import Scripted


@pytest.fixture
def upstream() -> Iterator[Scripted]:
    one = Scripted()
    yield one
    one.stop()


@pytest.fixture
def chat(upstream: Scripted, tmp_path: Path) -> Iterator[Callable[..., RunningChat]]:
    """A function that starts a gateway before the upstream; all are stopped after the test."""
    started: list[RunningChat] = []

    def start(serving: str = "", model: str = "", **settings: object) -> RunningChat:
        one = RunningChat(upstream.address, tmp_path / f"home{len(started)}", serving, model, **settings)
        started.append(one)
        return one

    yield start
    for one in started:
        one.stop()
