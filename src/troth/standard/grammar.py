"""From the text of a clause to its parts, each with the column where it stands; what they mean is `meaning.py`.

    clause   = measure, ("<=" | ">="), number, ["at", number] ;
    watch    = (clause | measure), [",", "false alarms", number, "a year"], "->", action ;
    measure  = name, ["(", [argument, {",", argument}], ")"] ;
    argument = measure | name, "=", (value | "[", value, {",", value}, "]") ;
    value    = name | number | quoted string ;

Written by hand for the sake of its messages: every fault knows the column it is about and the remedy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

OPERATORS = ("<=", ">=")

MEANT = {
    "<": "Write <=: a limit belongs to what it allows.",
    ">": "Write >=: a limit belongs to what it allows.",
    "=<": "Write <=.",
    "=>": "Write >=.",
    "≤": "Write <=.",
    "≥": "Write >=.",
    "=": "Write <= or >=: a measured number is never exactly its limit.",
    "==": "Write <= or >=: a measured number is never exactly its limit.",
    "!=": "Write <= or >=: a measured number always differs from its limit.",
}
"""What to write in place of an operator that is not one."""

TOKEN = re.compile(
    r"""\s*(?:
        (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<arrow>->)
      | (?P<word>(?:[\w.+/%]|-(?!>))+)
      | (?P<operator>[<>=!≤≥]+)
      | (?P<mark>[()\[\],])
      | (?P<other>\S)
      | (?P<end>$)
    )""",
    re.VERBOSE,
)
NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
NAME = re.compile(r"[^\W\d]\w*")

Kind = Literal["quoted", "arrow", "word", "operator", "mark", "other", "end"]


class ClauseFault(Exception):
    """What is wrong in a clause, how many characters into it, and the remedy. Never leaves the room."""

    def __init__(self, offset: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.offset = offset
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text. value: as written, except that a quoted string is without its quotes and escapes."""

    kind: Kind
    value: str
    offset: int

    @property
    def found(self) -> str:
        """How a fault names it."""
        return "the end of the line" if self.kind == "end" else f"`{self.value[:60]}`"


@dataclass(frozen=True, slots=True)
class ParsedArgument:
    """`name=value`: the value's words, and whether they stood in square brackets."""

    name: Token
    values: tuple[Token, ...]
    bracketed: bool


@dataclass(frozen=True, slots=True)
class ParsedCall:
    """`name(inner, arguments)`."""

    name: Token
    inner: tuple[ParsedCall, ...] = ()
    arguments: tuple[ParsedArgument, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedLimit:
    """`<= 0.08 at 0.99`."""

    operator: Token
    limit: Token
    confidence: Token | None


@dataclass(frozen=True, slots=True)
class ParsedClause:
    """One line of an article."""

    call: ParsedCall
    limit: ParsedLimit


@dataclass(frozen=True, slots=True)
class ParsedWatch:
    """One line of monitoring."""

    call: ParsedCall
    limit: ParsedLimit | None
    false_alarms: Token | None
    action: tuple[Token, ...]


def parse_line(text: str) -> ParsedClause:
    """The parts of a clause; ClauseFault names the first thing that is wrong."""
    reader = _Reader(text)
    clause = ParsedClause(reader.call(), reader.limit())
    reader.end()
    return clause


def parse_watch_line(text: str) -> ParsedWatch:
    """The parts of a line of monitoring; ClauseFault names the first thing that is wrong."""
    reader = _Reader(text)
    call = reader.call()
    limit = reader.limit() if reader.now.kind == "operator" else None
    alarms = reader.false_alarms() if reader.is_mark(",") else None
    return ParsedWatch(call, limit, alarms, reader.action())


def number_of(token: Token) -> float:
    """The number a word stands for."""
    if token.kind == "word" and NUMBER.fullmatch(token.value):
        return float(token.value)
    if token.value.endswith("%") and NUMBER.fullmatch(token.value[:-1]):
        share = float(token.value[:-1]) / 100
        raise ClauseFault(token.offset, f"expected a number, found {token.found}", f"Write the share: {share:.6g}.")
    raise ClauseFault(
        token.offset, f"expected a number, found {token.found}", "Write it with digits, such as 0.08 or 1e-5."
    )


class _Reader:
    """Goes through a line's tokens from left to right."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.index = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.index]

    def take(self) -> Token:
        token = self.now
        self.index = min(self.index + 1, len(self.tokens) - 1)
        return token

    def at(self, kind: Kind) -> bool:
        """Whether a token of this kind comes next."""
        return self.now.kind == kind

    def is_mark(self, mark: str) -> bool:
        return self.at("mark") and self.now.value == mark

    def skip(self, mark: str) -> bool:
        """Take the mark if it comes next."""
        found = self.is_mark(mark)
        if found:
            self.take()
        return found

    def fail(self, expected: str, remedy: str) -> NoReturn:
        raise ClauseFault(self.now.offset, f"expected {expected}, found {self.now.found}", remedy)

    def call(self, depth: int = 0) -> ParsedCall:
        if not self.at("word") or not NAME.fullmatch(self.now.value):
            self.fail(
                "the name of a measure", "A clause begins with a measure, such as accuracy or recall(label=spam)."
            )
        name = self.take()
        if not self.skip("("):
            return ParsedCall(name)
        inner: list[ParsedCall] = []
        arguments: list[ParsedArgument] = []
        while not self.skip(")"):
            if (inner or arguments) and not self.skip(","):
                self.fail("`,` or `)`", "Separate arguments by commas, and put text with blanks or signs in quotes.")
            if self.is_mark(")"):
                self.fail("an argument", "Take the last comma out.")
            self.one_argument(inner, arguments, depth)
        return ParsedCall(name, tuple(inner), tuple(arguments))

    def one_argument(self, inner: list[ParsedCall], arguments: list[ParsedArgument], depth: int) -> None:
        """`name=value`, or a measure."""
        following = self.tokens[min(self.index + 1, len(self.tokens) - 1)]
        if following.kind == "operator" and following.value == "=":
            arguments.append(self.argument())
        elif following.kind == "operator":
            self.take()
            self.fail("`=`", "An argument is written name=value; put a value that begins with a sign in quotes.")
        elif depth == 0:
            inner.append(self.call(depth + 1))
        else:
            self.fail("an argument such as group=gender", "Only the outermost measure may look at another one.")

    def argument(self) -> ParsedArgument:
        name = self.take()
        self.take()
        if not self.skip("["):
            return ParsedArgument(name, (self.value(),), bracketed=False)
        values = [self.value()]
        while not self.skip("]"):
            if not self.skip(","):
                self.fail("`,` or `]`", "Write several values as [first, second].")
            values.append(self.value())
        return ParsedArgument(name, tuple(values), bracketed=True)

    def value(self) -> Token:
        if not (self.at("word") or self.at("quoted")):
            self.fail("a value", "Write a name, a number, or text in quotes.")
        return self.take()

    def limit(self) -> ParsedLimit:
        operator = self.operator()
        limit = self.number()
        confidence = None
        if self.at("word") and self.now.value == "at":
            self.take()
            confidence = self.number()
        return ParsedLimit(operator, limit, confidence)

    def operator(self) -> Token:
        if not self.at("operator") or self.now.value not in OPERATORS:
            self.fail("<= or >=", MEANT.get(self.now.value, "A clause reads: measure <= limit, or measure >= limit."))
        return self.take()

    def number(self) -> Token:
        number_of(self.now)
        return self.take()

    def false_alarms(self) -> Token:
        self.take()
        self.words("false", "alarms")
        number = self.number()
        self.words("a", "year")
        return number

    def words(self, *expected: str) -> None:
        for word in expected:
            if not self.at("word") or self.now.value != word:
                self.fail(f"`{' '.join(expected)}`", "Write: measure, false alarms 0.01 a year -> alert.")
            self.take()

    def action(self) -> tuple[Token, ...]:
        if not self.at("arrow"):
            self.fail("`->` and what to do", "Write, for example: accuracy >= 0.8 -> alert.")
        self.take()
        words = []
        while self.at("word"):
            words.append(self.take())
        if not words or not self.at("end"):
            self.fail("what to do", "Write one of the actions, such as alert or fall back, and nothing after it.")
        return tuple(words)

    def end(self) -> None:
        if self.at("arrow"):
            self.fail("the end of the clause", "Lines that end in an action belong to monitoring.")
        if not self.at("end"):
            self.fail("the end of the clause", "A clause is one comparison, with `at 0.99` at most after it.")


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    while not tokens or tokens[-1].kind != "end":
        match = TOKEN.match(text, position)
        assert match is not None
        kind: Kind = match.lastgroup  # type: ignore[assignment]
        tokens.append(Token(kind, _plain(kind, match[kind]), match.start(kind)))
        position = match.end()
    return tokens


def _plain(kind: Kind, written: str) -> str:
    return re.sub(r"\\(.)", r"\1", written[1:-1]) if kind == "quoted" else written
