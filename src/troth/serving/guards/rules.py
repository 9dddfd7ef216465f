"""The charter's own rules: patterns of requests that are refused, and what no answer may hold.

Held against a text as it is, as it reads, and as what codes in it say (`THREATS.md`, G5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import re2

from troth import screening
from troth.errors import CharterError, Fault
from troth.serving.guards.interface import Look, Side
from troth.serving.guards.rules_stage import RulesStage, hold_of
from troth.serving.guards.stages import Stage
from troth.serving.items import Item, texts_of
from troth.standard import OnFailure, RulesGuard

AT_ONCE = 2_048  # characters
MEMORY = 64 << 20  # bytes that an automaton may grow to
LINK = re.compile(r"(?i)(?:(?:\bhttps?:)?//(?:[^\s/?#@]*@)?|\b(?=www\.))(\[[0-9a-f:.]+\]|[^\s/?#:@)\]>\"']+)")
"""A web address and its host, also in Markdown and HTML, and without a scheme as a browser completes it."""


class Rules:
    """The guard `rules`. Patterns are RE2's: they match in time linear in the text."""

    name = "rules"

    def __init__(self, settings: RulesGuard, *, where: str = "charter") -> None:
        self._refuse = _set(settings.refuse, where)
        self._never = _set(settings.never, where)
        self._canaries = [re.sub(r"\s+", "", one.casefold()) for one in settings.canaries]
        self._links = None if settings.links is None else tuple(host.casefold().strip(".") for host in settings.links)
        self._hold = hold_of(settings.never, self._canaries)
        self.deadline = settings.deadline_ms / 1000
        self.on_failure: OnFailure = settings.on_failure
        self.made_of: Mapping[str, Any] = {
            **asdict(settings),
            "refuse": list(settings.refuse),
            "never": list(settings.never),
            "canaries": list(settings.canaries),
            "links": None if settings.links is None else list(settings.links),
        }

    def slow(self, characters: int) -> bool:
        """Only for long texts."""
        return characters > AT_ONCE

    def look(self, items: Sequence[Item], side: Side) -> list[Look]:
        """Which of the rules each breaks: `refuse-2` is the second of that list."""
        return [self._of(item, side) for item in items]

    def stage(self) -> Stage:
        """For an answer that streams."""
        return RulesStage(lambda text: self._broken((text,), "answer"), self._hold)

    def _broken(self, texts: Sequence[str], side: Side) -> tuple[str, ...]:
        """The codes of the rules that texts break, in any way in which they can be read."""
        if side == "request" and self._refuse is None:
            return ()
        broken = self._asked if side == "request" else self._answered
        views = (view.text for text in texts for view in screening.views(text))
        return tuple(sorted({code for text in views for code in broken(text)}))

    def _of(self, item: Item, side: Side) -> Look:
        found = self._broken(texts_of(item.value), side)
        return Look(item, "refuse", found) if found else Look(item)

    def _asked(self, text: str) -> Iterator[str]:
        yield from _matching(self._refuse, text, "refuse")

    def _answered(self, text: str) -> Iterator[str]:
        yield from _matching(self._never, text, "never")
        if self._canaries:
            plain = re.sub(r"\s+", "", text.casefold())
            yield from (f"canary-{number}" for number, one in enumerate(self._canaries, 1) if one in plain)
        if self._links is not None:
            for host in LINK.findall(text):
                if not self._known(host.casefold().strip(".")):
                    yield "link"

    def _known(self, host: str) -> bool:
        return any(host == one or host.endswith(f".{one}") for one in self._links or ())


def _set(patterns: Sequence[str], where: str) -> Any:
    """One automaton of all patterns; None of none. Raises CharterError for one that RE2 does not read."""
    if not patterns:
        return None
    options = re2.Options()
    options.max_mem, options.log_errors = MEMORY, False
    automaton = re2.Set.SearchSet(options)
    automaton.Add("")  # always there, unless the automaton ran out of memory: then nothing is
    for pattern in patterns:
        try:
            automaton.Add(pattern)
        except re2.error as error:
            remedy = "RE2 has no look-around and no back references: https://github.com/google/re2/wiki/Syntax"
            what = f"RE2 does not read the pattern {pattern[:60]!r}: {str(error)[:100]}"
            raise CharterError([Fault(where, 0, 0, what, remedy)]) from None
    automaton.Compile()
    return automaton


def _matching(automaton: Any, text: str, called: str) -> Iterator[str]:
    if automaton is None:
        return
    found = automaton.Match(text.encode())
    if not found:  # it grew beyond its memory: what cannot be ruled out is not let through
        yield f"{called}-unread"
        return
    yield from (f"{called}-{number}" for number in sorted(found)[1:])
