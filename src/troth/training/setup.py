"""Everything before the first step: the base opened, the data cut into pieces, the network seeded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from troth.data import ATTACKS, SYNONYMS, Dataset, Split
from troth.errors import TrainingError
from troth.measures import edits_and_rate
from troth.models import (
    Base,
    Reader,
    Transitions,
    digest_of,
    grammar,
    mask_piece,
    open_tokenizer,
    padding_piece,
    resolve_base,
    unknown_piece,
)
from troth.models.network import Network, open_encoder
from troth.standard import TOKENS, Charter
from troth.training import adversarial, looks
from troth.training.adversarial import AdversarialSteps
from troth.training.chain import Chain
from troth.training.coverage import check_coverage
from troth.training.dropout import replace_dropout
from troth.training.examples import Examples, Noise, Texts, Words
from troth.training.fairness.choice import Fairness, fairness_of
from troth.training.first_head import few, fit_head
from troth.training.governing.demands import Demands, demands_of
from troth.training.governing.secrecy import Secrecy, secrecy_of
from troth.training.naming import RENAMING_TOLD, people_of, types_renamed
from troth.training.precision import Choices
from troth.training.preflight import check_labels
from troth.training.private.plan import budgets_of
from troth.training.rationales import explaining
from troth.training.settings import Settings, settings_for
from troth.training.teachers import Teachers
from troth.training.updating.older import Older
from troth.training.updating.rehearsal import Rehearsal, Remembered, remembered_of
from troth.training.updating.wider_head import widen
from troth.training.validation import Checked, checked_of
from troth.training.weights import add_low_rank, freeze, layers_of
from troth.training.workers import Steps, Workers

if TYPE_CHECKING:
    from troth.training.back_translation import Translated
    from troth.training.private.start import Private

NOBODY = Teachers()
"""Only labels teach."""


@dataclass(slots=True)
class Setup:
    """A network and everything around it, before the first step.

    base: what the charter names. folder: what the network is made of: the base's own, or that of a smaller one made of
    it. teachers: who else than the labels teaches it. demands: of the clauses on rates that are trained for, None where
    there are none. secrecy: of the clause on telling training rows, alike. untrained: why some are not trained for, in
    sentences. private: what makes it private, None without a clause on epsilon. older, remembered: of an update, the
    release it starts from (which is its `base` too) and what that said of the training rows. fairness: another method
    than prices, where the charter names one. translated: the training texts as they came back.
    """

    base: Base
    folder: Path
    settings: Settings
    reader: Reader
    network: Network
    chain: Chain | None
    rules: Transitions
    examples: Examples
    checked: Checked | None
    teachers: Teachers
    demands: Demands | None = None
    secrecy: Secrecy | None = None
    untrained: tuple[str, ...] = ()
    private: Private | None = None
    older: Older | None = None
    remembered: Remembered | None = None
    fairness: Fairness | None = None
    translated: Translated | None = None

    def notes(self) -> tuple[str, ...]:
        """What a reader should know of how the splits were read."""
        longest = self.settings.longest
        cut = {
            "training": self.examples.cut,
            "validation": sum(unit.cut for unit in self.checked.units) if self.checked else 0,
        }
        return (
            *(
                f"Texts of the {split} split that are longer than {longest} pieces and were cut there: {count}."
                for split, count in cut.items()
                if count
            ),
            *looks.told(self.settings),
            *adversarial.told(self.settings.adversarial),
            *([EXCHANGE_TOLD] if self.settings.exchange else ()),
            *([RENAMING_TOLD] if self.settings.renamed else ()),
            *([self.examples.note(self.settings.epochs)] if isinstance(self.examples, Rehearsal) else ()),
            *([RATIONALES_TOLD] if self.settings.rationales else ()),
            *([UNPRICED] if _of_clauses(self.settings) else ()),
            *self.teachers.notes(),
            *([self.translated.note()] if self.translated else ()),
            *self.untrained,
        )

    def transitions(self) -> Transitions | None:
        """What decides between sequences of tags; None for texts."""
        return self.chain.written(self.rules) if self.chain else None


def prepare(
    charter: Charter,
    dataset: Dataset,
    seed: int,
    teachers: Teachers = NOBODY,
    older: Older | None = None,
    *,
    translated: Translated | None = None,
    part: bool = False,
) -> Setup:
    """The network over the charter's base, or over a smaller one made of it, or that of an older release, seeded, and
    the splits cut into pieces.

    translated: the training texts as they came back, where they were translated. part: whether the rows are only some
    of those that are learned from, so that labels may be missing among them.

    Raises TrainingError where it cannot be taught.
    """
    if not part:
        check_labels(dataset)
    base = older.base if older else resolve_base(charter.model_base)
    folder = teachers.smaller.folder if teachers.smaller else base.folder
    rationales, unexplained = explaining(charter)
    settings = _settings(charter, dataset, older, translated, part=part, rationales=rationales)
    torch.manual_seed(seed)
    encoder = older.encoder() if older else open_encoder(folder, weights=True)
    settings = replace(
        settings, longest=min(settings.longest, _room(encoder)), layers=min(settings.layers, _states(encoder))
    )
    tokenizer = open_tokenizer(folder)
    reader = Reader(
        tokenizer, {"kind": dataset.kind, "labels": dataset.labels, "network": network_settings(settings, tokenizer)}
    )
    inputs: Any = dataset.train.inputs()  # texts, or sentences as word lists: which, the kind of task has settled
    check_coverage(tokenizer, inputs, unknown_piece(tokenizer), base.name)
    network, remembered = _network(encoder, reader, dataset, settings, teachers, older)
    demands, untrained = demands_of(charter, dataset)
    secrecy, unkept = secrecy_of(charter, dataset)
    return Setup(
        base,
        folder,
        settings,
        reader,
        network,
        Chain(len(dataset.labels)) if dataset.kind == TOKENS else None,
        grammar(dataset.labels),
        _examples(reader, dataset, settings, tokenizer, translated),
        checked_of(reader, dataset.validation, dataset.labels),
        teachers,
        demands,
        secrecy,
        (*untrained, *unkept, *unexplained),
        older=older,
        remembered=remembered,
        fairness=fairness_of(charter, dataset) if demands else None,
        translated=translated,
    )


def _settings(
    charter: Charter,
    dataset: Dataset,
    older: Older | None,
    translated: Translated | None,
    *,
    part: bool,
    rationales: float,
) -> Settings:
    """Those of the charter, with what its clauses and the rows change, before the base is looked at."""
    settings = settings_for(dataset.kind, charter.training, len(dataset.train))
    digests = translated.digests if translated else ()
    settings = replace(settings, **against(charter, settings), rationales=rationales, translators=digests)
    if dataset.kind != TOKENS and few(dataset) and not budgets_of(charter) and not part:  # which a fit would look past
        settings = replace(settings, fitted_head=True, head_factor=1.0)
    return older.settings(settings) if older else settings


def _network(
    encoder: nn.Module, reader: Reader, dataset: Dataset, settings: Settings, teachers: Teachers, older: Older | None
) -> tuple[Network, Remembered | None]:
    """The network with the head it begins with, in training; and of an update, what the release said of the rows."""
    tokenizer, remembered = reader.tokenizer, None
    if settings.lora_rank is not None:
        add_low_rank(encoder, settings.lora_rank)
    network = Network(encoder, dataset.kind, len(dataset.labels), network_settings(settings, tokenizer))
    if older:
        remembered = _remembered(widen(network, reader, dataset, older), dataset, older)
    elif teachers.smaller:
        teachers.smaller.take_head(network)
    elif settings.fitted_head:
        fit_head(network, reader, dataset)
    replace_dropout(network, settings.dropout)
    freeze(network, encoder.get_input_embeddings().weight, settings)  # type: ignore[operator]
    return network.train(), remembered


def _remembered(scores: Tensor, dataset: Dataset, older: Older) -> Remembered:
    """What the older release said of the training rows, given its scores."""
    known = [code for code, label in enumerate(dataset.labels) if label in older.labels]
    return remembered_of(scores, _codes(dataset.train, dataset.labels), old_rows(dataset), known)


def old_rows(dataset: Dataset) -> NDArray[np.bool_]:
    """Which training rows were there before the last of the added files, bool [rows]."""
    added = dataset.added.rows["train"] if dataset.added else 0
    return np.arange(len(dataset.train)) < len(dataset.train) - added


def against(charter: Charter, settings: Settings) -> dict[str, Any]:
    """The settings that clauses on altered copies change: which attacks are learned from, and how much to agree; and
    whether identity terms or people's names are exchanged.

    Two looks at a row that are to agree, one of them attacked: adversarial training by R3F's measure (Aghajanyan et
    al., ICLR 2021), with alterations of the text in the place of noise on its embeddings.
    """
    if not charter.training.constrained:
        return {}
    measures = [clause.measure for clause in charter.clauses]
    if charter.task.kind == TOKENS:
        renamed = types_renamed(measures)
        return {"renamed": renamed} if renamed else {}
    attacks = dict.fromkeys(str(one.arguments["attack"]) for one in measures if one.name == "robust_accuracy")
    known = tuple(attack for attack in attacks if attack in (*ATTACKS, SYNONYMS))
    changed: dict[str, Any] = {"attacks": known, "agreement": settings.agreement or AGREEMENT} if known else {}
    rates = dict.fromkeys(edits_and_rate(one)[1] for one in measures if one.name == "certified_accuracy")
    changed |= {"deleted": tuple(rates)} if rates else {}
    exchange = any(one.name == "counterfactual_consistency" for one in measures)
    return changed | ({"exchange": True} if exchange else {})


EXCHANGE_TOLD = "Texts that name people were also learned from with other identity terms, as its clauses ask."
UNPRICED = (
    "What clauses cost that are obeyed by more to learn from is not known of one training: another without constraints"
    " shows it."
)

RATIONALES_TOLD = "Every text was also learned from without some of its words, as a clause on explanations asks."

AGREEMENT = 1.0  # weight of the divergence between a text and its altered copy, beside the loss of both


def check_unchanged(base: Base) -> None:
    """Refuse to sign for a base that became another one while it was read or trained on.

    Its digest was taken before its files were read, and two of them go into the model's folder at the end.
    """
    if digest_of(base.folder) != base.digest:
        raise TrainingError(
            "the base model changed while it was trained on",
            where=str(base.folder),
            remedy="Put back the files as they were: the training goes on from its checkpoint.",
        )


def made_for(setup: Setup, dataset: Dataset, seed: int, choices: Choices) -> str:
    """A digest of everything that decides the outcome: a checkpoint made for another is not gone on from."""
    obeyed = [*(setup.demands.clauses if setup.demands else ()), *([setup.secrecy.clause] if setup.secrecy else [])]
    clauses = [(clause.text, clause.confidence) for clause in obeyed]
    parts = (
        setup.settings.digest(),
        dataset.digest,
        setup.base.digest,
        seed,
        dataset.labels,
        asdict(choices),
        torch.__version__,
        *clauses,
        *([setup.private.mark] if setup.private else []),
        *([setup.fairness.method] if setup.fairness else []),
        *setup.teachers.mark(),
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def steps_for(setup: Setup, workers: Workers, *, half: bool) -> Steps:
    """The optimiser over all weights that may move."""
    named = [*setup.network.named_parameters()]
    named += [(f"chain.{name}", parameter) for name, parameter in setup.chain.named_parameters()] if setup.chain else []
    moving = [(name, parameter) for name, parameter in named if parameter.requires_grad]
    layers = layers_of(setup.network)
    if setup.private:
        return setup.private.steps(workers, moving, layers, setup.settings, half=half)
    if setup.settings.adversarial:
        words = setup.network.get_input_embeddings()
        return AdversarialSteps(workers, moving, layers, setup.settings, half=half, words=words)
    return Steps(workers, moving, layers, setup.settings, half=half)


def _room(encoder: nn.Module) -> int:
    """Pieces the base has positions for; RoBERTa's count begins after its padding piece, hence the two taken off."""
    limit = getattr(encoder.config, "max_position_embeddings", None)
    return limit - 2 if isinstance(limit, int) and limit > 2 else 1 << 20


def _states(encoder: nn.Module) -> int:
    """Layers, and the embeddings below them."""
    return 1 + int(encoder.config.num_hidden_layers)  # type: ignore[union-attr, arg-type]


def network_settings(settings: Settings, tokenizer: Any) -> dict[str, Any]:
    """What the network and its reader are made by; goes into `troth.json`."""
    mixed = {"layers": settings.layers} if settings.layers else {}
    return mixed | {
        "longest": settings.longest,
        "padding": padding_piece(tokenizer),
        "hidden": settings.hidden,
        "dropout": settings.dropout,
    }


def _codes(split: Split, labels: tuple[str, ...]) -> NDArray[np.int64]:
    return split.label_codes(labels).astype(np.int64)


def _examples(
    reader: Reader, dataset: Dataset, settings: Settings, tokenizer: Any, translated: Translated | None
) -> Examples:
    codes = _codes(dataset.train, dataset.labels)
    inputs: Any = dataset.train.inputs()
    if dataset.kind != TOKENS:
        copies = looks.looks_of(settings, inputs, tokenizer, translated.look if translated else None)
        explained = settings.rationales > 0
        texts = Texts(reader, inputs, codes, copies, exchange=settings.exchange, rationales=explained)
        return Rehearsal(texts, codes, old_rows(dataset)) if dataset.added else texts
    looks.check_texts(settings)
    mask = mask_piece(tokenizer)
    uncased = tokenizer.encode("Case").ids == tokenizer.encode("case").ids
    noise = Noise(
        masked=settings.masked if mask is not None else 0.0,
        unspelled=settings.unspelled,
        upper=settings.upper
        if uncased
        else 0.0,  # a cased base would have to be given other pieces, not only other looks
        lower=settings.lower if uncased else 0.0,
        mask=mask or 0,
    )
    people = people_of(dataset.train, inputs, settings.renamed)
    documents = dataset.train.documents()
    numbers = None if documents is None else documents.tolist()
    return Words(reader, inputs, numbers, codes, noise, people)


def _of_clauses(settings: Settings) -> bool:
    """Whether clauses have put more into what is learned from, which no price leads."""
    return bool(settings.attacks or settings.deleted or settings.exchange or settings.renamed or settings.rationales)
