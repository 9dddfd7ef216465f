"""Text to a tree of values that know their places: YAML by the 1.2 core schema, and less of it.

Left out on purpose: anchors and aliases (one file must not grow in memory), tags (nothing is constructed), merge keys,
duplicate keys, several documents, and the implicit booleans of YAML 1.1. Each is a fault with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from troth.errors import CharterError, Fault
from troth.standard.words import quoted

DEEPEST = 12
"""Levels of nesting a charter may have; the format itself needs six."""

LARGEST = 256 * 1024
"""Bytes a charter may have: a hundred times a long one, small enough to be parsed at once."""

LARGEST_WHOLE_NUMBER = 2**53 - 1
"""Whole numbers beyond it are not exact in JSON (RFC 8785 and I-JSON, RFC 7493, section 2.2)."""

Plain = str | int | float | bool | None

WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
WORDS: dict[str, Plain] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""The core schema's null and booleans (YAML 1.2.2, section 10.3.2)."""


@dataclass(frozen=True, slots=True)
class Place:
    """1-based line and column."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value. written: its text, without quotes. start: where that text begins in the file, quotes skipped;
    None where it is folded or escaped, so that no column within it can be told.
    """

    value: Plain
    written: str
    place: Place
    start: Place | None = None

    def within(self, offset: int) -> Place:
        """The place of a character of the text, or of the value where that cannot be told."""
        return self.place if self.start is None else Place(self.start.line, self.start.column + offset)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping, in file order; keys are text and occur once."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """The value under a key."""
        return next((node for name, node in self.entries if name.written == key), None)


@dataclass(frozen=True, slots=True)
class Hole:
    """Where something was found that is already a fault; nothing more is said about it."""

    place: Place


Node = Scalar | Items | Entries | Hole


@dataclass(slots=True)
class Faults:
    """Everything wrong with one file, as it is found."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def add(self, place: Place, what: str, remedy: str) -> None:
        """Note one fault."""
        self.found.append(Fault(self.file, place.line, place.column, what, remedy))

    def error(self) -> CharterError:
        """All of them, in file order."""
        return CharterError(sorted(set(self.found), key=lambda fault: (fault.line, fault.column)))


def plant(text: str, faults: Faults) -> Node:
    """The tree of a charter's text; what is wrong goes to `faults`, and a Hole stands in its place."""
    try:
        return _Gardener(text, faults).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        faults.add(place, f"this is not YAML: {_problem(error)}", _yaml_remedy(text, place, error))
    except yaml.reader.ReaderError as error:
        place = _place_at(text, error.position)
        faults.add(place, f"character U+{ord(text[error.position]):04X} cannot stand here", "Take it out.")
    return Hole(place)


def plain(node: Node) -> object:
    """The tree without its places, as JSON has it; a Hole is null."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    if isinstance(node, Entries):
        return {name.written: plain(child) for name, child in node.entries}
    return None


class _Gardener:
    """Turns PyYAML's events into nodes; deep nesting is cut off before Python's stack is."""

    def __init__(self, text: str, faults: Faults) -> None:
        self.lines = text.split("\n")
        self.faults = faults
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=yaml.SafeLoader))

    def document(self) -> Node:
        next(self.events)  # the stream's start
        if isinstance(next(self.events), yaml.StreamEndEvent):
            self.faults.add(Place(1, 1), "the file holds nothing but blanks and comments", EMPTY_REMEDY)
            return Hole(Place(1, 1))
        root = self.node(next(self.events), 1)
        next(self.events)  # the document's end
        following = next(self.events)
        if not isinstance(following, yaml.StreamEndEvent):
            self.faults.add(_place(following), "a second document begins here", "Keep one charter in one file.")
        return root

    def node(self, event: yaml.Event, depth: int) -> Node:
        place = _place(event)
        self.forbidden(event, place)
        if depth > DEEPEST:
            self.faults.add(
                place, f"nested more than {DEEPEST} levels deep", "A charter is flat; see troth check --schema."
            )
            raise self.faults.error()
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.items(place, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self.entries(place, depth)
        return Hole(place)

    def forbidden(self, event: yaml.Event, place: Place) -> None:
        """Aliases, anchors and tags."""
        if isinstance(event, yaml.AliasEvent):
            remedy = "Write the value out, or put text that begins with * in quotes."
            self.faults.add(place, f"the alias *{event.anchor} refers to another place", remedy)
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                remedy = "Take it out, or put text that begins with & in quotes."
                self.faults.add(place, f"the anchor &{event.anchor} has no meaning in a charter", remedy)
            if getattr(event, "tag", None) is not None:
                remedy = "Take it out, or put text that begins with ! in quotes."
                self.faults.add(place, f"the tag {quoted(event.tag)} has no meaning in a charter", remedy)  # type: ignore[attr-defined]

    def items(self, place: Place, depth: int) -> Items:
        children = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            children.append(self.node(event, depth + 1))
        return Items(tuple(children), place)

    def entries(self, place: Place, depth: int) -> Entries:
        children: list[tuple[Scalar, Node]] = []
        seen: dict[str, Place] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if self.is_key(key, seen):
                assert isinstance(key, Scalar)
                seen[key.written] = key.place
                children.append((key, value))
        return Entries(tuple(children), place)

    def is_key(self, key: Node, seen: dict[str, Place]) -> bool:
        """Whether a key may be used; where not, the fault is noted."""
        if not isinstance(key, Scalar):
            if not isinstance(key, Hole):
                self.faults.add(key.place, "a key is one word, found a list or a mapping", "Write key: value.")
            return False
        if key.written == "<<":
            self.faults.add(key.place, "merge keys (<<) have no meaning in a charter", "Write the entries out.")
            return False
        if key.written in seen:
            first = seen[key.written]
            what = f"the key {quoted(key.written)} is there twice, first in line {first.line}"
            self.faults.add(key.place, what, "Keep one of the two.")
            return False
        return True

    def scalar(self, event: yaml.ScalarEvent, place: Place) -> Node:
        """A value by the core schema; quoted and block text is text."""
        start = self.start(event, place)
        if any(0xD800 <= ord(character) <= 0xDFFF for character in event.value):
            self.faults.add(place, "an escape stands for half a character", "Write the character itself.")
            return Hole(place)
        if not event.implicit[0]:
            return Scalar(event.value, event.value, place, start)
        value = self.resolve(event.value, place)
        return value if isinstance(value, Hole) else Scalar(value, event.value, place, start)

    def resolve(self, text: str, place: Place) -> Plain | Hole:
        """What unquoted text stands for."""
        if text in WORDS:
            return WORDS[text]
        if WHOLE.fullmatch(text):
            # The digits are counted first: Python refuses to read a number of thousands of them.
            number = int(text, 0 if text[:2] in ("0o", "0x") else 10) if len(text) < 100 else LARGEST_WHOLE_NUMBER + 1
            if abs(number) <= LARGEST_WHOLE_NUMBER:
                return number
        elif not REAL.fullmatch(text) and not NOT_FINITE.fullmatch(text):
            return text
        elif REAL.fullmatch(text) and abs(real := float(text)) != float("inf"):
            return real
        self.faults.add(
            place, f"{quoted(text)} is no number that can be kept exactly", "Write a smaller one, or put it in quotes."
        )
        return Hole(place)

    def start(self, event: yaml.ScalarEvent, place: Place) -> Place | None:
        """Where the text itself begins, if it stands in the file as it is."""
        first = place.column if event.style in ("'", '"') else place.column - 1
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return Place(place.line, first + 1) if line[first:].startswith(event.value) else None


EMPTY_REMEDY = "Begin with `charter: 1`, or let `troth init DATA` draft a charter from your data."


def _place(event: yaml.Event) -> Place:
    assert event.start_mark is not None  # events of a parser have marks
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _place_at(text: str, position: int) -> Place:
    before = text[:position]
    return Place(before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)


def _problem(error: yaml.MarkedYAMLError) -> str:
    """PyYAML's words, on one line."""
    return " ".join(str(part) for part in (error.context, error.problem) if part).replace("\n", " ")[:160]


def _yaml_remedy(text: str, place: Place, error: yaml.MarkedYAMLError) -> str:
    lines = text.split("\n")
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if "\t" in line[: place.column]:
        return "Indent with blanks, not tabs."
    if "mapping values" in str(error.problem):
        return "Write one `key: value` a line, and put text that holds `: ` in quotes."
    if line[place.column - 1 : place.column] in ("@", "`", "%", "*", "&", "!"):
        return f"Put text that begins with {line[place.column - 1]} in quotes."
    return "Look for a bracket or quote that is not closed, or a line that is indented otherwise than its neighbours."
