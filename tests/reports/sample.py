"""A made-up audit document that uses every field of the format, and small ones for the edges.

Numbers are drawn from a seeded generator and belong together: intervals are Wilson's, gaps are those of the groups.
Run as a program it writes the papers: `python tests/reports/sample.py FOLDER`.
"""

from __future__ import annotations

import hashlib
import math
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SOURCE = """\
charter: 1
name: helpdesk-routing
version: "2026.1"
purpose: Route customer messages to the team that can answer them.
task:
  kind: text-classification
  output: {labels: [billing, delivery, returns, technical, account, other]}
model: {base: minilm}
data:
  train: messages.csv
  columns: {text: text, label: intent, groups: [language, region]}
performance:
  - macro_f1 >= 0.85
  - accuracy >= 0.88
  - recall(label=account) >= 0.80
"""


def digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def wilson(k: int, n: int, z: float = 1.96) -> tuple[float, float]:
    if not n:
        return 0.0, 1.0
    middle, spread = k + z * z / 2, z * math.sqrt(k * (n - k) / n + z * z / 4)
    return max(0.0, (middle - spread) / (n + z * z)), min(1.0, (middle + spread) / (n + z * z))


def rate(k: int, n: int) -> dict[str, Any]:
    low, high = wilson(k, n)
    return {"estimate": k / n if n else None, "low": low if n else None, "high": high if n else None}


def part(name: str, k: int, n: int) -> dict[str, Any]:
    return {"name": name, **rate(k, n), "counts": {"n": n, "successes": k}}


def clause(text: str, article: str, verdict: str, numbers: Sequence[float | None], **more: Any) -> dict[str, Any]:
    """numbers: limit, estimate, low, high."""
    measure = text.split("(")[0].split(" ")[0]
    limit, estimate, low, high = numbers
    measured = {"confidence": 0.95, "counts": {"n": 1284}, "method": "multinomial bootstrap, 2000 resamples"}
    return {
        "clause": text, "article": article, "measure": measure, "arguments": {},
        "operator": "<=" if "<=" in text else ">=", "limit": limit, "verdict": verdict, "estimate": estimate,
        "low": low, "high": high, "reason": None, "more_needed": None, "family_wise": None, "parts": [],
        **(measured if estimate is not None else {"confidence": None, "counts": {}, "method": None}), **more,
    }  # fmt: skip


def clauses() -> list[dict[str, Any]]:
    every_pair = "melded Clopper–Pearson bounds of every pair of groups"
    simultaneous = f"{every_pair}; lower bound Bonferroni over 12 ordered pairs"
    gaps = [part("en", 583, 640), part("de", 270, 301), part("fr", 184, 207), part("zh", 106, 136)]
    return [
        clause("macro_f1 >= 0.85", "performance", "met", (0.85, 0.8837, 0.8641, 0.9012)),
        clause("accuracy >= 0.88", "performance", "met", (0.88, 0.8902, 0.8719, 0.9064), method="Clopper–Pearson")
        | {"verdict": "undecided", "more_needed": {"count": 3120, "of": "rows"}},
        clause("recall(label=account) >= 0.80", "performance", "broken", (0.80, 0.6913, 0.6105, 0.7634),
               arguments={"label": "account"}, counts={"n": 149, "successes": 103},
               method="Clopper–Pearson", family_wise=True),
        clause("calibration_error <= 0.05", "performance", "met", (0.05, 0.0213, 0.0118, 0.0327)),
        clause("equalized_odds_difference(group=language) <= 0.08", "fairness", "broken",
               (0.08, 0.1712, 0.0934, 0.2607),
               arguments={"group": "language"}, counts={"en": 640, "de": 301, "fr": 207, "zh": 136}, parts=gaps,
               method=simultaneous, family_wise=False),
        clause("demographic_parity_ratio(group=region, label=returns) >= 0.80", "fairness", "undecided",
               (0.80, 0.8431, 0.7012, 0.9987), arguments={"group": "region", "label": "returns"}, method=simultaneous,
               more_needed={"count": 1240, "of": "rows of region=south"}),
        clause("worst_group(accuracy, group=[language, region]) >= 0.60", "fairness", "undecided",
               (0.60, 0.72, 0.424, 0.918),
               arguments={"measure": "accuracy", "group": ["language", "region"]}, counts={"groups": 8, "smallest": 11},
               method=simultaneous, more_needed={"count": 38, "of": "rows of zh & south"}),
        clause("accuracy_difference(group=region) <= 0.15", "fairness", "met", (0.15, 0.0312, 0.0, 0.0923),
               arguments={"group": "region"}, method=simultaneous),
        clause("epsilon(delta=1e-5) <= 8", "privacy", "not measured", (8, None, None, None),
               arguments={"delta": 1e-5}, reason="The model was trained without differential privacy, so no ε exists."),
        clause("membership_inference_advantage <= 0.05", "privacy", "not measured", (0.05, None, None, None),
               reason="stored answers cannot be asked about training rows"),
        clause("robust_accuracy(attack=typos) >= 0.60", "security", "met", (0.60, 0.8124, 0.7899, 0.8335),
               arguments={"attack": "typos"}, method="Clopper–Pearson"),
        clause("p99_ms <= 50", "performance", "met", (50, 31.4, 29.8, 33.9), method="order statistics"),
        clause("explanation_faithfulness(method=integrated_gradients) >= 0.20", "transparency", "undecided",
               (0.2, 0.31, 0.05, 0.55), arguments={"method": "integrated_gradients"}, counts={"n": 18},
               reason="0.31 [0.05, 0.55] stands on too little: 18 rows; its interval is shown to hold from 200 on",
               more_needed={"count": 60, "of": "rows"}),
    ]  # fmt: skip


def performance(labels: Sequence[str], rows: int, seed: int = 7) -> dict[str, Any]:
    """Per-label figures and the confusion matrix they come from."""
    draw = random.Random(seed)
    counts = [[0] * len(labels) for _ in labels]
    for _ in range(rows):
        truth = min(int(draw.expovariate(3.0 / max(len(labels), 1))), len(labels) - 1)
        right = draw.random() < 0.93 - 0.25 * (truth % 5 == 4)
        near = (truth + draw.choice([1, 1, 2, -1])) % len(labels)
        counts[truth][truth if right else near] += 1
    made = []
    for at, name in enumerate(labels):
        hits, support, called = counts[at][at], sum(counts[at]), sum(row[at] for row in counts)
        made.append({"name": name, "support": support, "precision": rate(hits, called), "recall": rate(hits, support),
                     "f1": rate(2 * hits, support + called)})  # fmt: skip
    return {"labels": made, "confusion": {"labels": list(labels), "counts": counts}}


def calibration(rows: int) -> dict[str, Any]:
    bins = []
    for at in range(10):
        n = round(rows * (0.02 + (at / 10) ** 3)) if at > 1 else 0
        k = round(n * min(1.0, (at + 0.5) / 10 * 0.94 + 0.02))
        low, high = wilson(k, n)
        bins.append({"low": at / 10, "high": (at + 1) / 10, "confidence": (at + 0.53) / 10 if n else None, "n": n,
                     "accuracy": k / n if n else None, "accuracy_low": low, "accuracy_high": high})  # fmt: skip
    return {"bins": bins, "error": 0.0213}


def obeyed() -> dict[str, Any]:
    """What two clauses of `clauses` cost; the second was not held."""
    return {
        "rows": 5136,
        "clauses": [
            {"clause": "equalized_odds_difference(group=language) <= 0.08", "limit": 0.08, "aim": 0.032, "price": 0.213,
             "before": 0.1712, "after": 0.0317, "held": True},
            {"clause": "accuracy >= 0.88", "limit": 0.88, "aim": 0.889, "price": 0.0, "before": 0.8902,
             "after": 0.8764, "held": False},
        ],
        "task": {"measure": "accuracy", "before": 0.8902, "after": 0.8764},
        "conflicts": [["equalized_odds_difference(group=language) <= 0.08", "accuracy >= 0.88"]],
    }  # fmt: skip


def training() -> dict[str, Any]:
    return {
        "seed": 7265482910045521183,
        "seconds": 421.7,
        "settings": {"epochs": 6, "learning_rate": 5e-5, "batch_tokens": 8192, "dropout": 0.1, "weight_decay": 0.01,
                     "warmup": 0.06, "precision": "bfloat16", "threads": 2, "early_stopping": True,
                     "constraints": obeyed()},
        "history": [
            {"epoch": at, "loss": 0.18 + 1.35 * 0.45**at, "seconds": 70.1,
             "validation": {"macro_f1": 0.90 - 0.45 * 0.4**at, "accuracy": 0.91 - 0.38 * 0.42**at}}
            for at in range(1, 7)
        ],
        "notes": ["Stopped after epoch 6: the validation measure had not risen for two epochs."],
    }  # fmt: skip


def data(labels: Sequence[str], rows: int) -> dict[str, Any]:
    def split(name: str, n: int) -> dict[str, Any]:
        share = {
            label: round(n * (len(labels) - at) * 2 / (len(labels) * (len(labels) + 1)))
            for at, label in enumerate(labels)
        }
        groups = {
            "language": {"en": n // 2, "de": n // 4, "fr": n // 6, "zh": n - n // 2 - n // 4 - n // 6},
            "region": {"north": n * 2 // 3, "south": n // 3},
        }
        return {
            "name": name,
            "rows": n,
            "digest": digest(name),
            "labels": share,
            "groups": groups,
            "lengths": {"of": "characters", "quantiles": {"0": 4.0, "0.5": 58.0, "0.95": 214.0, "1": 801.0}},
        }

    return {
        "digest": digest("data"), "commitment": digest("salted rows"), "opening": 1,
        "source": "generated by the project", "licence": "CC0-1.0",
        "lawful_basis": "none needed", "language": ["en", "de", "fr", "zh"],
        "splits": [split("train", rows * 4), split("validation", rows // 2), split("test", rows)],
        "findings": [
            {"severity": "warning", "count": 14,
             "what": "rows of the test split that are nearly equal to rows of the training split",
             "examples": ["Where is my parcel? It was due on Monday.", "I was charged twice for one order."]},
            {"severity": "note", "what": "equal rows inside the training split", "count": 3, "examples": []},
        ],
        "lineage": [{"what": "read", "file": "messages.csv", "rows": rows * 5},
                    {"what": "split", "by": "label", "seed": 19}],
    }  # fmt: skip


def sample(labels: Sequence[str] | None = None, rows: int = 1284) -> dict[str, Any]:
    """The whole document."""
    labels = labels or ("billing", "delivery", "returns", "technical", "account", "other")
    record = [
        "charter-signed",
        "data-described",
        "test-committed",
        "training-started",
        "trained",
        "test-opened",
        "audited",
    ]
    crossed = [
        part("en & north", 421, 455),
        part("en & south", 162, 185),
        part("de & north", 190, 208),
        part("de & south", 80, 93),
        part("fr & north", 130, 144),
        part("fr & south", 54, 63),
        part("zh & north", 98, 125),
        part("zh & south", 8, 11),
    ]
    return {
        "format": 1, "made": "2026-11-22T03:00:12Z", "troth": "0.1.0", "verdict": "broken",
        "charter": {"name": "helpdesk-routing", "version": "2026.1", "digest": digest("charter"), "confidence": 0.95,
                    "purpose": "Route customer messages to the team that can answer them.", "source_text": SOURCE,
                    "regulations": ["gdpr", "eu-ai-act-high-risk"],
                    "task": {"kind": "text-classification", "labels": list(labels)}},
        "model": {"digest": digest("model"), "name": "helpdesk-minilm", "runtime": "torch",
                  "kind": "text-classification",
                  "parameters": 22_713_216, "base": "minilm", "bytes": 90_868_376, "licence": "Apache-2.0"},
        "data": data(labels, rows),
        "clauses": clauses(),
        "performance": performance(labels, rows),
        "groups": [
            {"column": "language", "measure": "accuracy",
             "parts": [part("en", 583, 640), part("de", 270, 301), part("fr", 184, 207), part("zh", 106, 136)]},
            {"column": "region", "measure": "accuracy", "parts": [part("north", 779, 873), part("south", 364, 411)]},
            {"column": "language & region", "measure": "accuracy", "parts": crossed},
        ],
        "calibration": calibration(rows),
        "training": training(),
        "environment": {"python": "3.11.7", "platform": "Linux-6.1-x86_64",
                        "packages": {"numpy": "2.1.0", "polars": "1.20.0"}},
        "record": {"path": ".troth/record.db", "origin": "troth.example/helpdesk", "size": 7, "root": digest("root"),
                   "entries": [{"index": at, "type": kind, "time": f"2026-11-22T02:{40 + at}:07Z"}
                               for at, kind in enumerate(record)]},
        "report": "report.html",
    }  # fmt: skip


def minimal(**changes: Any) -> dict[str, Any]:
    """The smallest document: a charter's name and no clauses."""
    return {"format": 1, "charter": {"name": "small"}, "verdict": "not measured", "clauses": [], **changes}


HOSTILE: Mapping[str, str] = {
    "script": "<script>alert(1)</script>",
    "attribute": '"\' onload=x y="',
    "section": "]]></failure><x>",
    "template": "{{ d.charter }} {% raw %}",
    "turned": "safe\u202e\u2066evil\u200f",
    "newline": "two\nlines\r\n\x00\x1b[31m",
    "markdown": "[x](javascript:1) `|` *b* ![i](http://e.example/i.png)",
    "yaml": "a: b\n- c # d",
    "surrogate": "half \ud800 pair",
    "long": "x" * 10_240,
}


def hostile() -> dict[str, Any]:
    """The sample with a hostile string wherever a string can stand."""
    names = list(HOSTILE.values())
    made = sample(names)
    for at, clause in enumerate(made["clauses"]):
        text = names[at % len(names)]
        clause |= {"clause": text, "reason": text, "method": text, "arguments": {text: text}, "counts": {text: 3}}
    for at, text in enumerate(names):
        made["groups"].append({"column": text, "measure": text, "parts": [part(name, at, 20) for name in names]})
    made["data"]["findings"].append({"severity": "warning", "what": names[0], "count": 2, "examples": names})
    made["training"]["notes"] = names
    made["training"]["settings"] = dict(zip(names, names, strict=True))
    made["charter"] |= {"name": names[0], "version": names[1], "purpose": names[6], "source_text": "\n".join(names)}
    made["model"] |= {"name": names[6], "base": names[7], "runtime": names[4]}
    made["record"]["entries"].append({"index": 9, "type": names[2], "time": names[5]})
    return made


if __name__ == "__main__":
    from troth.reports import render

    for key, path in render(sample(), Path(sys.argv[1])).items():
        sys.stdout.write(f"{key} {path}\n")
