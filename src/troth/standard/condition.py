"""Conditions on the columns of a row, as a clause on forbidden outputs has them: `age < 18 and region == north`.

    condition  = comparison, {"and", comparison} ;
    comparison = column, ("<" | "<=" | ">" | ">=" | "==" | "!="), (number | word | quoted string) ;

Nothing is ever run: a condition is read into values, and compared by whoever has the rows. A column or a value with
blanks or signs stands in single quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from troth.standard.clause import MeasureCall
from troth.standard.grammar import NUMBER

Comparing = Literal["<", "<=", ">", ">=", "==", "!="]

OPERATORS: tuple[Comparing, ...] = get_args(Comparing)

ORDERING = frozenset(("<", "<=", ">", ">="))
"""Operators that only numbers have."""

EXAMPLE = "age < 18 and region == 'north'"

_TOKEN = re.compile(r"\s*(?:(?P<quoted>'(?:[^'\\]|\\.)*')|(?P<operator>[<>=!]+)|(?P<word>[^\s<>=!']+)|(?P<end>$))")


class ConditionFault(Exception):
    """What is wrong in a condition, how many characters into it, and the remedy. Never leaves the room."""

    def __init__(self, offset: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.offset, self.what, self.remedy = offset, what, remedy


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a column with a value; a number is compared as a number, anything else as text."""

    column: str
    operator: Comparing
    value: float | str


def parse_condition(text: str) -> tuple[Comparison, ...]:
    """The comparisons that must all hold; ConditionFault names the first thing that is wrong.

    >>> parse_condition("age < 18")
    (Comparison(column='age', operator='<', value=18.0),)
    """
    tokens = _tokens(text)
    found: list[Comparison] = []
    while True:
        found.append(_comparison(tokens[:3]))
        kind, joined, offset = tokens[3]
        if kind == "end":
            return tuple(found)
        if (kind, joined) != ("word", "and"):
            raise ConditionFault(offset, f"expected `and` or the end, found `{joined}`", f"Write, as in {EXAMPLE}.")
        tokens = tokens[4:]


def columns_named(call: MeasureCall) -> tuple[str, ...]:
    """The columns of a table that a measure's arguments name, besides groups."""
    arguments = call.arguments
    named = [str(arguments[name]) for name in ("feature", "of") if name in arguments]
    if call.name == "drift":
        return ()
    compared = parse_condition(str(arguments["where"])) if "where" in arguments else ()
    return (*named, *(one.column for one in compared))


def _comparison(tokens: list[tuple[str, str, int]]) -> Comparison:
    padded = [*tokens, *[("end", "", tokens[-1][2])] * (3 - len(tokens))]
    (first, column, start), (second, operator, at), (third, value, place) = padded
    if first not in ("word", "quoted"):
        raise ConditionFault(start, "expected the name of a column", f"Write, as in {EXAMPLE}.")
    if second != "operator" or operator not in OPERATORS:
        raise ConditionFault(at, f"expected one of {' '.join(OPERATORS)}", f"Write, as in {EXAMPLE}.")
    if third not in ("word", "quoted"):
        raise ConditionFault(place, "expected a number or a text", "Put text with blanks or signs in single quotes.")
    number = float(value) if third == "word" and NUMBER.fullmatch(value) else None
    if number is None and operator in ORDERING:
        raise ConditionFault(place, f"{operator} compares numbers, found `{value}`", "Write a number, or == or !=.")
    return Comparison(column, operator, value if number is None else number)


def _tokens(text: str) -> list[tuple[str, str, int]]:
    """Kind, text without quotes, and offset of each piece; ends with an `end` that stands as often as it is asked."""
    tokens: list[tuple[str, str, int]] = []
    position = 0
    while not tokens or tokens[-1][0] != "end":
        match = _TOKEN.match(text, position)
        if match is None:
            start = len(text) - len(text[position:].lstrip())
            raise ConditionFault(start, "a quotation without its end", "Close it with a single quote.")
        kind = str(match.lastgroup)
        value = re.sub(r"\\(.)", r"\1", match[kind][1:-1]) if kind == "quoted" else match[kind]
        tokens.append((kind, value, match.start(kind)))
        position = match.end()
    return [*tokens, *[tokens[-1]] * 3]
