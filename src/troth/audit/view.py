"""What every check of one audit reads: the test split and the model's answers, made once and shared."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from troth.audit.altered_rows import AlteredRows
from troth.audit.attacks import Attacks
from troth.audit.certification import Certification
from troth.audit.faithfulness import Faithfulness
from troth.audit.membership import Answers, Membership
from troth.audit.naming import Naming
from troth.data import Split
from troth.errors import ModelError
from troth.measures import Groups, Scores, Spans, Table, Tokens
from troth.models import Checkable, Joinable, Model, Prediction, Tabled
from troth.progress import Progress, silent
from troth.standard import TOKENS, Evidence, NotMeasured

Columns = tuple[str, ...]
"""Names of group columns; several mean their intersections, none means all rows together."""

OTHER = "(no label of the data)"
"""The one column of a table for answers that no row of the data can have as its truth."""

Supposed = Literal["wrong", "right"]


class View:
    """One model's answers on one test split, counted as measures take them.

    classes: the labels that a row may truly have. labels: these, and OTHER where the model gave a label besides them.
    known: the classes, then every label that only the model has. said: int32 [n], the answers as indices into known,
    one per row (per word in token tasks), -1 where the model abstained or was less sure than `abstain_below`.
    probabilities: float32 [n, known] or None; of every row, abstained or not. cut: texts longer than the model reads.
    weights: how many the model has, None where it does not say. asks_again: whether it can be asked about other rows.
    """

    def __init__(
        self,
        model: Model,
        split: Split,
        labels: tuple[str, ...],
        progress: Progress = silent,
        *,
        abstain_below: float | None = None,
        seed: int = 0,
        train: Split | None = None,
        ledger: Mapping[str, Any] | None = None,
        older: Model | None = None,
    ) -> None:
        """seed: of what checks draw at random. train: rows that the model may have learned from. ledger: of the model's
        private training, where one is recorded. older: the release that the model was made from, where it was.
        """
        self.ledger = ledger
        self.older = older
        self.split = split
        self.weights = model.describe().parameters
        self._progress, self._abstain_below = progress, abstain_below
        self.truth, self.classes = _truth(split, labels)
        self.known = self.classes + tuple(label for label in model.labels if label not in self.classes)
        answer = _answers(joined(model, split), split, len(self.truth), progress)
        place = np.array([self.known.index(label) for label in model.labels], dtype=np.int32)
        self.said = _translated(answer, place, abstain_below)

        def translated(answer: Prediction) -> NDArray[np.int32]:
            return _translated(answer, place, abstain_below)

        self.attacks = Attacks(model, split, translated, seed, progress)
        self.altered = AlteredRows(model, split, translated, seed, progress)
        self.asks_again = not isinstance(model, Checkable)
        self.certification = Certification(model, split, self.truth, translated, seed, progress)
        self.faithfulness = Faithfulness(model, split, seed, progress)

        def tagged(answer: Prediction) -> list[str]:
            return _named(_translated(answer, place, abstain_below), self.known)

        self.naming = Naming(model, split, tagged, seed, progress)
        self.probabilities = _spread(answer, place, len(self.known))

        def read(answer: Prediction, part: Split) -> Answers:
            said, shares = _translated(answer, place, abstain_below), _spread(answer, place, len(self.known))
            return Answers(part.label_codes(self.known), said, shares)

        self._membership = Membership(model, train, split, read, seed, progress)
        self.cut = answer.cut
        self.supposed: Supposed | None = None
        self._counted: dict[tuple[str, Columns], Any] = {}
        self._supposing: dict[Supposed, View] = {}
        self._attacked: dict[str, View | NotMeasured] = {}
        self._steady: tuple[int, int] | NotMeasured | None = None

    @cached_property
    def before(self) -> View | None:
        """What the release that the model was made from answers; None where it was made from none that is known."""
        if self.older is None:
            return None
        return View(self.older, self.split, self.classes, self._progress, abstain_below=self._abstain_below)

    @property
    def unanswered(self) -> int:
        """How many rows (words) the model abstained on."""
        return int(np.count_nonzero(self.said < 0))

    @property
    def extra(self) -> int:
        """1 where `labels` ends with OTHER, else 0."""
        return int(bool((self.codes >= len(self.classes)).any()))

    @property
    def labels(self) -> tuple[str, ...]:
        """What `codes` index."""
        return self.classes + (OTHER,) * self.extra

    @cached_property
    def codes(self) -> NDArray[np.int32]:
        """The answers as indices into `labels`, -1 for none."""
        folded: NDArray[np.int32] = np.minimum(self.said, np.int32(len(self.classes)))
        if self.supposed is None:
            return folded
        filling = self.truth if self.supposed == "right" else np.int32(len(self.classes))
        filled: NDArray[np.int32] = np.where(self.said < 0, filling, folded).astype(np.int32)
        return filled

    def supposing(self, answers: Supposed) -> View:
        """This view, but with every unanswered row counted as answered wrong (by no label), or right."""
        if answers not in self._supposing:
            other = self._copied()
            other.supposed = answers
            self._supposing[answers] = other
        return self._supposing[answers]

    @property
    def steady(self) -> tuple[int, int] | NotMeasured:
        """Of texts with an identity term, how many are answered alike with others in its place; and of how many."""
        if self._steady is None:
            self._steady = self.attacks.steady(self.said)
        return self._steady

    def attacked(self, attack: str) -> View | NotMeasured:
        """This view, but with the worst answer that an attack gets of each row in the place of its own.

        A row is answered right where it is as written and in every altered copy; NotMeasured where nothing can be
        altered, or the model cannot be asked again.
        """
        if attack not in self._attacked:
            said = self.attacks.worst(attack, self.said, self.truth)
            if isinstance(said, NotMeasured):
                self._attacked[attack] = said
            else:
                other = self._copied()
                other.said, other.probabilities, other._supposing = said, None, {}
                self._attacked[attack] = other
        return self._attacked[attack]

    def membership(self, confidence: float) -> Evidence:
        """How surely an attack tells training rows from those of the split; NotMeasured where it cannot be tried."""
        return self._membership.evidence(Answers(self.truth, self.said, self.probabilities), confidence)

    def _copied(self) -> View:
        """The same, with nothing counted yet."""
        other = copy(self)
        other.__dict__.pop("codes", None)
        other._counted = {}
        return other

    def counted(self, needs: str, columns: Columns = ()) -> Any:
        """The data a measure takes (see `measures.by_name`), or NotMeasured with the reason; made once each."""
        absent = [column for column in columns if not self.split.has_groups(column)]
        if absent:
            return NotMeasured(f"the test split has no values in the group column {', '.join(absent)}")
        if (needs, columns) not in self._counted:
            self._counted[needs, columns] = getattr(self, f"_{needs}")(columns)
        return self._counted[needs, columns]

    def representation_unit(self, columns: Columns) -> tuple[str, bool]:
        """What `representation` counts: rows, sentences or documents; and whether these may not be independent.

        A document counts once where all its sentences have the same groups; where they differ, sentences are counted,
        which a document keeps together.
        """
        if self.split.kind != TOKENS:
            return "rows", False
        if self.split.roles.document is None:
            return "sentences", False
        return ("documents", False) if self._alike(columns) else ("sentences", True)

    def _table(self, columns: Columns) -> Table:
        return Table.count(
            self.truth, self.codes, self.labels, self._groups(columns), extra=self.extra, documents=self._of_words
        )

    def _probabilities(self, columns: Columns) -> Scores | NotMeasured:
        if self.probabilities is None:
            return NotMeasured("the model gives labels without probabilities")
        scores = Scores.of(self.truth, self.probabilities, self.known, self._groups(columns))
        # Labels of the model alone keep their probabilities, which are losses, but nothing is averaged over them.
        return replace(scores, labels=self.classes)

    def _representation(self, columns: Columns) -> Groups:
        groups = self.split.row_groups(*columns)
        if self._documents is None or self.representation_unit(columns)[0] != "documents":
            return groups
        return groups.take(np.unique(self._documents, return_index=True)[1])

    def _tokens(self, columns: Columns) -> Tokens:
        counted = Tokens.count(
            self.truth, self.codes, self.labels, self._lengths, self._documents, self._row_groups(columns)
        )
        if not self.extra:
            return counted
        # Every answer of OTHER is a miss of the true tag already; it is no tag to take a mean over.
        tables = {name: getattr(counted, name)[:, :-1] for name in ("right", "extra", "missed")}
        return replace(counted, labels=self.classes, **tables)

    def _spans(self, columns: Columns) -> Spans:
        said = self.said if self.supposed is None else np.where(self.said < 0, self._filling, self.said)
        truth, found = (_named(codes, self.known) for codes in (self.truth, said))
        return Spans.count(truth, found, self._lengths, self._documents, self._row_groups(columns))

    @property
    def _filling(self) -> Any:
        return self.truth if self.supposed == "right" else -1  # which `_named` reads as outside of every entity

    def _groups(self, columns: Columns) -> Groups | None:
        return self.split.groups(*columns) if columns else None

    def _row_groups(self, columns: Columns) -> Groups | None:
        return self.split.row_groups(*columns) if columns else None

    def _alike(self, columns: Columns) -> bool:
        """Whether all sentences of a document have the same groups."""
        groups, documents = self.split.row_groups(*columns), self._documents
        if documents is None:
            return True
        member = np.zeros((groups.total, len(groups.names)), dtype=bool)
        member[groups.rows, groups.codes] = True
        first = np.unique(documents, return_index=True)[1]
        return bool((member == member[first][documents]).all())

    @cached_property
    def _documents(self) -> NDArray[np.int64] | None:
        """The document of each sentence; None where none is named, so that each sentence stands for itself."""
        return self.split.documents() if self.split.roles.document else None

    @cached_property
    def _of_words(self) -> NDArray[np.int64] | None:
        """The document (or sentence) of each word, which err together; None where rows are no words."""
        units = self.split.documents()
        return None if units is None else np.repeat(units, self._lengths)

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        lengths = self.split.lengths()
        if lengths is None:
            raise ValueError("only token tasks have sentences of words")
        return lengths


def _truth(split: Split, labels: tuple[str, ...]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """The true labels as codes, and the labels: with tags of known types that only the test split has at their end."""
    codes = split.label_codes(labels)
    if not (codes < 0).any():
        return codes, labels
    labels += tuple(sorted(set(split.labels()) - set(labels)))
    return split.label_codes(labels), labels


def joined(model: Model, split: Split) -> Model:
    """The model; of one of stored answers, its answers by the ids of the split's rows where both have them.

    Raises ModelError where the stored answers may be the split's own labels.
    """
    roles = split.roles
    if isinstance(model, Tabled):
        truth = roles.tags or roles.label or ""
        model.check_own(truth, [name for name in roles.columns if name not in (truth, roles.id, roles.document)])
    ids, lengths = split.ids(), split.lengths()
    if ids is None or not isinstance(model, Joinable):
        return model
    return model.join(roles.id or "", ids, [1] * len(ids) if lengths is None else lengths.tolist())


def _answers(model: Model, split: Split, expected: int, progress: Progress) -> Prediction:
    documents = split.documents()
    answer = model.predict(
        split.inputs(), documents=None if documents is None else documents.tolist(), progress=progress
    )
    if len(answer.codes) != expected:
        raise ModelError(
            f"the model gave {len(answer.codes)} answers for {expected} rows",
            where=model.describe().name,
            remedy="Check that the model, or the stored predictions, belong to this test split.",
        )
    return answer


def _translated(answer: Prediction, place: NDArray[np.int32], abstain_below: float | None) -> NDArray[np.int32]:
    """The model's codes in the view's labels; -1 where it abstained, or is less sure than the charter asks."""
    codes: NDArray[np.int32] = np.where(answer.codes < 0, np.int32(-1), place[answer.codes])
    if abstain_below is not None and answer.probabilities is not None:
        codes[answer.probabilities.max(1) < abstain_below] = -1
    return codes


def _spread(answer: Prediction, place: NDArray[np.int32], width: int) -> NDArray[np.float32] | None:
    """The model's probabilities in the view's columns; a label it does not know has probability 0."""
    if answer.probabilities is None:
        return None
    spread = np.zeros((len(answer.probabilities), width), dtype=np.float32)
    spread[:, place] = answer.probabilities
    return spread


def _named(codes: NDArray[np.int32], labels: tuple[str, ...]) -> list[str]:
    """Tags by name; an abstention reads as outside of every entity."""
    return [labels[code] if code >= 0 else "O" for code in codes.tolist()]
