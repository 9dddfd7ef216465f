"""What the screener learns from and is judged by: attacks by source, texts that attack nobody by file.

The data sets are those of `TROTH_DATA`; none of them is part of the project, and what is shipped are weights. Learned
from are only sources that may be: see `docs/decisions/0024-screening.md`.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from pydoc_data.topics import topics
from random import Random

from troth.screening import normal

DATA = Path(os.environ.get("TROTH_DATA", Path(__file__).parents[2] / "shared" / "data"))
ATTACKS = {
    "deepset": ("deepset_train", "deepset_test"),
    "inthewild": ("jailbreak_inthewild",),
    "templates": ("jailbreak_templates",),
    "cyberseceval": ("cyberseceval_injection",),
}
"""Sources of attacks by a user that are learned from, and the files of `prompt_injection` that they are."""
ORDINARY_CATEGORIES = frozenset(
    (
        *("Information Retrieval", "Content Creation", "Learning and Tutoring", "Language Translation"),
        *("Programming Help", "Task Automation", "Business Intelligence", "Conversational Agent"),
        *("Research Assistance", "Sentiment Analysis"),
    )
)
"""Categories of BIPIA's attacks that are ordinary tasks: only where they stand makes them attacks."""
_AGAINST = re.compile(
    r"instru|prompt|anweisung|befehl|aufgab|auftr|task|ignor|forget|verg[ei]ss|oubli|olvid|zaborav|zanemar|забу|disregard|drop|"
    r"above|before|previous|oben|obig|vorher|vorangeh|bisher|zuvor|instead|rather|stattdessen|stop|achtung|attention|pretend|"
    r"\bnow\b|jetzt|\bnun\b|\bneu|\bnew\b|\bsay\b|\bstate\b|print|output|\bsag|schreib|drucke|embedding|answer|antwort|hate|hass|fuck|"
    r"pwned|amoral|unfilter|unethical|illegal|jailb|password|passwort|theoret|hypothet|system|chatgpt|language model|sprachmodell|document|kontext|context|"
    r"you are (?:now|no|not|xi|the)|du bist|sie sind|sind sie|bist du",
    re.IGNORECASE,
)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of JSON lines, or of separated values, in the folder of data sets."""
    path = DATA / name
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        if ".jsonl" in name:
            return [json.loads(line) for line in file]
        return list(csv.DictReader(file))


def injections(name: str, label: str = "attack") -> list[str]:
    """The texts of a file of `prompt_injection` that are labelled so."""
    return [row["text"] for row in rows(f"prompt_injection/{name}.jsonl.gz") if row["label"] == label]


def is_ordinary(text: str) -> bool:
    """Whether a row that is labelled an attack is a task or a role as anybody would ask for.

    That is, whether it says nothing of instructions, of what was said before, of a change of task, of a model, or of
    words that are to be said: by the list above, in English and German.
    """
    return not _AGAINST.search(normal(text).text)


@cache
def attacks(source: str) -> list[str]:
    """The attacks of a source; of deepset's, which has such, those left out that are ordinary tasks."""
    every = [text for name in ATTACKS[source] for text in injections(name)]
    return [text for text in every if source != "deepset" or not is_ordinary(text)]


def left_out() -> list[str]:
    """Those that were."""
    return [text for name in ATTACKS["deepset"] for text in injections(name) if is_ordinary(text)]


def planted_attacks(part: str, *, ordinary: bool = False) -> list[tuple[str, str]]:
    """BIPIA's attacks, `train` or `test`: category and text; ordinary: those of the ordinary tasks."""
    given = rows(f"prompt_injection/bipia_text_attacks_{part}.jsonl.gz")
    return [(row["category"], row["text"]) for row in given if (row["category"] in ORDINARY_CATEGORIES) == ordinary]


def mails(part: str) -> list[str]:
    """BIPIA's e-mails."""
    return [row["context"] for row in rows(f"prompt_injection/bipia_email_contexts_{part}.jsonl.gz")]


@cache
def benign() -> dict[str, list[str]]:
    """Texts that attack nobody and are learned from, by file."""
    return {
        "wildguard": injections("piguard_wildguard", "benign"),
        "deepset": injections("deepset_train", "benign") + injections("deepset_test", "benign"),
        "self_instruct": [_asked(row) for row in rows("benign_prompts/self_instruct_seed_tasks.jsonl.gz")],
        "banking77": [row["text"] for row in rows("banking77/train.csv.gz")[::4]],
        "wikipedia": [row["comment"] for row in rows("wiki_toxicity_bias/toxicity_nonfuzzed_testset.csv.gz")],
        "chinese": _chinese(1200),
    }


@cache
def documents() -> dict[str, list[str]]:
    """Documents that nothing is planted in and that are learned from, by file."""
    seeds = rows("benign_prompts/self_instruct_seed_tasks.jsonl.gz")
    passages = [text for row in seeds for one in row["instances"] for text in (one["input"], one["output"])]  # type: ignore[index]
    manual = [part for page in topics.values() for part in page.split("\n\n") if len(part) > 60]
    return {
        "wikipedia": benign()["wikipedia"],
        "self_instruct": [text for text in passages if len(text) > 60],
        "banking77": benign()["banking77"],
        "python": manual[::2],
        "chinese": benign()["chinese"],
    }


@cache
def unseen() -> dict[str, list[str]]:
    """Texts that attack nobody and are never learned from, by file."""
    return {
        "user_oriented": [_asked(row) for row in rows("benign_prompts/self_instruct_user_oriented.jsonl.gz")],
        "alpaca": [_with_input(row) for row in rows("benign_prompts/benign_alpaca_extended.jsonl.gz")],
        "usenix": [_with_input(row) for row in rows("benign_prompts/usenix_benign.jsonl.gz")],
        "xstest_safe": [
            row["prompt"] for row in rows("benign_prompts/xstest_prompts.csv.gz") if row["label"] == "safe"
        ],
        "banking77_test": [row["text"] for row in rows("banking77/test.csv.gz")],
        "bitext": [row["utterance"] for row in rows("bitext_support/test.csv.gz")],
        "bitext_answers": [row["output_text"] for row in rows("bitext_support/qa_train.jsonl.gz")],
        "ag_news": [row["content"] for row in rows("ag_news/test.csv.gz")[:2000]],
        "hotel_reviews_chinese": [row["review"] for row in rows("zh_reviews/chnsenticorp_hotel.csv.gz")[::8]],
        "tweets": [row["text"] for row in rows("twitter_financial_sentiment/valid.csv.gz")[:1000]],
    }


def not_inject() -> list[str]:
    """NotInject: texts with the words of attacks that attack nobody; never learned from."""
    return injections("notinject", "benign")


def texts_of_letters() -> Iterator[str]:
    """What pairs of letters are counted in."""
    yield from benign()["deepset"] * 3
    yield from benign()["self_instruct"]
    yield from documents()["self_instruct"]
    yield from (row["text"] for row in rows("banking77/train.csv.gz"))


def _asked(row: dict[str, str]) -> str:
    first: dict[str, str] = row["instances"][0]  # type: ignore[assignment]
    return f"{row['instruction']}\n{first['input']}".strip()


def _with_input(row: dict[str, str]) -> str:
    return f"{row['instruction']}\n{row['input']}".strip()


def _chinese(count: int) -> list[str]:
    """Sentences of templates with identity terms, a few together."""
    given = rows("wiki_toxicity_bias/zh-cn_sentence_templates.csv.gz")
    plain = [row["phrase"] for row in given if row["toxicity"] == "nontoxic"]
    return ["，".join(Random(number).sample(plain, 1 + number % 4)) for number in range(count)]
