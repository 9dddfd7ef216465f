"""Training sentences in which people bear other names, where a clause asks that all names be found alike."""

from __future__ import annotations

from collections.abc import Sequence

from troth.data import People, Split
from troth.measures import entities_of
from troth.standard import MeasureCall

RENAMED = 0.5
"""Of the people of a document, how many bear another name in an epoch: the others keep what the data teach."""

RENAMING_TOLD = "People were also learned from under other names, of origins drawn evenly, as its clauses ask."


def types_renamed(measures: Sequence[MeasureCall]) -> tuple[str, ...]:
    """The types of entity whose names clauses ask to be exchanged."""
    asking = [one for one in measures if one.name == "counterfactual_recall_difference"]
    return tuple(dict.fromkeys(str(one.arguments["label"]) for one in asking))


def people_of(split: Split, sentences: Sequence[Sequence[str]], types: Sequence[str]) -> People | None:
    """Who is named in a split by entities of these types; None without types."""
    if not types:
        return None
    mentions = entities_of(split.labels(), [len(sentence) for sentence in sentences], types)
    documents = split.documents()
    return People(sentences, mentions, None if documents is None else documents.tolist())
