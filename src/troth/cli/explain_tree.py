"""`troth explain FILE --model REF --tree`: a small tree that answers as the model does, drawn, with its fidelity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.cli.terminal import printable, say, say_json
from troth.errors import ModelError
from troth.plural import counted
from troth.standard import TABLE, TEXT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from troth.data import Split
    from troth.explain import Branch, Surrogate
    from troth.models import Model
    from troth.progress import Progress
    from troth.standard import Charter

MOST = {TABLE: 20_000, TEXT: 3_000}  # training rows that the model is asked about
FOLDER = "explanations"  # beside the charter, where nothing else is named


def explain_tree(charter: Charter, reference: str, depth: int, output: Path | None, *, as_json: bool) -> int:
    """Fit the tree to the model's answers about training rows; its fidelity is that on validation rows."""
    from troth.cli.progress import shown
    from troth.data import load
    from troth.models import check_scikit_learn
    from troth.models import load as load_model
    from troth.reports import write_tree

    if charter.task.kind not in MOST:
        raise ModelError("there is no tree of words with tags", remedy="Name a model of texts or of tables.")
    check_scikit_learn("a tree")
    with shown() as progress:
        dataset = load(charter, progress=progress)
        model = load_model(reference, kind=charter.task.kind, labels=dataset.labels)
        found = _fitted(charter, model, dataset.train, dataset.validation, depth, progress)
    made = document(charter, model, found, depth)
    papers = write_tree(made, output or charter.folder / FOLDER)
    if as_json:
        say_json(made | {"papers": {language: str(path) for language, path in papers.items()}})
        return 0
    say("\n".join(picture(made)))
    say(f"drawn: {', '.join(str(path) for path in papers.values())}")
    return 0


def _fitted(charter: Charter, model: Model, train: Split, check: Split, depth: int, progress: Progress) -> Surrogate:
    import numpy as np

    from troth.explain import asked_of_rows, asked_of_texts, surrogate
    from troth.models import Checkable, one_thread

    if isinstance(model, Checkable):
        raise ModelError("stored answers cannot be asked about training rows", remedy="Name a model that can be asked.")
    rows = np.unique(np.linspace(0, len(train) - 1, min(len(train), MOST[charter.task.kind])).astype(np.int64))
    learn, held = train.inputs(), check.inputs()
    if isinstance(learn, dict) and isinstance(held, dict):
        part: Any = {name: np.asarray(values)[rows] for name, values in learn.items()}
        sides = asked_of_rows(part, part), asked_of_rows(held, part)
    else:
        part = [learn[row] for row in rows.tolist()]
        sides = asked_of_texts(part, part), asked_of_texts(held, part)  # type: ignore[arg-type]
    said = [_said(model, inputs, progress) for inputs in (part, held)]
    with one_thread():
        return surrogate(sides[0], said[0], sides[1], said[1], model.labels, depth=depth, confidence=charter.confidence)


def _said(model: Model, inputs: Any, progress: Progress) -> NDArray[np.int64]:
    """The label given to each row; of one without, the most probable."""
    import numpy as np

    answer = model.predict(inputs, progress=progress)
    codes: NDArray[np.int64] = answer.codes.astype(np.int64)
    if answer.probabilities is not None and len(codes):
        codes = np.where(codes < 0, answer.probabilities.argmax(axis=1), codes)
    return np.maximum(codes, 0)


def document(charter: Charter, model: Model, found: Surrogate, depth: int) -> dict[str, Any]:
    """The tree as plain JSON."""
    fidelity = found.fidelity
    return {
        "format": 1,
        "charter": {"name": charter.name, "digest": charter.digest},
        "model": {"name": model.describe().name, "digest": model.digest},
        "labels": list(model.labels),
        "depth": depth,
        "learned": found.learned,
        "held_out": found.held_out,
        "fidelity": {
            "estimate": fidelity.value,
            "low": fidelity.low,
            "high": fidelity.high,
            "confidence": fidelity.confidence,
            "method": fidelity.method,
        },
        "plain": found.plain,
        "tree": _branch(found.root),
    }


def _branch(branch: Branch) -> dict[str, Any]:
    made: dict[str, Any] = {"label": branch.label, "counts": dict(branch.counts)}
    if branch.question is None or branch.yes is None or branch.no is None:
        return made
    return made | {"question": branch.question.text, "yes": _branch(branch.yes), "no": _branch(branch.no)}


def picture(made: Mapping[str, Any]) -> list[str]:
    """The tree as lines, and how far it may be believed."""
    fidelity = made["fidelity"]
    interval = f"{fidelity['estimate']:.3f} [{fidelity['low']:.3f}, {fidelity['high']:.3f}]"
    told = (
        f"It says what the model says of {interval} of {made['held_out']:,} validation rows; always saying the "
        f"commonest label does so of {made['plain']:.3f}."
    )
    return [*_lines(made["tree"], "", ""), "", told]


def _lines(branch: Mapping[str, Any], lead: str, before: str) -> Iterator[str]:
    rows = sum(branch["counts"].values())
    if "question" not in branch:
        share = branch["counts"][branch["label"]] / max(rows, 1)
        yield f"{lead}{printable(branch['label'])}  ({share:.0%} of {counted(rows, 'row')})"
        return
    yield f"{lead}{printable(branch['question'])}?"
    yield from _lines(branch["yes"], f"{before}├ yes: ", f"{before}│      ")
    yield from _lines(branch["no"], f"{before}└ no:  ", f"{before}       ")
