"""`troth explain FILE --model REF TEXT`: why a model answers a text as it does, as a picture and in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.cli.terminal import printable, say, say_json
from troth.plural import counted
from troth.standard import TABLE

if TYPE_CHECKING:
    from troth.explain import Explanation

METHODS = ("integrated_gradients", "occlusion", "shapley")
ERRORS = {  # what the error of an explanation is, by its method: see Explanation
    "integrated_gradients": "By integrated gradients; their sum misses what the words come to by {error:.3f}.",
    "occlusion": "By occlusion: by how much the probability falls without the word, which is no estimate.",
    "shapley": "By Shapley values; the largest standard error of a word's, of the subsets drawn, is {error:.3f}.",
}
SHOWN = 5  # labels whose probability is printed, of many
BAR = 24  # signs of the longest bar
WIDEST = 24  # columns that a word is given
NAMED = 3  # words that are named in words, on either side


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("text", required=False)
@click.option(
    "--model",
    "reference",
    required=True,
    metavar="REF",
    help="A model folder, onnx:PATH, skops:PATH, or an http(s) address.",
)
@click.option("--method", type=click.Choice(METHODS), default="shapley", show_default=True, help="What explains.")
@click.option("--row", type=click.IntRange(min=1), help="Of a table: which row, counted from 1.")
@click.option(
    "--rows", type=click.Path(path_type=Path), help="Of a table: a file of rows; else the charter's training file."
)
@click.option("--tree", is_flag=True, help="Draw a small decision tree that answers as the model does.")
@click.option("--depth", type=click.IntRange(1, 8), default=4, show_default=True, help="Of the tree.")
@click.option("--output", type=click.Path(path_type=Path), help="Folder of the tree's pages; else explanations/.")
@click.option("--language", type=click.Choice(("en", "zh")), default="en", show_default=True, help="Of the reasons.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    file: Path,
    text: str | None,
    reference: str,
    method: str,
    row: int | None,
    rows: Path | None,
    tree: bool,
    depth: int,
    output: Path | None,
    language: str,
    as_json: bool,
) -> int:
    """Say what each word of TEXT said for the label that a model gives it, under the charter FILE.

    A word's weight is in probability of that label: above 0 it speaks for it, below 0 against it. Of a table, --row or
    --rows instead of TEXT: what each feature said beside the training rows, and the principal reasons, at most four.
    With --tree: a small decision tree fitted to the model's answers, and how often it agrees on validation rows.
    Nothing is recorded and no test row is looked at. Exit status: 0; 2 bad input.
    """
    from troth.cli.chat import read_classifier
    from troth.cli.explain_options import check_options
    from troth.cli.progress import shown
    from troth.explain import explain
    from troth.models import load

    check_options(click.get_current_context())
    charter = read_classifier(file)
    if (row is not None or rows is not None) and charter.task.kind != TABLE:
        raise click.UsageError(f"--row and --rows are of tables, and the charter's task is {charter.task.kind}.")
    if row is not None or rows is not None:
        from troth.cli.explain_rows import explain_rows

        return explain_rows(charter, reference, row, rows, language, as_json=as_json)
    if tree:
        from troth.cli.explain_tree import explain_tree

        return explain_tree(charter, reference, depth, output, as_json=as_json)
    if text is None:
        raise click.UsageError("Name a TEXT, rows of a table by --row or --rows, or --tree.")
    if charter.task.kind == TABLE:
        raise click.UsageError("A TEXT is of a text classifier, and the charter's task is of a table: give --row N.")
    model = load(reference, kind=charter.task.kind, labels=charter.task.labels)
    with shown() as progress:
        found = explain(model, [text], method, progress=progress)[0]
    shares = model.predict([text]).probabilities
    assert shares is not None
    likeliest = sorted(zip(model.labels, shares[0].tolist(), strict=True), key=lambda each: -each[1])
    below = charter.task.abstain_below
    abstains = below is not None and likeliest[0][1] < below
    if as_json:
        head = {"charter": {"name": charter.name, "digest": charter.digest}, "model": {"digest": model.digest}}
        say_json({"format": 1, **head, **document(found, dict(likeliest)), "abstains": abstains})
    else:
        say(picture(found, likeliest, abstains=abstains))
    return 0


def document(found: Explanation, shares: dict[str, float]) -> dict[str, Any]:
    """An explanation as plain JSON. start, end: the word's place in the text, in characters."""
    words = [
        {"word": word, "start": start, "end": end, "weight": weight}
        for word, (start, end), weight in zip(found.words, found.spans, found.weights, strict=True)
    ]
    return {
        "text": found.text,
        "label": found.label,
        "probabilities": shares,
        "method": found.method,
        "base": found.base,
        "error": found.error,
        "words": words,
    }


def picture(found: Explanation, shares: list[tuple[str, float]], *, abstains: bool) -> str:
    """The label, the probabilities, a signed bar for each word, and the same in a sentence or two."""
    more = len(shares) - SHOWN
    lines = [f"label: {found.label}" + (", but not surely enough: the charter has it abstain" if abstains else "")]
    lines += [f"  {share:.3f}  {label}" for label, share in shares[:SHOWN]]
    lines += [f"         and {counted(more, 'more label')}"] if more > 0 else []
    return "\n".join([*lines, "", *bars(found), "", in_words(found)])


def bars(found: Explanation) -> list[str]:
    """A line a word, in the text's order: the word, its weight, and a bar to the left (against) or right (for)."""
    from rich.cells import cell_len, set_cell_size

    words = [printable(word) for word in found.words]
    width = min(max(map(cell_len, words), default=0), WIDEST)
    most = max(map(abs, found.weights), default=0.0) or 1.0
    lines = []
    for word, weight in zip(words, found.weights, strict=True):
        size = round(abs(weight) / most * BAR)
        against, for_ = ("-" * size, "") if weight < 0 else ("", "+" * size)
        lines.append(f"  {set_cell_size(word, width)}  {weight:+.3f}  {against:>{BAR}}|{for_}".rstrip())
    return lines


def in_words(found: Explanation) -> str:
    """Which words speak most for the label and against it, and what they come to together."""
    if not found.weights:
        return "There is no word in the text."
    order = found.ranking
    sides = (
        [place for place in order if found.weights[place] >= 0.0005][:NAMED],
        [place for place in reversed(order) if found.weights[place] <= -0.0005][:NAMED],
    )
    told = [
        f"{'Most for' if number == 0 else 'Most against'} {found.label}: {', '.join(found.words[at] for at in side)}."
        for number, side in enumerate(sides)
        if side
    ]
    base = f"Its probability is {found.probability:.3f}, and {found.base:.3f} with no word said."
    return "\n".join([*(told or ["No word says anything."]), base, ERRORS[found.method].format(error=found.error)])
