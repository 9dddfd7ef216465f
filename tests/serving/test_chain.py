"""Guards in their order: what each says, and what becomes of a request when one fails in any way."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from troth.serving import Chain, GuardFailed, Item, Look
from troth.standard import OnFailure


class Made:
    """A guard that does what it is told."""

    deadline = 0.2
    made_of: dict[str, Any]

    def __init__(
        self,
        does: Callable[[Sequence[Item]], Any],
        *,
        name: str = "made",
        slow: bool = False,
        on_failure: OnFailure = "closed",
    ) -> None:
        self.does, self.name, self._slow, self.on_failure = does, name, slow, on_failure
        self.made_of = {"name": name}

    def slow(self, characters: int) -> bool:
        return self._slow

    def look(self, items: Sequence[Item], side: str) -> Any:
        return self.does(items)


def allow(items: Sequence[Item]) -> list[Look]:
    return [Look(item) for item in items]


def refuse(items: Sequence[Item]) -> list[Look]:
    return [Look(item, "refuse", ("found",)) if "bad" in str(item.value) else Look(item) for item in items]


def shorten(items: Sequence[Item]) -> list[Look]:
    return [Look(Item(str(item.value)[:3]), "redact", ("tail",)) for item in items]


def screened(*guards: Made, texts: Sequence[str] = ("good", "bad one")) -> list[Any]:
    chain = Chain(guards)
    try:
        return asyncio.run(chain.screen([Item(text) for text in texts]))
    finally:
        chain.close()


def raises(items: Sequence[Item]) -> Any:
    raise ValueError(f"cannot read {items[0].value}")


def hangs(items: Sequence[Item]) -> Any:
    time.sleep(0.6)
    return allow(items)


FAILURES: list[tuple[str, Callable[[Sequence[Item]], Any], str]] = [
    ("raises", raises, "raised"),
    ("hangs", hangs, "late"),
    ("runs out of memory", lambda items: [None] * (1 << 60), "raised"),
    ("answers nothing", lambda items: None, "unfit"),
    ("answers too few", lambda items: allow(items)[:-1], "unfit"),
    ("answers an unknown step", lambda items: [Look(item, "wave-through") for item in items], "unfit"),  # type: ignore[arg-type]
    ("answers something else", lambda items: [True for _ in items], "unfit"),
]


@pytest.mark.parametrize("slow", [False, True], ids=["inline", "on a thread"])
@pytest.mark.parametrize(("does", "why"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_a_guard_that_fails_stops_the_request(does: Callable[..., Any], why: str, slow: bool) -> None:
    with pytest.raises(GuardFailed) as failed:
        screened(Made(allow), Made(does, name="broken", slow=slow))
    assert (failed.value.guard, failed.value.why) == ("broken", why)


@pytest.mark.parametrize("slow", [False, True], ids=["inline", "on a thread"])
@pytest.mark.parametrize("does", [row[1] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_one_that_is_open_lets_it_through_and_that_is_told(does: Callable[..., Any], slow: bool) -> None:
    good, bad = screened(Made(does, name="broken", slow=slow, on_failure="open_insecure"), Made(refuse))
    assert good.ended is None
    assert good.unscreened == bad.unscreened == ("broken",)
    assert (bad.ended, bad.by, bad.found) == ("refused", "made", ("found",))


def test_what_was_ended_is_not_looked_at_again() -> None:
    seen: list[int] = []

    def counts(items: Sequence[Item]) -> list[Look]:
        seen.append(len(items))
        return allow(items)

    screened(Made(refuse), Made(counts), texts=("bad", "good", "bad"))
    assert seen == [1]


def test_a_guard_sees_what_those_before_it_left() -> None:
    (found,) = screened(Made(shorten), Made(refuse), texts=("so far so bad",))
    assert (found.ended, found.item.value, found.redacted) == (None, "so ", ("tail",))


def test_the_order_makes_another_digest() -> None:
    one, other = Made(allow, name="a"), Made(allow, name="b")
    assert Chain((one, other)).digest != Chain((other, one)).digest
    assert Chain((one, other)).digest == Chain((one, other)).digest


def test_guards_that_never_come_back_cost_threads_and_at_the_end_the_service() -> None:
    free = threading.Event()

    def never(items: Sequence[Item]) -> Any:
        free.wait(30)
        return allow(items)

    guard = Made(never, slow=True)
    guard.deadline = 0.005
    chain = Chain((guard,))

    async def ask() -> None:
        while chain.able:
            with pytest.raises(GuardFailed):
                await chain.screen([Item("x")])
        guard.does = allow
        with pytest.raises(GuardFailed):
            await chain.screen([Item("x")])

    before = threading.active_count()
    try:
        asyncio.run(asyncio.wait_for(ask(), 30))
        assert threading.active_count() <= before + 40
    finally:
        free.set()
        chain.close()


def test_what_a_late_guard_raises_is_written_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    def late(items: Sequence[Item]) -> Any:
        time.sleep(0.3)
        raise ValueError(f"canary {items[0].value}")

    with pytest.raises(GuardFailed):
        screened(Made(late, slow=True), texts=("kestrel-77",))
    time.sleep(0.3)
    assert "kestrel" not in caplog.text
