"""What a later charter demands less of than an earlier one, in what a verdict rests on.

Limits, clauses, the confidence of intervals, the labels and which of them is the positive one, and nothing else:
`difference` has the rest. It compares texts rather than charters, as texts are what a record keeps: no variable is
expanded, so any two can be compared, anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from troth.standard.charter import ARTICLES, DEFAULT_CONFIDENCE
from troth.standard.clause import Clause
from troth.standard.difference import text_of
from troth.standard.document import document_of_text, parse_clause

Said = tuple[str, str]  # what it is about, and the words


@dataclass(frozen=True, slots=True)
class _Demand:
    """What a text demands: a confidence, and clauses by what they measure."""

    confidence: float
    clauses: Mapping[str, list[Clause]]
    positive: str
    labels: tuple[str, ...]

    def confidence_of(self, clause: Clause) -> float:
        return self.confidence if clause.confidence is None else clause.confidence


def loosened(old: str, new: str) -> dict[str, str]:
    """What the text `new` demands less of than `old`: words in the past tense, by what they are about.

    Raises CharterError where one of them is no charter's text, or a clause in it is none that is known today.

    >>> strict, lenient = (f"performance: [accuracy >= {limit}]" for limit in (0.8, 0.75))
    >>> loosened(strict, lenient)
    {'accuracy()': 'the limit of accuracy was loosened from 0.8 to 0.75'}
    >>> loosened(lenient, strict)
    {}
    """
    before, after = _demand(old), _demand(new)
    return dict([*_output(before, after), *_confidence(before, after), *_clauses(before, after)])


@lru_cache(maxsize=256)  # of many charters in one record each is compared with many
def _demand(text: str) -> _Demand:
    document = document_of_text(text)
    clauses: dict[str, list[Clause]] = {}
    for article in ARTICLES:
        for line in _lines(document.get(article)):
            clause = parse_clause(line, article=article)
            clauses.setdefault(text_of(clause.measure), []).append(clause)
    confidence = document.get("confidence")
    task = document.get("task")
    output = task.get("output") if isinstance(task, dict) else None
    output = output if isinstance(output, dict) else {}
    labels = output.get("labels")
    return _Demand(
        float(confidence) if isinstance(confidence, (int, float)) else DEFAULT_CONFIDENCE,
        clauses,
        str(output.get("positive") or ""),
        tuple(map(str, labels)) if isinstance(labels, list) else (),
    )


def _lines(article: Any) -> list[str]:
    return [line for line in article if isinstance(line, str)] if isinstance(article, list) else []


def _output(before: _Demand, after: _Demand) -> Iterator[Said]:
    """Another meaning of the same clauses is no less a change of what they demand."""
    if before.positive and before.positive != after.positive:
        if after.positive:
            yield "positive", f"the positive label was changed from {before.positive} to {after.positive}"
        else:
            yield "positive", f"the positive label {before.positive} was taken out"
    if before.labels and set(before.labels) != set(after.labels):
        named = ", ".join(before.labels)
        if after.labels:
            yield "labels", f"the labels were changed from {named} to {', '.join(after.labels)}"
        else:
            yield "labels", f"the labels {named} were left to the data"


def _confidence(before: _Demand, after: _Demand) -> Iterator[Said]:
    inherited = any(each.confidence is None for clauses in before.clauses.values() for each in clauses)
    if inherited and after.confidence < before.confidence:
        yield "confidence", f"the confidence was lowered from {before.confidence:g} to {after.confidence:g}"


def _clauses(before: _Demand, after: _Demand) -> Iterator[Said]:
    for measure, clauses in before.clauses.items():
        for clause in clauses:
            others = after.clauses.get(measure, [])
            if not others:
                yield measure, f"the clause {_plain(clause.text)} was taken out"
            elif not any(_as_strict(other, after, clause, before) for other in others):
                yield measure, _looser(clause, before, max(others, key=_strictness), after)


def _as_strict(new: Clause, after: _Demand, old: Clause, before: _Demand) -> bool:
    """Whether `new` asks for as much; a confidence that is the charter's on both sides was told of the charter."""
    inherited = new.confidence is None and old.confidence is None
    return _strictness(new) >= _strictness(old) and (inherited or after.confidence_of(new) >= before.confidence_of(old))


def _strictness(clause: Clause) -> float:
    return clause.limit if clause.operator == ">=" else -clause.limit


def _looser(old: Clause, before: _Demand, new: Clause, after: _Demand) -> str:
    measure = _plain(old.text.rpartition(old.operator)[0])
    if _strictness(new) < _strictness(old):
        return f"the limit of {measure} was loosened from {old.limit:g} to {new.limit:g}"
    was, now = before.confidence_of(old), after.confidence_of(new)
    return f"the confidence of {measure} was lowered from {was:g} to {now:g}"


def _plain(text: str) -> str:
    return " ".join(text.split())
