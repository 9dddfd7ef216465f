"""`troth train FILE`: train a model under a charter, without judging it."""

from __future__ import annotations

from pathlib import Path

import click

from troth.cli.options import measuring, updating


@click.command()
@measuring
@updating
def command(file: Path, home: Path | None, as_json: bool, release: str | None, new: tuple[Path, ...]) -> int:
    """Train the charter's model; its folder is named by its digest and printed.

    The test set is committed to, never opened. Interrupted, it goes on where it was when the same command is given
    again.

    With --from and --new the model starts from an older release and learns new rows, and labels that are new, beside
    what that knows. Both are then asked about the validation rows whose label the older one knew. Where a clause is
    broken that was not, or more is forgotten than the charter's clause on `forgetting` allows (0.01 without one), the
    update is refused: the exit status is 1.
    """
    from troth.cli.progress import shown
    from troth.cli.training import show, trained

    with shown() as progress:
        made = trained(file, home, release, new, progress)
    return show(made, as_json=as_json)
