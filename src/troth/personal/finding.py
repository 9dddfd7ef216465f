"""The main function of the room: where there is personal data in a text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from troth.errors import DataError
from troth.personal.interface import KINDS, LOCATION, ORGANISATION, PERSON, STREET_ADDRESS, Finding
from troth.personal.placeholders import outside
from troth.personal.settling import settled
from troth.personal.windows import windows

if TYPE_CHECKING:
    from troth.personal.patterns import Patterns

NAMED = (PERSON, LOCATION, ORGANISATION, STREET_ADDRESS)
"""The kinds that no pattern tells; looking for them takes thirty times as long."""
NO_NAMES = frozenset(
    (
        "bank", "bic", "card", "cvc", "cvv", "email", "iban", "id", "imei", "ip", "nhs",
        "nin", "passport", "phone", "pin", "ssn", "swift", "tax", "tel", "url", "vat", "zip",
        "地址", "电话", "护照", "身份证", "手机", "卡号", "银行", "邮箱", "账号",
    )
)  # fmt: skip
"""Words that say what the number behind them is; at the beginning of a sentence they look like a firm or a place."""
LEAST = 0.45  # the score below which a candidate is none
LIKELY = 0.5  # the probability below which a name is none
NAMES_COUNT = 0.55  # of a tagger's probability as a score: what has the form of a number is surer than a name


def find(text: str, *, kinds: Collection[str] = tuple(KINDS), beside: str = "") -> list[Finding]:
    """What is personal in a text, in order, no two findings overlapping.

    kinds: those of `KINDS` that are looked for. beside: words that say what the text is, as the name of a cell's column
    does: they count as if they stood before it, and nothing is found in them. Takes time linear in the text, whatever
    the text. Raises DataError where a kind is none of them, or what matches patterns is not installed.
    """
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise DataError(f"no kind of personal data: {', '.join(unknown)}", remedy=f"Kinds are {', '.join(KINDS)}.")
    if not beside:
        return found(text, windows(text), kinds)
    from troth.personal.tagging.units import is_chinese

    said = f"{beside}: "
    whole = said + text
    if is_chinese(text) == is_chinese(said):
        return [*_after(len(said), whole, found(whole, windows(whole), kinds))]
    # A tagger reads one language: names are looked for without the words, which patterns know in either.
    told = _after(len(said), whole, found(whole, windows(whole), {*kinds} - {*NAMED}))
    return settled((*told, *found(text, windows(text), {*kinds} & {*NAMED})))


def _after(start: int, whole: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What of the findings lies after the words that were put before the text, by its own places."""
    for one in findings:
        low = max(one.start, start)
        if low == one.start or any(map(str.isalnum, whole[low : one.end])):
            yield replace(one, start=low - start, end=one.end - start)


def found(text: str, spans: Iterable[tuple[int, int]], kinds: Collection[str], *, before: str = "") -> list[Finding]:
    """The same in windows that are known; before: what stood before the text."""
    spans = list(spans)
    every = [one for one in patterns().find(text, spans, before=before) if one.score >= LEAST]
    named = [] if {*NAMED}.isdisjoint(kinds) else list(_named(text, spans))
    every = outside(text, spans, (*every, *named))
    if named:
        every = settled(every)
    return [one for one in every if one.kind in kinds]


def _named(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Finding]:
    """What the taggers find, window by window."""
    from troth.personal.tagging import tagger_for

    for start, end in spans:
        window = text[start:end]
        if any(map(str.isalpha, window)):
            for one in tagger_for(window).find(window):
                if one.score >= LIKELY and window[one.start : one.end].casefold() not in NO_NAMES:
                    yield replace(one, start=one.start + start, end=one.end + start, score=one.score * NAMES_COUNT)


@cache
def patterns() -> Patterns:
    """All rules, made ready once: it takes a tenth of a second."""
    try:
        from troth.personal.patterns import Patterns
    except ImportError as error:
        raise DataError(
            f"{error.name} is not installed, which personal data is found by",
            remedy="Install it: pip install 'troth[personal]'",
        ) from None
    return Patterns()
