"""`troth train FILE`: train a model under a charter, without judging it."""

from __future__ import annotations

from pathlib import Path

import click

from troth.cli.options import measuring, updating


@click.command()
@click.option(
    "--frontier",
    is_flag=True,
    help="Draw what the task costs at other limits of the fairness clauses, instead of naming a model.",
)
@click.option(
    "--search",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Train with N other settings as well, and release the best model of all on the validation split.",
)
@measuring
@updating
@click.option(
    "--federated",
    is_flag=True,
    help="Make sure that the training is federated: refuse a charter without training.federated.",
)
def command(
    file: Path,
    home: Path | None,
    as_json: bool,
    frontier: bool,
    search: int | None,
    release: str | None,
    new: tuple[Path, ...],
    federated: bool,
) -> int:
    """Train the charter's model; its folder is named by its digest and printed.

    The test set is committed to, never opened. Interrupted, it goes on where it was when the same command is given
    again.

    With --from and --new the model starts from an older release and learns new rows, and labels that are new, beside
    what that knows. Both are then asked about the validation rows whose label the older one knew. Where a clause is
    broken that was not, or more is forgotten than the charter's clause on `forgetting` allows (0.01 without one), the
    update is refused: the exit status is 1.
    """
    from troth.cli.frontier import draw_frontier, finish_frontier
    from troth.cli.progress import shown
    from troth.cli.training import opened, show, trained

    if sum(map(bool, (frontier, search, release or new, federated))) > 1:
        raise click.UsageError("--frontier, --search, --from and --federated are different things: give one of them")
    with shown() as progress:
        started = opened(file, home, release, new, progress, federated=federated, search=search, frontier=frontier)
        if frontier:
            drawn = draw_frontier(started.session, started.dataset, started.base, progress)
        else:
            made = trained(started, progress, search)
    return finish_frontier(started.session, drawn, as_json=as_json) if frontier else show(made, as_json=as_json)
