"""One training of a network after another under a charter: set up, taught from wherever it stands, and then asked.

A release may take several: networks that answer rows they did not learn from, a whole one before a smaller one, one
that labels texts for the next. They have their charter, seed and machine's choices in common.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.data import Dataset, Split
from troth.models import Unit
from troth.progress import NOTICE, Progress
from troth.standard import Charter
from troth.training import checkpoint, precision
from troth.training.back_translation import Translators
from troth.training.course import Course, in_parts
from troth.training.curves import open_curves
from troth.training.examples import batches
from troth.training.interruption import Interruption
from troth.training.lesson import lesson_of, loss_of
from troth.training.precision import Choices
from troth.training.private.steps import PrivateSteps
from troth.training.setup import NOBODY, Setup, made_for, prepare, steps_for
from troth.training.teachers import Teachers
from troth.training.updating.older import Older
from troth.training.validation import scores_of, temperature_of, units_of
from troth.training.values import Epoch, Watch
from troth.training.workers import Workers, shares


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """A network once it is taught.

    choices: of the machine, that it was taught by and is asked by. temperature: of its scores. ledger: of a private
    training; nothing of another. state: its last checkpoint. history: of its epochs.
    """

    setup: Setup
    choices: Choices
    temperature: float
    state: checkpoint.State
    history: tuple[Epoch, ...]
    ledger: dict[str, Any] = field(default_factory=dict)

    def ask(self, split: Split) -> tuple[list[Unit], NDArray[np.float32]]:
        """A split as the network reads it, and scores of its texts or words, [texts or words, labels]."""
        units = units_of(self.setup.reader, split)
        with Workers(self.choices.workers, self.choices.threads) as workers:
            return units, scores_of(self.setup.network, self.setup.reader, units, workers, half=self.choices.half)

    def settings(self) -> dict[str, Any]:
        """What was chosen and measured on the way, for `Trained.settings`."""
        privacy = {"privacy": self.ledger} if self.ledger else {}
        return {"choices": asdict(self.choices), "temperature": self.temperature} | privacy


@dataclass(frozen=True, slots=True)
class Trainer:
    """What the trainings of a release have in common. translators: of training texts, where the charter names any."""

    charter: Charter
    seed: int
    progress: Progress
    translators: Translators | None = None

    def prepare(
        self, dataset: Dataset, teachers: Teachers = NOBODY, older: Older | None = None, *, part: bool = False
    ) -> Setup:
        """See `setup.prepare`; the training texts are translated first, where they are to be."""
        texts: Any = dataset.train.inputs() if self.translators else ()
        translated = self.translators.of(texts) if self.translators else None
        return prepare(self.charter, dataset, self.seed, teachers, older, translated=translated, part=part)

    def teach(self, setup: Setup, dataset: Dataset, work: Path, watch: Watch | None = None) -> Taught:
        """Run the course, from its checkpoint in `work` where there is one.

        Raises TrainingError, and KeyboardInterrupt once a checkpoint is written.
        """
        kept = precision.kept(work)
        count, threads = (kept.workers, kept.threads) if kept else shares()
        with Interruption() as interruption, Workers(count, threads) as workers:
            choices = kept or choices_for(setup, workers, work, self.seed)
            mark = made_for(setup, dataset, self.seed, choices)
            state, tensors = checkpoint.load(work, mark) or (checkpoint.State(mark, [], []), None)
            if tensors is not None:
                self.progress(NOTICE, 0, note=checkpoint.told(state, setup.settings.epochs))
            curves = open_curves(self.charter.training.log_to, self.charter.name, work, asdict(setup.settings))
            try:
                steps = steps_for(setup, workers, half=choices.half)
                if isinstance(steps, PrivateSteps) and setup.private:
                    setup.private.check(steps, setup)
                lesson = lesson_of(setup, self.charter, dataset, workers, self.seed, half=choices.half)
                course = Course(
                    replace(lesson, watch=watch),
                    steps,
                    workers,
                    setup.settings,
                    state=state,
                    tensors=tensors,
                    seed=setup.private.seed if setup.private else self.seed,
                    work=work,
                    curves=curves,
                    progress=self.progress,
                )
                history = course.run(interruption)
            finally:
                for curve in curves:
                    curve.close()
            temperature = temperature_for(setup, workers, half=choices.half)
        ledger = setup.private.ledger(steps, state.steps) if setup.private and isinstance(steps, PrivateSteps) else {}
        return Taught(setup, choices, temperature, state, history, ledger)

    def teach_beside(self, setup: Setup, dataset: Dataset, own: Path, work: Path) -> Taught:
        """The same in a folder of its own, with the choices that `work` is trained with, so that the same work comes to
        the same answers."""
        kept = precision.kept(work)
        if kept:
            precision.keep(own, kept)
        taught = self.teach(setup, dataset, own)
        precision.keep(work, taught.choices)
        return taught


def choices_for(setup: Setup, workers: Workers, work: Path, seed: int) -> Choices:
    """Precision, by the gradients of one batch: nothing moves."""
    draw = np.random.default_rng(seed)
    rows, lengths = setup.examples.rows(draw)
    first = batches(rows, lengths, setup.settings.batch_pieces, draw)[0]
    parts = [setup.examples.batch(part, draw) for part in in_parts(first, workers.count)]
    objective = loss_of(setup)
    steps = {half: steps_for(setup, workers, half=half) for half in (True, False)}
    return precision.measure(
        work, workers.count, workers.threads, lambda half: steps[half].gradients(parts, objective, 0)
    )


def temperature_for(setup: Setup, workers: Workers, *, half: bool) -> float:
    """That makes the validation rows' labels likeliest; 1 without such rows."""
    if setup.checked is None:
        return 1.0
    scores = scores_of(setup.network, setup.reader, setup.checked.units, workers, half=half)
    return temperature_of(scores, setup.checked.codes)
