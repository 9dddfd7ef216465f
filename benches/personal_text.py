"""Personal data in text: what is found and what is not, false alarms, seconds, and streams.

Numbers that patterns tell are looked for in pii_presidio; wrong alarms are counted in 7,000 texts of banking77 and AG
News, where hardly anybody's number stands (an alarm is wrong unless it is a number that somebody can be reached by);
Chinese identity numbers and telephones stand in sentences made here. Times are processor time of one process. A text
that is cut in two anywhere, or in many pieces, comes out of a stream as the whole does.

    python -m benches.personal_text
"""

from __future__ import annotations

import gzip
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import polars as pl
from stdnum.iso7064 import mod_11_2

from troth import personal
from troth.measures import proportion

SHARED = Path(os.environ.get("TROTH_DATA", Path(__file__).parents[2] / "shared" / "data"))
PATTERNED = tuple(kind for kind in personal.KINDS if kind not in personal.NAMED)
WANTED = {
    "CREDIT_CARD": "card", "EMAIL_ADDRESS": "email", "IBAN_CODE": "iban", "PHONE_NUMBER": "phone",
    "US_SSN": "national_id", "US_DRIVER_LICENSE": "driving_licence", "IP_ADDRESS": "ip_address", "DOMAIN_NAME": "url",
}  # fmt: skip
SURE, FALSE, PATTERNS, TAGGED, TWICE = 0.99, 0.005, 100.0, 3.0, 2.6
HOSTILE = (
    "1",
    "1 ",
    "a@",
    "(1) ",
    "+1 ",
    "AB12 ",
    "password is ",
    "ssn 123-45-678",
    "-----BEGIN PRIVATE KEY-----",
    "密",
    "A",
)
Report = Callable[[str, str, str], None]


def run(report: Report) -> bool:
    """All of it; good where every target is reached."""
    parts = (found_numbers, chinese_numbers, false_alarms, speed, linear, streams)
    done = [part(report) for part in parts]  # all of them, whichever fails
    return all(done)


def found_numbers(report: Report) -> bool:
    """Recall of each kind of number, by any overlap."""
    counts: dict[str, list[int]] = {kind: [0, 0] for kind in WANTED.values()}
    for text, spans in presidio():
        findings = personal.find(text, kinds=PATTERNED)
        for start, end, kind in spans:
            if kind in counts:
                counts[kind][1] += 1
                counts[kind][0] += any(one.kind == kind and one.start < end and start < one.end for one in findings)
    good = True
    for kind, (right, n) in counts.items():
        target = SURE if kind in ("card", "iban", "email") else 0.0
        good &= right >= target * n
        report(f"recall of {kind}, pii_presidio", interval(right, n), f"at least {target}" if target else "")
    return good


def presidio() -> Iterable[tuple[str, list[tuple[int, int, str | None]]]]:
    for name in ("synth_dataset_v2", "generated_large"):
        with gzip.open(SHARED / "pii_presidio" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                spans = [(s["start_position"], s["end_position"], WANTED.get(s["entity_type"])) for s in row["spans"]]
                yield row["full_text"], spans


def chinese_numbers(report: Report, count: int = 2000) -> bool:
    """Identity numbers with their check digit and mobile numbers, in sentences."""
    draw = random.Random(0)
    frames = (
        "我的身份证号是{}，电话{}。",
        "{}，手机：{}",
        "身份证{} 联系方式{}",
        "请核对{}和{}！",
        "姓名王伟，证号{}，致电{}谢谢",
    )
    right = 0
    for _ in range(count):
        born = f"{draw.randrange(1940, 2015)}{draw.randrange(1, 13):02}{draw.randrange(1, 29):02}"
        body = f"{draw.choice(('110105', '440305', '310104', '510107'))}{born}{draw.randrange(1000):03}"
        number, phone = body + mod_11_2.calc_check_digit(body), f"1{draw.choice('3456789')}{draw.randrange(10**9):09}"
        text = draw.choice(frames).format(number, phone)
        values = {(one.kind, text[one.start : one.end]) for one in personal.find(text, kinds=PATTERNED)}
        right += ("national_id", number) in values
        right += ("phone", phone) in values
    report(
        "recall of Chinese identity and mobile numbers, written here", interval(right, 2 * count), f"at least {SURE}"
    )
    return right >= SURE * 2 * count


def texts() -> list[str]:
    bank = [row for name in ("train", "test") for row in pl.read_csv(SHARED / "banking77" / f"{name}.csv.gz")["text"]]
    news = pl.read_csv(SHARED / "ag_news" / "test.csv.gz")["content"].to_list()
    return bank[:3500] + news[:3500]


def false_alarms(report: Report) -> bool:
    """Texts with a finding of a pattern that is no address of the web or of mail."""
    every = texts()
    wrong = [
        (one.rule, text[one.start : one.end])
        for text in every
        for one in personal.find(text, kinds=PATTERNED)
        if one.kind not in ("url", "email")
    ]
    report("alarms in 7,000 texts without numbers", f"{interval(len(wrong), len(every))}: {wrong}", f"at most {FALSE}")
    return len(wrong) <= FALSE * len(every)


def speed(report: Report) -> bool:
    """Processor time for a KB, each text on its own, the best of three rounds."""
    every = texts()[3000:4000]
    size = sum(map(len, every)) / 1024
    patterns = min(_seconds(lambda: [personal.find(text, kinds=PATTERNED) for text in every]) for _ in range(3)) / size
    tagged = min(_seconds(lambda: [personal.find(text) for text in every]) for _ in range(3)) / size
    report("patterns, for a KB", f"{patterns * 1e6:.0f} µs", f"at most {PATTERNS:.0f} µs")
    report("patterns and names, for a KB", f"{tagged * 1e3:.2f} ms", f"at most {TAGGED} ms")
    return patterns * 1e6 <= PATTERNS and tagged * 1e3 <= TAGGED


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def linear(report: Report) -> bool:
    """What twice the text takes, of hostile text up to 10 MB."""
    worst = (0.0, "")
    for unit in HOSTILE:
        times = []
        for size in (2_500_000, 5_000_000, 10_000_000):
            text = (unit * (size // len(unit) + 1))[:size]
            times.append(min(_seconds(lambda text=text: personal.find(text, kinds=PATTERNED)) for _ in range(2)))
        worst = max(worst, *((later / max(earlier, 1e-3), unit) for earlier, later in pairwise(times)))
    report("hostile text, twice as long", f"{worst[0]:.2f} times as long at worst ({worst[1]!r})", f"at most {TWICE}")
    return worst[0] <= TWICE


def streams(report: Report) -> bool:
    """Every cut in two of 10,000 texts, 200 cuts in many of 100 long ones; some of each with names."""
    draw = random.Random(0)
    short = [text[:300] for text, _ in presidio()] + [text[:300] for text in texts()]
    short = draw.sample(short, 10_000)
    long = draw.sample(list(pl.read_parquet(SHARED / "pii_lifebench" / "lifebench.parquet")["data_to_answer"]), 100)
    tried = wrong = 0
    for count, kinds in ((len(short), PATTERNED), (40, tuple(personal.KINDS))):
        for text in short[:count]:
            whole = personal.replaced(text, personal.find(text, kinds=kinds), personal.redact)
            for place in range(len(text) + 1):
                tried += 1
                wrong += in_pieces(text, [place], kinds) != whole
    for number, text in enumerate(long):
        kinds = tuple(personal.KINDS) if number < 3 else PATTERNED
        whole = personal.replaced(text, personal.find(text, kinds=kinds), personal.redact)
        for _ in range(200 if number >= 3 else 10):
            tried += 1
            wrong += (
                in_pieces(text, sorted(draw.randrange(len(text) + 1) for _ in range(draw.randrange(2, 60))), kinds)
                != whole
            )
    report("streams that differ from the whole", f"{wrong} of {tried:,}", "0")
    return not wrong


def in_pieces(text: str, places: Sequence[int], kinds: Sequence[str]) -> str:
    stream = personal.Stream(personal.redact, kinds=kinds)
    edges = [0, *places, len(text)]
    return "".join(stream.feed(text[low:high]) for low, high in pairwise(edges)) + stream.end()


def interval(right: int, n: int) -> str:
    found = proportion(right, n, 0.95, "values")
    return f"{found.value:.4f} [{found.low:.4f}, {found.high:.4f}] of {n:,}"


if __name__ == "__main__":
    sys.exit(0 if run(lambda *row: print(*row, sep=" | ", flush=True)) else 1)
