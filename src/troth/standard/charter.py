"""The charter as values: what `read` makes of the file, and what every other room takes.

Nothing here opens a file or checks anything: a Charter that exists has been validated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from troth.standard.chat import ChatModel
from troth.standard.clause import Clause, Watch
from troth.standard.federation import Federation
from troth.standard.kinds import TaskKind
from troth.standard.serving import ServingSection

JSON = Any
"""Anything `json.dumps` takes: None, bool, int, float, str, and lists and dictionaries of them."""

HUB = "hub:"
"""What the name of a data set on the hub begins with."""

ARTICLES = ("performance", "fairness", "privacy", "security", "transparency", "compliance")
"""The parts of a charter that hold clauses, in the order in which clauses are listed and judged."""

FairnessMethod = Literal["constraints", "reweighing", "resampling", "adversarial", "group_dro", "thresholds"]

FAIRNESS_METHODS: tuple[FairnessMethod, ...] = get_args(FairnessMethod)
"""By which a training may obey clauses on gaps between groups."""

DEFAULT_CONFIDENCE = 0.95
"""Of the two-sided interval where a charter does not say: the field's habit, so that figures compare."""


@dataclass(frozen=True, slots=True)
class Format:
    """How to read a data file that is not self-evident; everything left out is found from the file.

    kind: csv, jsonl, parquet or conll, where the name's ending does not tell. names: of the columns of a file without
    a header. missing: cell contents that mean "no value". comment: lines beginning with it are skipped. strip: take
    blanks off both ends of every cell. label_suffix: taken off the end of a label where it is there (adult.test ends
    labels with a dot).
    """

    kind: str | None = None
    header: bool | None = None
    separator: str | None = None
    missing: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    comment: str | None = None
    strip: bool = False
    encoding: str | None = None
    label_suffix: str | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column plays which role.

    text, label: of text and tabular tasks. tokens, tags: of token tasks. document: a column that numbers documents.
    groups: columns that fairness is measured over. personal: columns that hold personal data. features: of tabular
    tasks; None means every column without another role. ignore: columns that nothing looks at. consent: says of each
    row whether its person consented; rows without are neither learnt from nor published.
    """

    text: str | None = None
    label: str | None = None
    tokens: str | None = None
    tags: str | None = None
    id: str | None = None
    document: str | None = None
    groups: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    features: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    annotators: tuple[str, ...] = ()
    consent: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One data file as the charter names it.

    path: after expansion of ${VAR}; relative means to the charter's folder; or `hub:owner/name`. written: unexpanded,
    which is what goes into digests and the record.
    """

    path: str
    written: str
    format: Format = field(default_factory=Format)
    columns: Columns = field(default_factory=Columns)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read what is in some columns. roles: of the council. of: `personal` or `groups`, all columns of that
    role; or columns: these. A column that several rules are about is read by who has a role of each.
    """

    roles: tuple[str, ...]
    of: Literal["personal", "groups"] | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataSection:
    """The data a charter names; validation and test are split off train where they are None. A chat model's has its
    prompts as `test`, and as `train` the same, as nothing is learned from.

    unlabelled: texts that nobody has labelled, in a file with the training file's format and text column. access: who
    may read columns; without a rule about it a column is read by all.
    """

    train: Source
    validation: Source | None = None
    test: Source | None = None
    unlabelled: Source | None = None
    source: str | None = None
    licence: str | None = None
    lawful_basis: str | None = None
    retention_days: int | None = None
    access: tuple[Access, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """What the model is for. labels: in charter order, or None to take them from the data. positive: the label that
    binary measures are about. max_chars: longer texts are refused at the door. abstain_below: probability under which
    no label is given.
    """

    kind: TaskKind
    labels: tuple[str, ...] | None = None
    positive: str | None = None
    max_chars: int | None = None
    abstain_below: float | None = None


@dataclass(frozen=True, slots=True)
class SelfTraining:
    """How texts without labels are learned from.

    rounds: how often a model labels them for the next one. sure: the calibrated probability from which its label is
    learned from.
    """

    rounds: int = 1
    sure: float = 0.95


@dataclass(frozen=True, slots=True)
class Translators:
    """Folders of two translators, into another language and back; relative means to the charter's folder."""

    there: str
    back: str


@dataclass(frozen=True, slots=True)
class TrainingSection:
    """What training is told; None leaves the choice to the trainer's defaults.

    warmup: share of all steps, 0 to 1. batch_tokens: pieces in a batch. freeze_layers: encoder layers left as they are,
    from the bottom. repeats: trainings under different seeds. ensemble: whether what they answer together is taught to
    one more network. log_to: tensorboard, wandb, mlflow. minutes: stop after. constrained: whether training obeys the
    charter's clauses, or the task alone. fairness: by which method it obeys those on gaps between groups. adversarial:
    fgm, pgd or freelb, the way in which texts and words are also learned from with their embeddings moved up the loss.
    augment: the kinds of copies that texts are also learned from in. leaves, ridge, column_share: of a table's
    boosting: leaves of a tree, the penalty on their values, the share of columns that a split looks at. federated: None
    where all rows are in one place. self_training: None where only rows with labels are learned from.
    translators: None where no text is translated.
    """

    epochs: int | None = None
    learning_rate: float | None = None
    batch_tokens: int | None = None
    dropout: float | None = None
    weight_decay: float | None = None
    label_smoothing: float | None = None
    warmup: float | None = None
    patience: int | None = None
    freeze_layers: int | None = None
    lora_rank: int | None = None
    repeats: int = 1
    ensemble: bool = False
    log_to: tuple[str, ...] = ()
    minutes: float | None = None
    constrained: bool = True
    fairness: FairnessMethod = "constraints"
    adversarial: str | None = None
    augment: tuple[str, ...] = ()
    leaves: int | None = None
    ridge: float | None = None
    column_share: float | None = None
    federated: Federation | None = None
    self_training: SelfTraining | None = None
    translators: Translators | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One who may sign for the council. key: `ed25519:` and the public key in base64."""

    name: str
    role: str
    key: str


@dataclass(frozen=True, slots=True)
class Release:
    """What a permit takes. approvals: signatures of different members. roles: each must be among the signers."""

    approvals: int = 1
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CouncilSection:
    """Who may say yes; release is None where the charter asks for nobody's approval."""

    members: tuple[Member, ...] = ()
    release: Release | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """How a feature is named to a person as the reason for a decision, in English and, where given, in Chinese.

    label: the one that was given; None for whichever was.
    """

    feature: str
    en: str
    zh: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Charter:
    """A charter that has been read and found valid.

    digest: `sha256:` and the hex digest of the RFC 8785 canonical JSON of the parsed file: comments, key order and
    layout do not change it, any other change does. document: that parsed file. articles: only those that the file
    has, in ARTICLES order. chat: of a chat model, where it is and what the gateway fixes; None of classifiers.
    """

    name: str
    task: Task
    model_base: str
    data: DataSection
    articles: Mapping[str, tuple[Clause, ...]]
    path: Path
    source_text: str
    digest: str
    document: Mapping[str, JSON]
    version: str | None = None
    purpose: str | None = None
    confidence: float = DEFAULT_CONFIDENCE
    training: TrainingSection = field(default_factory=TrainingSection)
    serving: ServingSection = field(default_factory=ServingSection)
    monitoring: tuple[Watch, ...] = ()
    council: CouncilSection = field(default_factory=CouncilSection)
    regulations: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    chat: ChatModel | None = None

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause, article by article in ARTICLES order, within an article as the file has them."""
        return tuple(clause for article in ARTICLES for clause in self.articles.get(article, ()))

    @property
    def folder(self) -> Path:
        """Where relative paths of the charter start."""
        return self.path.parent

    def confidence_of(self, clause: Clause) -> float:
        """Of the interval that judges this clause: its own `at`, or the charter's."""
        return self.confidence if clause.confidence is None else clause.confidence
