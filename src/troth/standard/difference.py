"""What an amendment changes, in words: every change between two charters, and whether it weakens what is demanded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from troth.standard.charter import ARTICLES, Charter
from troth.standard.clause import ACTIONS, Clause, MeasureCall, Watch
from troth.standard.serving_changes import WEIGHED, serving_changes
from troth.standard.words import quoted

Effect = Literal["weaker", "stronger", "other"]

MARKS: Mapping[Effect, str] = {"weaker": "weaker: ", "stronger": "stronger: ", "other": ""}

BY_CLAUSES = frozenset((*ARTICLES, "monitoring", "council", "confidence"))
"""Sections compared by what they mean; the others are compared value by value."""

HIGHER_IS: Mapping[tuple[str, ...], Effect] = {
    ("data", "retention_days"): "weaker",
    ("serving", "p99_ms"): "weaker",
    ("task", "output", "abstain_below"): "stronger",
}
"""Numbers whose rise weakens or strengthens; of the others only a reader can tell."""

PROTECTIVE = frozenset({("serving", "guards"), ("regulations",), ("data", "access")})
PROTECTIVE_COLUMNS = frozenset({"groups", "personal"})
"""Lists of which each item protects someone: less is weaker, more is stronger."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. what: a sentence without its full stop. effect: on what is demanded; `other` needs a reader."""

    what: str
    effect: Effect

    def __str__(self) -> str:
        return f"{MARKS[self.effect]}{self.what}"


def difference(old: Charter, new: Charter) -> tuple[Change, ...]:
    """Every change from `old` to `new`, weakening first; empty only where the two digests are the same."""
    changes = [*_confidence(old, new), *_clauses(old, new), *_monitoring(old, new), *_council(old, new)]
    left, right = _others(old.document), _others(new.document)
    changes += _values(left, right, ())
    changes += [Change(what, effect) for what, effect in serving_changes(old.serving, new.serving)]
    if not changes and old.digest != new.digest:
        changes.append(Change("the wording of a line changed, and nothing that it means", "other"))
    order: tuple[Effect, ...] = ("weaker", "other", "stronger")
    return tuple(sorted(changes, key=lambda change: order.index(change.effect)))


def weakens(changes: Sequence[Change]) -> bool:
    """Whether any of the changes demands less than before."""
    return any(change.effect == "weaker" for change in changes)


def _others(document: Mapping[str, Any]) -> dict[str, Any]:
    others = {key: value for key, value in document.items() if key not in BY_CLAUSES}
    if isinstance(others.get("serving"), Mapping):
        others["serving"] = {key: value for key, value in others["serving"].items() if key not in WEIGHED}
    return others


def _confidence(old: Charter, new: Charter) -> Iterator[Change]:
    if old.confidence != new.confidence:
        lower = new.confidence < old.confidence
        what = f"the confidence of every interval goes from {old.confidence:g} to {new.confidence:g}"
        yield Change(what, "weaker" if lower else "stronger")


def _clauses(old: Charter, new: Charter) -> Iterator[Change]:
    before = {_key(clause): clause for clause in old.clauses}
    after = {_key(clause): clause for clause in new.clauses}
    for key in before.keys() - after.keys():
        yield Change(f"the clause `{before[key].text}` of {before[key].article} is taken out", "weaker")
    for key in after.keys() - before.keys():
        yield Change(f"the clause `{after[key].text}` is added to {after[key].article}", "stronger")
    for key, clause in before.items():
        if key in after:
            yield from _clause(clause, after[key])


def _key(clause: Clause) -> tuple[str, str]:
    return clause.article, text_of(clause.measure)


def text_of(call: MeasureCall) -> str:
    """The same text for the same measure and arguments, in whatever order they were written."""
    arguments = [f"{name}={value!r}" for name, value in sorted(call.arguments.items())]
    inner = [] if call.inner is None else [text_of(call.inner)]
    return f"{call.name}({', '.join([*inner, *arguments])})"


def _clause(old: Clause, new: Clause) -> Iterator[Change]:
    if old.limit != new.limit:
        looser = (new.limit > old.limit) == (old.operator == "<=")
        what = f"`{old.text}` becomes `{new.text}`"
        yield Change(what, "weaker" if looser else "stronger")
    if old.confidence != new.confidence:
        was, now = _at(old), _at(new)
        known = old.confidence is not None and new.confidence is not None
        effect: Effect = "other"
        if known:
            effect = "weaker" if (new.confidence or 0) < (old.confidence or 0) else "stronger"
        yield Change(f"`{old.text}` is judged at {now}, before at {was}", effect)


def _at(clause: Clause) -> str:
    return "the charter's confidence" if clause.confidence is None else f"confidence {clause.confidence:g}"


def _monitoring(old: Charter, new: Charter) -> Iterator[Change]:
    before = {_watched(watch): watch for watch in old.monitoring}
    after = {_watched(watch): watch for watch in new.monitoring}
    for key in before.keys() - after.keys():
        yield Change(f"monitoring no longer has `{before[key].text}`", "weaker")
    for key in after.keys() - before.keys():
        yield Change(f"monitoring has the new line `{after[key].text}`", "stronger")
    for key, watch in before.items():
        if key in after:
            yield from _watch(watch, after[key])


def _watched(watch: Watch) -> tuple[str, bool]:
    return text_of(watch.measure), watch.clause is None


def _watch(old: Watch, new: Watch) -> Iterator[Change]:
    if old.clause is not None and new.clause is not None:
        yield from _clause(old.clause, new.clause)
    if old.action != new.action:
        milder = ACTIONS.index(new.action) < ACTIONS.index(old.action)
        what = f"`{text_of(old.measure)}` leads to {new.action}, before to {old.action}"
        yield Change(what, "weaker" if milder else "stronger")
    if old.false_alarms != new.false_alarms:
        # Fewer false alarms are had by waiting longer for the true ones.
        later = (new.false_alarms or 0) < (old.false_alarms or 0)
        what = f"`{text_of(old.measure)}` may raise {new.false_alarms} false alarms a year, before {old.false_alarms}"
        yield Change(what, "weaker" if later else "stronger")


def _council(old: Charter, new: Charter) -> Iterator[Change]:
    before = {member.name: member for member in old.council.members}
    after = {member.name: member for member in new.council.members}
    for name in before.keys() - after.keys():
        yield Change(f"{name} ({before[name].role}) leaves the council", "other")
    for name in after.keys() - before.keys():
        effect: Effect = "weaker" if _reads(new, after[name].role) else "other"
        yield Change(f"{name} ({after[name].role}) joins the council", effect)
    for name, member in before.items():
        if name in after and after[name] != member:
            part = "key" if after[name].key != member.key else "role"
            more = _reads(new, after[name].role) - _reads(old, member.role)
            yield Change(f"the {part} of {name} in the council changes", "weaker" if more else "other")
    yield from _release(old, new)


def _reads(charter: Charter, role: str) -> set[str]:
    """The rules of access that have this role, in words: who comes to one reads what they did not."""
    return {f"{rule.of} {rule.columns}" for rule in charter.data.access if role in rule.roles}


def _release(old: Charter, new: Charter) -> Iterator[Change]:
    before, after = old.council.release, new.council.release
    was, now = (0 if release is None else release.approvals for release in (before, after))
    if was != now:
        what = f"a release takes {now} approvals, before {was}"
        yield Change(what, "weaker" if now < was else "stronger")
    roles_before = set(() if before is None else before.roles)
    roles_after = set(() if after is None else after.roles)
    for role in sorted(roles_before - roles_after):
        yield Change(f"a release no longer takes the approval of a {role}", "weaker")
    for role in sorted(roles_after - roles_before):
        yield Change(f"a release takes the approval of a {role}", "stronger")


def _values(old: Any, new: Any, path: tuple[str, ...]) -> Iterator[Change]:
    """Changes between two parsed values, key by key and, where items protect someone, item by item."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _values(old.get(key), new.get(key), (*path, key))
    elif old != new and _protects(path) and isinstance(old or [], list) and isinstance(new or [], list):
        yield from _items(old or [], new or [], path)
    elif old != new:
        yield Change(_told(old, new, path), _effect(old, new, path))


def _protects(path: tuple[str, ...]) -> bool:
    return path in PROTECTIVE or (path[0] == "data" and path[-1] in PROTECTIVE_COLUMNS)


def _items(old: list[Any], new: list[Any], path: tuple[str, ...]) -> Iterator[Change]:
    name = ".".join(path)
    dropped = [item for item in old if item not in new]
    added = [item for item in new if item not in old]
    for item in dropped:
        yield Change(f"{name} no longer has {item}", "weaker")
    for item in added:
        yield Change(f"{name} has {item} too", "stronger")
    if not dropped and not added:
        yield Change(f"{name} has another order", "other")


def _told(old: Any, new: Any, path: tuple[str, ...]) -> str:
    name = ".".join(path)
    if old is None:
        return f"{name} is added: {quoted(new)}"
    if new is None:
        return f"{name} is taken out; it was {quoted(old)}"
    return f"{name} goes from {quoted(old)} to {quoted(new)}"


def _effect(old: Any, new: Any, path: tuple[str, ...]) -> Effect:
    if path[0] == "data" and path[-1] == "consent":
        return "weaker" if new is None else "stronger" if old is None else "other"
    rising = HIGHER_IS.get(path)
    if rising is None:
        return "other"
    falling: Effect = "stronger" if rising == "weaker" else "weaker"
    if old is None or new is None:
        # A demand that is stated where there was none is stronger, whichever way it points.
        return "stronger" if old is None else "weaker"
    return rising if new > old else falling
