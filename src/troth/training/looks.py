"""Second looks at texts: the copies that a training learns from beside each text, anew in every epoch.

A look makes of texts as many copies. Those of attacks and of deleted words are there because clauses ask for them;
those of `training: {augment: […]}` because the charter wants more to learn from: words exchanged for synonyms, or
hidden by the base's masking piece, so that what is around them must tell (Wei and Zou, EDA, EMNLP 2019, exchange and
delete words so), or texts translated there and back (see `back_translation`). What is hidden is not filled again: a
base is opened without a head that would guess it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from troth.data import SYNONYMS, altered, masked, sequence_of, thinned, words_alone
from troth.errors import TrainingError
from troth.models import Neighbourhood, mask_piece
from troth.training.settings import Settings

Look = Callable[[Sequence[str], np.random.Generator], list[str]]
MASKING, BACK_TRANSLATION = "masking", "back_translation"


def looks_of(settings: Settings, texts: Iterable[str], tokenizer: Any, translated: Look | None = None) -> list[Look]:
    """The looks that the settings name. texts: of the training split. translated: gives them as they came back.

    Raises ModelError where nothing tells synonyms, TrainingError where the base has no masking piece, or where texts
    were to be translated and were not.
    """
    own = (MASKING, BACK_TRANSLATION)
    named = dict.fromkeys((*settings.attacks, *(name for name in settings.augment if name not in own)))
    words = (word for text in texts for word in words_alone(text))
    synonyms = Neighbourhood.open().of(words) if SYNONYMS in named else None

    def attacked(attack: str) -> Look:
        return lambda texts, draw: altered(texts, attack, draw, synonyms=synonyms)

    def deleted(rate: float) -> Look:
        return lambda texts, draw: [thinned(sequence_of(text), rate, draw) for text in texts]

    found = [*map(attacked, named), *map(deleted, settings.deleted)]
    found += [_hiding(tokenizer)] if MASKING in settings.augment else []
    return [*found, _told_back(translated)] if BACK_TRANSLATION in settings.augment else found


def check_texts(settings: Settings) -> None:
    """Refuse copies of what is no whole text. Raises TrainingError."""
    if settings.augment:
        raise TrainingError(
            "training.augment makes copies of whole texts, and this task is about words",
            remedy="Leave it out: words are learned from with some of them hidden anyway.",
        )


def _told_back(translated: Look | None) -> Look:
    if translated is None:
        raise TrainingError(
            "training.augment names back_translation, and no text was translated",
            remedy="Name two translators under training.translators, or leave back_translation out.",
        )
    return translated


def _hiding(tokenizer: Any) -> Look:
    mark = check_masking(tokenizer)
    return lambda texts, draw: masked(texts, mark, draw)


def check_masking(tokenizer: Any) -> str:
    """The base's piece that hides another, as it is written. Raises TrainingError where it has none."""
    mask = mask_piece(tokenizer)
    mark = "" if mask is None else str(tokenizer.id_to_token(mask))
    if mask is None or tokenizer.encode(mark, add_special_tokens=False).ids != [mask]:
        raise TrainingError(
            "training.augment names masking, and the base has no piece that hides another",
            remedy="Leave masking out, or name a base that was taught with one, such as BERT's.",
        )
    return mark


def told(settings: Settings) -> tuple[str, ...]:
    """What a reader should know of it, a sentence for each reason."""
    attacks, augment = ", ".join(settings.attacks), ", ".join(settings.augment)
    sentences = {
        f"Every text was also learned from in altered copies, as its clauses ask: {attacks}.": attacks,
        "Every text was also learned from with words deleted by chance, as its clauses ask.": settings.deleted,
        f"Every text was also learned from in copies, as the charter's training says: {augment}.": augment,
    }
    return tuple(sentence for sentence, there in sentences.items() if there)
