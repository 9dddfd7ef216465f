"""What is found of each kind of personal data, of names of each origin, and of people in Chinese messages.

By kind: pii_presidio and pii_lifebench, by any overlap, precision and recall with exact intervals of their own. By
origin: everybody's name in the test split of CoNLL-2003 exchanged for names of each of 25 origins, of the half of the
lists that no tagger learned from; the same people in the same sentences. In Chinese: the named people (PER.NAM) of the
test split of weibo_ner; a finding that overlaps with a person who is not named (PER.NOM: "mother") counts for nobody.

    python -m benches.personal_names
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benches._personal import (
    Counts,
    Marked,
    Report,
    Span,
    counted,
    interval,
    lifebench,
    newswire,
    presidio,
    rate,
    weibo,
    weights,
)
from troth import personal
from troth.data import ORIGINS, Mention, People
from troth.measures import Versions, counterfactual_recall_difference, entities_of
from troth.standard import NotMeasured

KINDS = {
    "PERSON": "person", "STREET_ADDRESS": "street_address", "ADDRESS": "street_address", "GPE": "location",
    "LOCATION": "location", "ORGANIZATION": "organisation", "ORG": "organisation", "ZIP_CODE": "postcode",
    "CREDIT_CARD": "card", "IBAN_CODE": "iban", "EMAIL_ADDRESS": "email", "EMAIL": "email", "PHONE_NUMBER": "phone",
    "PHONE": "phone", "US_SSN": "national_id", "US_DRIVER_LICENSE": "driving_licence", "IP_ADDRESS": "ip_address",
    "DOMAIN_NAME": "url",
}  # fmt: skip
SENTENCES = 1000  # of whole documents that name somebody


def run(report: Report) -> bool:
    """All three. Nothing has a target but that it is told."""
    for name, texts in (("pii_presidio", presidio()), ("pii_lifebench", lifebench())):
        by_kind(report, name, texts)
    by_origin(report)
    in_chinese(report)
    return True


def by_kind(report: Report, name: str, texts: Sequence[Marked]) -> None:
    """Recall and precision of each kind. In pii_presidio a place inside of a marked address counts as wrong."""
    texts = [
        Marked(one.text, tuple((low, high, KINDS[kind]) for low, high, kind in one.spans if kind in KINDS), one.of)
        for one in texts
    ]
    found = [[(one.start, one.end, one.kind) for one in personal.find(text.text)] for text in texts]
    for kind, counts in counted(texts, found, dict.fromkeys(KINDS.values())).items():
        if counts.sums[1]:
            report(f"{name}, {kind}", told(counts), "")


def told(counts: Counts) -> str:
    right, marked, true, found = counts.sums
    f1 = interval(float(counts.f1()[0]), counts.f1(weights(len(counts.of))))
    return f"recall {rate(right, marked)}, precision {rate(true, found)}, F1 {f1}"


def by_origin(report: Report) -> None:
    """Recall of the same mentions, as people and as whatever would be redacted, and precision of people, by origin."""
    sentences, mentions, documents = drawn()
    people = People(sentences, mentions, documents)
    found, rows = [], []
    for origin in ORIGINS:
        answer = asked(people.of_origin(origin, np.random.default_rng(0)), mentions)
        found.append((answer.people, answer.anything))
        shares = [rate(sum(hit), len(mentions)) for hit in found[-1]]
        told = f"recall {shares[0]}, precision {rate(answer.true, answer.told)}; as anything {shares[1]}"
        rows.append((sum(answer.people), origin, told))
    for _, origin, told in sorted(rows):
        report(f"people by {origin} names", told, "")
    of = np.array([documents[sentence] for sentence, _, _ in mentions], np.int64)
    for how, hits in zip(("as people", "as anything"), zip(*found, strict=True), strict=True):
        versions = Versions(tuple(ORIGINS), np.array(hits, bool).T, of)
        gap = counterfactual_recall_difference(versions, confidence=0.95, label="PER")
        assert not isinstance(gap, NotMeasured)
        report(
            f"widest gap of recall between two origins, {how}", f"{gap.value:.3f} [{gap.low:.3f}, {gap.high:.3f}]", ""
        )


def drawn() -> tuple[list[list[str]], list[Mention], list[int]]:
    """Sentences of whole documents that name somebody, drawn until there are enough, and the names in them."""
    every = newswire()
    named = sorted({document for _, tags, document in every if "B-PER" in tags})
    order, kept, size = np.random.default_rng(0).permutation(named), set(), 0
    for document in order:
        if size < SENTENCES:
            kept.add(int(document))
            size += sum(of == document for _, _, of in every)
    rows = [row for row in every if row[2] in kept]
    tags = [tag for _, own, _ in rows for tag in own]
    mentions = entities_of(tags, [len(words) for words, _, _ in rows], {"PER"})
    return [words for words, _, _ in rows], mentions, [document for _, _, document in rows]


class Answer(NamedTuple):
    """What is found of some mentions. people, anything: of each, whether it is. told, true: people found, and right."""

    people: list[bool]
    anything: list[bool]
    told: int
    true: int


def asked(sentences: Sequence[Sequence[str]], mentions: Sequence[Mention]) -> Answer:
    """What is found in sentences, each of them read by itself."""
    texts = [" ".join(words) for words in sentences]
    found = [personal.find(text) for text in texts]
    places: list[list[tuple[int, int]]] = [[] for _ in sentences]
    people, anything = [], []
    for number, first, last in mentions:
        ends = np.cumsum([len(word) + 1 for word in sentences[number]])
        low, high = int(ends[first]) - len(sentences[number][first]) - 1, int(ends[last]) - 1
        places[number].append((low, high))
        kinds = {one.kind for one in found[number] if one.start < high and low < one.end}
        people.append("person" in kinds)
        anything.append(bool(kinds))
    told = [
        any(one.start < high and low < one.end for low, high in own)
        for own, given in zip(places, found, strict=True)
        for one in given
        if one.kind == "person"
    ]
    return Answer(people, anything, len(told), sum(told))


def in_chinese(report: Report) -> None:
    """People in the test split of weibo_ner: those who are named, and all that are marked ("mother" too)."""
    texts = weibo()
    found = [
        [(each.start, each.end, each.kind) for each in personal.find(one.text, kinds=("person",))] for one in texts
    ]
    for which, kinds in (("named people", {"PER.NAM"}), ("people, named or not", {"PER.NAM", "PER.NOM"})):
        marked = [Marked(one.text, tuple(_people(one.spans, kinds)), one.of) for one in texts]
        others = [_people(one.spans, {"PER.NAM", "PER.NOM"} - kinds) for one in texts]
        given = [
            [each for each in own if not any(each[0] < high and low < each[1] for low, high, _ in other)]
            for own, other in zip(found, others, strict=True)
        ]
        for how in ("overlapping", "exact"):
            counts = counted(marked, given, ("person",), exact=how == "exact")["person"]
            report(f"weibo_ner, {which}, {how}", told(counts), "")


def _people(spans: Sequence[Span], kinds: set[str]) -> list[Span]:
    return [(low, high, "person") for low, high, own in spans if own in kinds]


if __name__ == "__main__":
    run(lambda *row: print(*row, sep=" | ", flush=True))
    sys.exit(0)
