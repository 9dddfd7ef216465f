"""Whether the sections of a charter fit each other: columns and roles, labels, clauses, council."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from troth.standard.charter import ARTICLES
from troth.standard.chat import check_chat
from troth.standard.clause import Clause, Watch
from troth.standard.federation import check_federation
from troth.standard.grammar import ParsedClause, ParsedWatch
from troth.standard.meaning import Context, Meaning
from troth.standard.sections import Lined
from troth.standard.serving import check_serving
from troth.standard.shapes import place_of
from troth.standard.training_keys import check_training
from troth.standard.tree import Entries, Faults, Items, Node
from troth.standard.words import advice, listed, quoted

NEEDED = {
    "text-classification": ("text", "label"),
    "token-classification": ("tokens", "tags"),
    "tabular-classification": ("label",),
    "chat": ("text",),
}
"""The columns without which a task of this kind cannot be read."""

SINGLE = ("text", "label", "tokens", "tags", "id", "document", "consent")
EXCLUSIVE = ("text", "label", "tokens", "tags", "consent")
"""Roles whose column can have no other role; a group column may well be a feature or personal."""

SOURCES = ("train", "validation", "test")


def agree(root: Node, values: Mapping[str, Any], faults: Faults) -> tuple[dict[str, tuple[Clause, ...]], list[Watch]]:
    """Check what spans sections; gives the clauses by article, in ARTICLES order, and the lines of monitoring."""
    columns(root, values, faults)
    files(root, values, faults)
    labels(root, values, faults)
    council(root, values, faults)
    access(root, values, faults)
    check_federation(root, values, faults)
    check_training(root, values, faults)
    check_serving(root, values, faults)
    check_chat(root, values, faults)
    context = context_of(values)
    articles = {
        article: tuple(clauses(article, values[article], context, faults)) for article in ARTICLES if article in values
    }
    if isinstance(root, Entries) and not any(root.get(article) for article in ARTICLES):
        remedy = f"Add an article ({listed(ARTICLES)}), such as `performance: [accuracy >= 0.8]`."
        faults.add(root.place, "the charter has no clause, so it demands nothing", remedy)
    return articles, list(watches(values.get("monitoring", ()), context, faults))


def context_of(values: Mapping[str, Any]) -> Context:
    """What clauses may refer to; None for what is not said, or was a fault."""
    task = values.get("task", {})
    named = task.get("output", {}).get("labels")
    data = values.get("data", {})
    groups: tuple[str, ...] | None = None
    features: tuple[str, ...] | None = None
    if "columns" in data:
        measured = merged(data, "test" if "test" in data else "train")
        groups, features = measured.get("groups", ()), measured.get("features")
    return Context(task.get("kind"), named, groups, features)


def merged(data: Mapping[str, Any], source: str, part: str = "columns") -> dict[str, Any]:
    """The columns (or the format) of one file: those of the data section, overridden key by key by its own."""
    own = data.get(source)
    return {**data.get(part, {}), **(own.get(part, {}) if isinstance(own, dict) else {})}


def columns(root: Node, values: Mapping[str, Any], faults: Faults) -> None:
    """Each file has the columns its task needs, and no column plays two roles that exclude each other."""
    data = values.get("data", {})
    kind = values.get("task", {}).get("kind")
    for source in SOURCES:
        if source in data:
            roles = merged(data, source)
            own = ("data", source, "columns")
            place = place_of(root, *(own if _own(data, source) else ("data", "columns")))
            if _readable(root, data):
                _complete(kind, roles, place, faults)
            _apart(root, data, source, roles, faults)


def files(root: Node, values: Mapping[str, Any], faults: Faults) -> None:
    """No file is two splits: a model judged on what it learned from is not judged."""
    data = values.get("data", {})
    named: dict[str, str] = {}
    for source in (*SOURCES, "unlabelled"):
        if source not in data:
            continue
        path = _path(data[source])
        if path in named:
            what = f"{source} is the same file as {named[path]}"
            without = ": a part of train is then split off" if source in SOURCES else ""
            remedy = f"Name another file, or leave {source} out{without}."
            faults.add(place_of(root, "data", source), what, remedy)
        named.setdefault(path, source)


def _path(source: Any) -> str:
    reference = source.get("path") if isinstance(source, dict) else source
    return "" if reference is None else posixpath.normpath(reference.path)


def _own(data: Mapping[str, Any], source: str) -> bool:
    return isinstance(data[source], dict) and "columns" in data[source]


def _readable(root: Node, data: Mapping[str, Any]) -> bool:
    """Whether every column that was written was also understood; if not, that is fault enough."""
    node = root.get("data") if isinstance(root, Entries) else None
    written = node.get("columns") if isinstance(node, Entries) else None
    return isinstance(written, Entries) and len(written.entries) == len(data.get("columns", ()))


def _complete(kind: str | None, roles: Mapping[str, Any], place: Any, faults: Faults) -> None:
    for role in NEEDED.get(kind or "", ()):
        if role not in roles and not (role == "label" and "annotators" in roles):
            faults.add(
                place, f"{kind} needs data.columns.{role}", f"Add {role}: and the name of the column that holds it."
            )


def _apart(root: Node, data: Mapping[str, Any], source: str, roles: Mapping[str, Any], faults: Faults) -> None:
    uses: dict[str, list[str]] = {}
    for role, named in roles.items():
        for column in (named,) if isinstance(named, str) else named:
            uses.setdefault(column, []).append(role)
    for column, played in uses.items():
        clash = len(played) > 1 and (any(role in EXCLUSIVE for role in played) or "ignore" in played)
        if clash:
            own = data[source].get("columns", {}) if isinstance(data[source], dict) else {}
            path = ("data", source, "columns", played[-1]) if played[-1] in own else ("data", "columns", played[-1])
            what = f"the column {quoted(column)} is named as {listed(played, last='and')}"
            faults.add(place_of(root, *path), what, "Give each column one of these roles.")


def labels(root: Node, values: Mapping[str, Any], faults: Faults) -> None:
    """The positive label, and those that reasons are of, are among the labels."""
    output = values.get("task", {}).get("output", {})
    named, positive = output.get("labels"), output.get("positive")
    if named is not None and positive is not None and positive not in named:
        place = place_of(root, "task", "output", "positive")
        faults.add(place, f"{quoted(positive)} is not a label of the task", advice(positive, named))
    for index, reason in enumerate(values.get("reasons", ())):
        label = reason.get("label")
        if named is not None and label is not None and label not in named:
            place = place_of(root, "reasons", index, "label")
            faults.add(place, f"{quoted(label)} is not a label of the task", advice(label, named))


def council(root: Node, values: Mapping[str, Any], faults: Faults) -> None:
    """Members differ, and a release can be had from them."""
    section = values.get("council", {})
    members = [member for member in section.get("members", ()) if len(member) == 3]
    for key in ("name", "key"):
        for repeated, count in Counter(member[key] for member in members).items():
            if count > 1:
                what = f"{count} members of the council have the same {key}, {quoted(repeated)}"
                faults.add(place_of(root, "council", "members"), what, "A member signs once; give each their own.")
    release = section.get("release", {})
    approvals = release.get("approvals", 0)
    if members and approvals > len(members):
        what = f"a release takes {approvals} approvals, and the council has {len(members)} members"
        faults.add(place_of(root, "council", "release", "approvals"), what, "Add members or ask for fewer approvals.")
    roles = sorted({member["role"] for member in members})
    for index, role in enumerate(release.get("roles", ())):
        if members and role not in roles:
            place = place_of(root, "council", "release", "roles", index)
            faults.add(place, f"no member of the council has the role {quoted(role)}", advice(role, roles))


def access(root: Node, values: Mapping[str, Any], faults: Faults) -> None:
    """Each rule is about columns, and who it names can be told by a key."""
    roles = sorted({member["role"] for member in values.get("council", {}).get("members", ()) if "role" in member})
    for index, rule in enumerate(values.get("data", {}).get("access", ())):
        place = place_of(root, "data", "access", index)
        written = _at(root, "data", "access", index)
        named = [key for key in ("of", "columns") if isinstance(written, Entries) and written.get(key) is not None]
        if len(named) != 1:
            what = "a rule of access names both `of` and `columns`" if named else "a rule of access names no columns"
            faults.add(place, what, "Give one: of: personal, of: groups, or columns: [names].")
        ignored = values.get("data", {}).get("columns", {}).get("ignore", ())
        for name in rule.get("columns", ()):
            if name in ignored:
                what = f"a rule of access is about {quoted(name)}, which nobody reads: data.columns.ignore names it"
                faults.add(place_of(root, "data", "access", index, "columns"), what, "Name it in one of the two.")
        for role in rule.get("roles", ()):
            if role not in roles:
                what = f"no member of the council has the role {quoted(role)}"
                remedy = advice(role, roles) if roles else "Add council.members: who reads is told by a key."
                faults.add(place_of(root, "data", "access", index, "roles"), what, remedy)


def _at(node: Node | None, *path: str | int) -> Node | None:
    """What was written at a path, whether it was understood or not."""
    for step in path:
        if isinstance(step, int):
            node = node.items[step] if isinstance(node, Items) and step < len(node.items) else None
        else:
            node = node.get(step) if isinstance(node, Entries) else None
    return node


def clauses(article: str, lines: tuple[Lined, ...], context: Context, faults: Faults) -> Iterator[Clause]:
    """The clauses of one article, each demanded once."""
    seen: dict[str, int] = {}
    ways: dict[str, tuple[object, int]] = {}
    for line in lines:
        assert isinstance(line.parsed, ParsedClause)
        clause = _clause(line.parsed, line, article, context, faults)
        if clause is not None:
            demand = repr((clause.measure, clause.operator))
            if demand in seen:
                what = f"{clause.measure.name} is limited twice, first in line {seen[demand]}"
                faults.add(line.node.place, what, "Keep the stricter of the two.")
            seen.setdefault(demand, clause.line)
            if clause.measure.name == "monotone":
                _one_way(clause, line, ways, faults)
            yield clause


def _one_way(clause: Clause, line: Lined, ways: dict[str, tuple[object, int]], faults: Faults) -> None:
    """A probability is not asked to rise and to fall with one feature: a training holds it to one of the two."""
    arguments = dict(clause.measure.arguments)
    way = arguments.pop("direction", "rising")
    before, where = ways.setdefault(repr(sorted(arguments.items())), (way, clause.line))
    if way != before:
        what = f"monotone of {arguments.get('feature')} is asked to be {way}, and in line {where} to be {before}"
        remedy = "Keep one of them; if the feature may move nothing, leave it out: data.columns.ignore."
        faults.add(line.node.place, what, remedy)


def watches(lines: tuple[Lined, ...], context: Context, faults: Faults) -> Iterator[Watch]:
    """The lines of monitoring."""
    for line in lines:
        assert isinstance(line.parsed, ParsedWatch)
        watch = _watch(line.parsed, line, context, faults)
        if watch is not None:
            yield watch


def _clause(parsed: ParsedClause, line: Lined, article: str, context: Context, faults: Faults) -> Clause | None:
    place = line.node.within(0)
    meaning = Meaning(context, place.line, place.column)
    clause = meaning.clause(parsed, line.node.written, article)
    _tell(meaning, line, faults)
    return clause


def _watch(parsed: ParsedWatch, line: Lined, context: Context, faults: Faults) -> Watch | None:
    place = line.node.within(0)
    meaning = Meaning(context, place.line, place.column)
    watch = meaning.watch(parsed, line.node.written)
    _tell(meaning, line, faults)
    return watch


def _tell(meaning: Meaning, line: Lined, faults: Faults) -> None:
    for fault in meaning.faults:
        faults.add(line.node.within(fault.offset), fault.what, fault.remedy)
