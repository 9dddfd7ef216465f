"""`troth choose FILE --model REF --pool POOL`: which rows to label next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from troth.cli.formulas import tell_formulas
from troth.cli.terminal import say, say_json
from troth.errors import DataError
from troth.plural import counted

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from troth.data import Pool

MARGIN = "margin"
"""The column that says how sure the model was."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--model", "reference", required=True, metavar="REF", help="The model to be taught more, as in audit.")
@click.option(
    "--pool", "source", required=True, type=click.Path(path_type=Path), help="Rows without labels, as the charter's."
)
@click.option("--count", default=100, show_default=True, type=click.IntRange(min=1), help="Rows to choose.")
@click.option(
    "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A new .csv, .jsonl or .parquet."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(file: Path, reference: str, source: Path, count: int, output: Path, as_json: bool) -> int:
    """Choose the rows of a pool that a model is least sure of, to be labelled next.

    Rows that stand in the charter's training, validation or test data are left out, and every content is chosen once.
    """
    from troth.cli.chat import read_classifier
    from troth.cli.progress import shown
    from troth.data import load, load_pool
    from troth.data.formulas import formula_cells
    from troth.models import load as load_model
    from troth.training import least_sure, margins

    write = _writer(output)
    charter = read_classifier(file)
    with shown() as progress:
        dataset = load(charter, progress=progress)
        model = load_model(reference, kind=charter.task.kind, labels=dataset.labels)
        pool = load_pool(charter, dataset, source)
        documents = pool.split.documents()
        found = margins(
            model,
            pool.split.inputs(),
            documents=None if documents is None else documents.tolist(),
            lengths=pool.split.lengths(),
            progress=progress,
        )
    chosen = least_sure(found, count)
    frame = _to_label(pool, dataset.train.roles.label, chosen, found[chosen])
    write(frame)
    _tell(pool, len(chosen), output, formula_cells(frame), as_json=as_json)
    return 0


def _writer(output: Path) -> Callable[[pl.DataFrame], None]:
    """What writes a frame to a new file of this name; refuses at once what could not be written at the end."""
    write = {".csv": "write_csv", ".jsonl": "write_ndjson", ".parquet": "write_parquet"}.get(output.suffix.lower())
    if write is None:
        raise DataError(
            f"cannot tell a format from {output.suffix or 'a name without an ending'!r}",
            where=str(output),
            remedy="Name a file that ends in .csv, .jsonl or .parquet.",
        )
    if output.exists():
        raise DataError("is there already", where=str(output), remedy="Name another file: labels may stand in it.")

    def put(frame: pl.DataFrame) -> None:
        draft = output.with_name(f".{output.name}.new")
        try:
            getattr(frame, write)(draft)
            draft.replace(output)
        except OSError as error:
            raise DataError(f"cannot be written: {error.strerror or error}", where=str(output)) from None
        finally:
            draft.unlink(missing_ok=True)

    return put


def _to_label(pool: Pool, label: str | None, chosen: NDArray[np.int64], found: NDArray[np.float64]) -> pl.DataFrame:
    """The rows as the file has them, a place for the label where it has none, and how sure the model was."""
    import polars as pl

    frame = pool.frame[chosen]
    if label is not None and label not in frame.columns:
        frame = frame.with_columns(pl.lit(None, pl.String).alias(label))
    return frame.with_columns(pl.Series(MARGIN, found.round(4)))


def _tell(pool: Pool, chosen: int, output: Path, formulas: int, *, as_json: bool) -> None:
    left = {"known": pool.known, "repeated": pool.repeated, "empty": pool.empty}
    of = len(pool.split)
    if as_json:
        told = {"chosen": chosen, "of": of, "left_out": left, "formulas": formulas, "output": str(output)}
        say_json({"format": 1, **told})
        return
    say(f"chosen: the {counted(chosen, 'row')} of {of:,} that the model is least sure of")
    words = {"known": "in the charter's data already", "repeated": "there more than once", "empty": "without content"}
    why_not = [f"{count:,} {words[why]}" for why, count in left.items() if count]
    if why_not:
        say(f"left out: {', '.join(why_not)}")
    tell_formulas(output, formulas)
    say(f"to label: {output}")
