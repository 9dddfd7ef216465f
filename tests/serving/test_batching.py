"""Requests that come together are answered together, each with its own answer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from troth.errors import ModelError
from troth.models import Model, Prediction, load
from troth.serving import Batcher, Refusal


class Counting:
    """A model whose batches are counted; it may be told to fail."""

    def __init__(self, model: Model) -> None:
        self._model, self.batches, self.fails = model, [], False
        self.kind, self.labels, self.digest = model.kind, model.labels, model.digest

    def predict(self, inputs: Any, **_: object) -> Prediction:
        self.batches.append(len(inputs))
        if self.fails or "boom" in inputs:
            raise ModelError("it fails")
        return self._model.predict(inputs)


@pytest.fixture
def model(tiny: Path) -> Counting:
    return Counting(load(f"onnx:{tiny / 'text'}", kind="text-classification"))


def test_a_crowd_shares_and_each_gets_its_own(model: Counting) -> None:
    texts = [f"the {'cat ' * (number % 7)} dog {number}" for number in range(100)]
    alone = [one.label for text in texts for one in [ask(model, [text])[0]]]
    model.batches.clear()

    async def crowd() -> list[Any]:
        batcher = Batcher(model, together=50)  # type: ignore[arg-type]
        try:
            return await asyncio.gather(*(batcher.ask([text]) for text in texts))
        finally:
            batcher.close()

    assert [one[0].label for one in asyncio.run(crowd())] == alone
    assert len(model.batches) <= 4
    assert sum(model.batches) == 100


def ask(model: Any, texts: list[str], **settings: int) -> list[Any]:
    async def once() -> list[Any]:
        batcher = Batcher(model, **settings)
        try:
            return await batcher.ask(texts)
        finally:
            batcher.close()

    return asyncio.run(once())


def test_what_fails_fails_for_those_who_were_in_it_and_for_nobody_after(model: Counting) -> None:
    async def some() -> list[Any]:
        batcher = Batcher(model, together=2, at_once=1)  # type: ignore[arg-type]
        try:
            first = await asyncio.gather(*(batcher.ask([text]) for text in ("a", "boom", "c")), return_exceptions=True)
            return [*first, (await batcher.ask(["d"]))[0]]
        finally:
            batcher.close()

    one, other, third, fourth = asyncio.run(some())
    assert isinstance(one, ModelError)
    assert isinstance(other, ModelError)
    assert (len(third), fourth.label in model.labels) == (1, True)


def test_too_many_are_sent_away(model: Counting) -> None:
    with pytest.raises(Refusal) as refused:
        ask(model, ["a"] * 5, waiting=4)
    assert (refused.value.status, refused.value.code) == (503, "overloaded")


def test_who_goes_away_is_not_waited_for(model: Counting) -> None:
    async def leave() -> int:
        batcher = Batcher(model)  # type: ignore[arg-type]
        try:
            going = [asyncio.create_task(batcher.ask([str(number)])) for number in range(20)]
            await asyncio.sleep(0)
            for task in going[1:]:
                task.cancel()
            await asyncio.gather(*going, return_exceptions=True)
            return len(await batcher.ask(["after"]))
        finally:
            batcher.close()

    assert asyncio.run(leave()) == 1
    assert sum(model.batches) < 21
