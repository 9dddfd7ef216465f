"""From the facts of a data file to a first charter that its owner corrects and signs.

Every threshold says in a comment where it comes from. They are the least that would show something at all with this
much data, never a promise that a model will meet them.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator

from troth.errors import CharterError, DataError
from troth.standard.agreement import NEEDED
from troth.standard.charter import ARTICLES
from troth.standard.document import parse_clause
from troth.standard.facts import DataFacts, GroupColumn, Reachable
from troth.standard.kinds import TABLE, TEXT, TOKENS
from troth.standard.vocabulary import VOCABULARY
from troth.standard.yaml_text import comment, flow, scalar

TEST_SHARE = 0.2
"""Of the rows, what is split off to judge on where no test file is named; as the data room does."""

Z = 1.96
"""Two-sided 95 % of the normal distribution: good enough to plan by, never to judge by."""

MOST_LABELS = 200
"""Longer lists of labels are left to the data."""

FOREIGN = 0.2
"""Share of East Asian letters from which the packaged base is not the one to draft with: it knows few of them."""

LEAST_GROUP = 30
"""Test rows of a group below which a gap is not worth a number."""

HEAD = """\
# A draft that `troth init` made from the data. Read every line, correct it, then run `troth check` and sign it.
# A clause is met when its whole interval lies inside the limit; `troth check FILE --power` says how many rows it takes.
"""


def draft(facts: DataFacts) -> str:
    """The YAML of a first charter, which `read` accepts; DataError where the facts are too few for one."""
    for role in NEEDED[facts.kind]:
        if getattr(facts, role) is None:
            raise DataError(
                f"cannot tell which column holds the {role} of {facts.kind}",
                where=facts.path,
                remedy="Give the columns clearer names, or write the charter by hand.",
            )
    notes = [line for note in facts.notes for line in _noted(note)]
    return "".join([HEAD, *notes, _about(facts), _data(facts), *_articles(facts)])


def _about(facts: DataFacts) -> str:
    base = "gradient-boosting" if facts.kind == TABLE else "minilm"
    lines = [
        "charter: 1",
        f"name: {scalar(_name(facts.name))}",
        'version: "0.1"',
        "purpose: Say here what the model is for and who it affects.",
        "task:",
        f"  kind: {facts.kind}",
    ]
    if facts.kind == TEXT and facts.longest:
        lines.append(f"  input: {{text: {{max_chars: {_round_up(facts.longest)}}}}}")
    labels = [each.label for each in facts.labels]
    if 2 <= len(set(labels)) == len(labels) <= MOST_LABELS and all(_usable(label) for label in labels):
        lines.append(f"  output: {{labels: {flow(labels)}}}")
    return "\n".join([*lines, "model:", *_other_base(facts, base), f"  base: {base}", ""])


def _other_base(facts: DataFacts, base: str) -> list[str]:
    """What to write in place of the packaged base where it was not made for the writing of the texts."""
    if facts.foreign < FOREIGN or base != "minilm":
        return []
    return [
        f"  # {facts.foreign:.0%} of the letters are Chinese, Japanese or Korean, and minilm was made for English:",
        "  # training would refuse it. Write a hub id or folder of a base for this language, or for many, such as",
        "  # google-bert/bert-base-chinese or google-bert/bert-base-multilingual-cased.",
    ]


def _data(facts: DataFacts) -> str:
    lines = ["data:", f"  train: {scalar(facts.path)}"]
    if facts.validation:
        lines.append(f"  validation: {scalar(facts.validation)}")
    if facts.test:
        lines.append(f"  test: {scalar(facts.test)}")
    else:
        lines.append("  # test: a file nobody has trained on; until then a fifth of the rows is split off by a seed")
    if facts.format:
        lines.append(f"  format: {flow(facts.format)}")
    lines += ["  columns:", *_columns(facts)]
    lines += [
        "  # source, licence and lawful_basis belong in the record: say where the data comes from",
        "confidence: 0.95",
        "",
    ]
    return "\n".join(lines)


def _columns(facts: DataFacts) -> Iterator[str]:
    roles = ("id", *NEEDED[facts.kind], *(() if facts.kind == TABLE else ("document",)))
    taken = set()
    for role in roles:
        column = getattr(facts, role)
        if column is not None:
            taken.add(column)
            yield f"    {role}: {scalar(column)}"
    groups = [each.column for each in _groups(facts)]
    if groups:
        yield f"    groups: {flow(groups)}  # {_why(facts)}"
    for doubtful in (each for each in facts.groups if not each.certain):
        yield f"    # a group too? {comment(doubtful.column)}: {comment(doubtful.why)}"
    personal = _others(facts.personal, taken)
    if personal:
        yield f"    personal: {flow(personal)}"
    features = _others(facts.features or (), taken)
    if features and facts.kind == TABLE:
        yield f"    features: {flow(features)}"
    yield from _ignored(facts, {*taken, *groups, *personal, *features})


def _ignored(facts: DataFacts, taken: set[str]) -> Iterator[str]:
    """What nothing looks at; columns that nearly say the label one to a line, to be taken out by hand."""
    ignored, why = _others(facts.ignore, taken), {each.column: each.why for each in facts.telltales}
    told = _others(why, {*taken, *ignored}) if facts.kind == TABLE else []
    if not told:
        yield from [f"    ignore: {flow(ignored)}"] if ignored else []
        return
    yield "    ignore:"
    yield from (f"      - {scalar(column)}" for column in ignored)
    yield "      # Each of these nearly says the label: remove its line if it is known before the decision."
    yield from (f"      - {scalar(column)}  # {comment(why[column])}" for column in told)


def _groups(facts: DataFacts) -> list[GroupColumn]:
    taken = {facts.text, facts.label, facts.tokens, facts.tags}
    return [each for each in facts.groups if each.certain and each.column not in taken and _usable(each.column)]


def _why(facts: DataFacts) -> str:
    return "; ".join(f"{comment(each.column)}: {comment(each.why)}" for each in _groups(facts))


def _others(columns: Iterable[str], taken: set[str]) -> list[str]:
    return [column for column in dict.fromkeys(columns) if column not in taken and _usable(column)]


def _articles(facts: DataFacts) -> Iterator[str]:
    """Each article with its clauses; those the facts name go before those made here.

    A clause that so many rows cannot decide stands in a comment: a training that held to it would follow chance.
    """
    clauses: dict[str, dict[str, Reachable]] = {}
    for reachable in [*facts.thresholds, *_performance(facts), *_fairness(facts)]:
        article = _article(reachable)
        if article is not None:
            clauses.setdefault(article, {}).setdefault(reachable.measure, reachable)
    for article in ARTICLES:
        if article in clauses:
            found = clauses[article].values()
            yield f"{article}:\n" if any(one.decidable for one in found) else f"# {article}:\n"
            for one in found:
                yield from _noted(one.note, "  ")
                yield f"  {'' if one.decidable else '# '}- {_line(_text(one))}\n"


def _text(reachable: Reachable) -> str:
    return f"{reachable.measure} {reachable.operator} {reachable.limit:g}"


def _noted(note: str, indent: str = "") -> list[str]:
    """A note as lines of comment."""
    lead = f"{indent}# "
    return [f"{line}\n" for line in textwrap.wrap(comment(note), 116, initial_indent=lead, subsequent_indent=lead)]


def _article(reachable: Reachable) -> str | None:
    """Where a threshold belongs; None for one that is no valid clause."""
    term = VOCABULARY.get(reachable.measure.partition("(")[0].strip())
    if term is None:
        return None
    article = term.articles[0]
    try:
        parse_clause(_text(reachable), article=article)
    except CharterError:
        return None
    return article


def _line(text: str) -> str:
    """A clause as an item of a list, in quotes where YAML would read it otherwise."""
    plain = text.isprintable() and not any(sign in text for sign in (": ", " #"))
    return text if plain else scalar(text, quotes=True)


def _performance(facts: DataFacts) -> Iterator[Reachable]:
    total = sum(each.count for each in facts.labels)
    if not total:
        yield Reachable("token_accuracy" if facts.kind == TOKENS else "accuracy", ">=", 0.5, NO_COUNTS)
        return
    share = max(each.count for each in facts.labels) / total
    rows = _judged(facts.rows, facts)
    margin = Z * math.sqrt(max(share * (1 - share), 0.01) / rows)
    limit = _limit(min(share + 2 * margin, (1 + share) / 2))
    note = (
        f"always answering the most frequent label reaches {share:.2f}, and with about {rows:,} rows to judge on "
        f"an interval is ±{margin:.2f} wide: {limit:g} shows at the least that something was learned; raise it"
    )
    if facts.kind == TOKENS:
        yield Reachable("token_accuracy", ">=", limit, note)
        yield Reachable(
            "entity_f1", ">=", 0.5, "half of all entities found whole: a place to begin; raise it to your need"
        )
        return
    yield Reachable("accuracy", ">=", limit, note)
    chance = 1 / max(len(facts.labels), 1)
    fair = _limit((1 + 2 * chance) / 3)
    reason = f"guessing reaches {chance:.2f} of every label alike, however unequal their numbers; a third of the way up"
    yield Reachable("balanced_accuracy", ">=", fair, reason)


TOO_FEW = "too few to decide any limit, so that the clause is left out: merge small groups, or gather more rows"
NO_COUNTS = "a guess, for want of counts; put in what you need"


def _fairness(facts: DataFacts) -> Iterator[Reachable]:
    for group in _groups(facts):
        counts = sorted((each.count, each.label) for each in group.counts if each.count > 0)
        if len(counts) < 2:
            continue
        few, name = counts[0]
        rows = _judged(few, facts)
        gap = Z * math.sqrt(0.25 * (1 / rows + 1 / _judged(counts[-1][0], facts)))
        decidable = rows >= LEAST_GROUP
        limit = _limit(max(0.05, gap), up=True) if decidable else 0.1
        tail = f"enough to tell gaps of about {gap:.2f}" if decidable else TOO_FEW
        note = f"of the smallest group, {name}, about {rows:,} rows are there to judge on, {tail}"
        yield Reachable(f"accuracy_difference(group={_argument(group.column)})", "<=", limit, note, decidable)


def _argument(text: str) -> str:
    """A column's name as an argument of a clause."""
    if text.replace("_", "").replace("-", "").replace(".", "").isalnum():
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _judged(rows: int, facts: DataFacts) -> int:
    """How many rows such as these there are to judge on: of the test file, else of what is split off."""
    share = TEST_SHARE if facts.test_rows is None else facts.test_rows / max(facts.rows, 1)
    return max(round(rows * share), 1)


def _limit(value: float, *, up: bool = False) -> float:
    """Two digits after the point, rounded to the side named."""
    hundredths = value * 100
    whole = math.ceil(hundredths - 1e-9) if up else math.floor(hundredths + 1e-9)
    return min(max(whole, 1), 99) / 100


def _round_up(number: int) -> int:
    """To the next one or five with zeros: 4,310 gives 5,000."""
    power: int = 10 ** max(len(str(number)) - 1, 2)
    sizes = (power, 5 * power, 10 * power)
    return next(size for size in sizes if size >= number)


def _name(text: str) -> str:
    name = "-".join("".join(c if c.isprintable() else " " for c in text).split())[:100]
    return name or "charter"


def _usable(text: str) -> bool:
    """Whether a name can stand in a charter."""
    written = all(ord(c) >= 32 and ord(c) != 127 and not 0xD800 <= ord(c) <= 0xDFFF for c in text)
    return written and bool(text.strip()) and len(text) <= 400
