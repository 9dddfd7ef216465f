"""Make the help desk data set: invented customers, invented messages, one planted unfairness.

    python examples/helpdesk/make_data.py [--seed 2026] [--to FOLDER]

Writes train.csv, test.csv and keywords.csv (what keyword rules answer on the test messages); the same seed gives the
same bytes. Nothing needs to be installed. What is planted:

- more than one customer in four writes in a second language; such messages lose small words, use near words and more
  typos, and are vague more often, so that a model understands them less well;
- few customers are nonbinary, too few to judge a model by;
- names, addresses, e-mails, phone and order numbers stand in the messages, as they do in real ones (all invented:
  example domains and number ranges that are reserved for fiction);
- two labels in a hundred are wrong, as in any labelled data.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import phrases

ROWS = {"train": 4000, "test": 1500}
SEED = 2026
GENDERS = (("woman", 0.50), ("man", 0.98), ("nonbinary", 1.0))  # cumulative shares
SECOND_LANGUAGE = 0.28  # share of customers
VAGUE = {"first": 0.03, "second": 0.24}  # share of messages that could mean several things
TYPOS = {"first": 0.015, "second": 0.10}  # typos a word
NEAR_WORDS = 0.50  # chance that a second-language writer takes the near word
LOST_WORDS = 0.45  # chance that a small word is left out
WRONG_LABELS = 0.02
CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")
KEYS = "qwertyuiop asdfghjkl zxcvbnm"
COLUMNS = ("id", "customer", "email", "phone", "gender", "first_language", "message", "intent")

T = TypeVar("T")


class Dice(random.Random):
    """Only `random()` is promised to give the same numbers in every Python, so everything is drawn with it."""

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.random() * len(things))]

    def digits(self, count: int) -> str:
        return "".join(self.pick("0123456789") for _ in range(count))


def main() -> None:
    reader = argparse.ArgumentParser(description="Make the help desk data set.")
    reader.add_argument("--seed", type=int, default=SEED)
    reader.add_argument("--to", type=Path, default=Path(__file__).parent / "data")
    wanted = reader.parse_args()
    wanted.to.mkdir(parents=True, exist_ok=True)
    for split, count in ROWS.items():
        rows = make(split, count, wanted.seed)
        write(wanted.to / f"{split}.csv", rows, COLUMNS)
        print(f"{wanted.to / split}.csv: {count} messages")
    write(wanted.to / "keywords.csv", [{"prediction": by_keywords(row["message"])} for row in rows], ["prediction"])
    print(f"{wanted.to / 'keywords'}.csv: the answers of the keyword rules")


def write(path: Path, rows: list[dict[str, str]], columns: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def make(split: str, count: int, seed: int) -> list[dict[str, str]]:
    """`count` different messages; training and test never share one."""
    dice = Dice(f"{seed} {split}")
    rows: dict[str, dict[str, str]] = {}
    while len(rows) < count:
        row = one(dice, f"{split}-{len(rows) + 1:05d}")
        rows.setdefault(row["message"], row)
    return list(rows.values())


def one(dice: Dice, number: str) -> dict[str, str]:
    person = customer(dice)
    intent = dice.pick(tuple(phrases.INTENTS))
    message = text(dice, intent, person)
    if dice.random() < WRONG_LABELS:
        intent = dice.pick(tuple(phrases.INTENTS))
    language = "english" if person["language"] == "first" else "other"
    kept = {key: person[key] for key in ("customer", "email", "phone", "gender")}
    return {"id": number, **kept, "first_language": language, "message": message, "intent": intent}


def customer(dice: Dice) -> dict[str, str]:
    drawn = dice.random()
    gender = next(name for name, share in GENDERS if drawn < share)
    first, last = dice.pick(phrases.FIRST[gender]), dice.pick(phrases.LAST)
    return {
        "gender": gender,
        "language": "second" if dice.random() < SECOND_LANGUAGE else "first",
        "customer": f"{first} {last}",
        "email": f"{first}.{last}{dice.digits(2)}@example.{dice.pick(('com', 'org', 'net'))}".lower(),
        "phone": f"01632 960{dice.digits(3)}",  # a range kept for fiction
    }


def text(dice: Dice, intent: str, person: dict[str, str]) -> str:
    """Greeting, aside, what it is about, a detail, a closing; most of them optional."""
    style = person["language"]
    parts = [sentence(dice, intent, style)]
    if dice.random() < 0.25:
        parts.insert(int(dice.random() * 2), expand(dice, dice.pick(phrases.ASIDES)))
    if dice.random() < 0.08:  # a second wish; the label stays that of the first
        parts.append("Also, " + expand(dice, dice.pick(phrases.INTENTS[dice.pick(tuple(phrases.INTENTS))])) + ".")
    if dice.random() < 0.30:
        parts.append(dice.pick(phrases.DETAILS))
    whole = dice.pick(phrases.GREETINGS) + " ".join([*parts, dice.pick(phrases.CLOSINGS)]).strip()
    return fill(dice, spoil(dice, whole, style), person)


def sentence(dice: Dice, intent: str, style: str) -> str:
    templates: Sequence[str] = phrases.INTENTS[intent]
    if dice.random() < VAGUE[style]:
        templates = dice.pick([said for intents, said in phrases.VAGUE if intent in intents])
    said = expand(dice, dice.pick(templates)).strip()
    said = said[0].upper() + said[1:] if dice.random() < 0.7 else said
    return said if said.endswith("?") else said + dice.pick((".", ".", "", "!"))


def expand(dice: Dice, template: str) -> str:
    """Choose inside every {one|another}; slots stay."""
    while found := CHOICE.search(template):
        template = template[: found.start()] + dice.pick(found[1].split("|")) + template[found.end() :]
    return template


def spoil(dice: Dice, message: str, style: str) -> str:
    words = [spoilt for word in message.split(" ") if (spoilt := word_of(dice, word, style))]
    return " ".join(words)


def word_of(dice: Dice, word: str, style: str) -> str:
    """One word as this customer types it, empty when it is lost; slots are left alone."""
    if "<" in word:
        return word
    bare = word.strip(".,!?").lower()
    if style == "second":
        if bare in phrases.SMALL and dice.random() < LOST_WORDS:
            return ""
        if bare in phrases.NEAR and dice.random() < NEAR_WORDS:
            word = word.lower().replace(bare, phrases.NEAR[bare])
    return typo(dice, word) if dice.random() < TYPOS[style] and len(bare) > 3 else word


def typo(dice: Dice, word: str) -> str:
    """One slip of the fingers: a letter lost, doubled, swapped with the next, or its neighbour hit."""
    place = 1 + int(dice.random() * (len(word) - 2))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    kind = dice.pick(("lost", "double", "swap", "near"))
    if kind == "lost":
        return before + after
    if kind == "double":
        return before + letter * 2 + after
    if kind == "swap":
        return before + after[:1] + letter + after[1:]
    at = KEYS.find(letter)
    return before + (KEYS[at + 1].strip() if 0 <= at < len(KEYS) - 1 else letter) + after


def fill(dice: Dice, message: str, person: dict[str, str]) -> str:
    """Put the customer's details and invented numbers into the slots."""
    values = {
        "name": person["customer"],
        "email": person["email"],
        "phone": person["phone"],
        "order": f"ORD-{dice.digits(6)}",
        "amount": f"{1 + int(dice.random() * 180)}.{dice.digits(2)} pounds",
        "street": f"{1 + int(dice.random() * 200)} {dice.pick(phrases.STREETS)}",
        "postcode": f"ZZ{1 + int(dice.random() * 99)} {dice.pick('123456789')}XY",
    }
    for slot, value in values.items():
        message = message.replace(f"<{slot}>", value)
    return message


def by_keywords(message: str) -> str:
    """What the desk does without a model: the first rule with a word that occurs decides."""
    words = set(re.findall(r"[a-z]+", message.lower()))
    return next((intent for intent, known in phrases.KEYWORDS.items() if words & set(known.split())), "bill_dispute")


if __name__ == "__main__":
    main()
