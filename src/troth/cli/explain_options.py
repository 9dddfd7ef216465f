"""Which options of `troth explain` go together: what does not count is refused, and never passed over in silence."""

from __future__ import annotations

import click
from click.core import ParameterSource

ASKS = {"text": "TEXT", "row": "--row", "rows": "--rows", "tree": "--tree"}
"""What is asked to be explained; --row and --rows are one thing, the others are different ones."""

GOES_WITH = {"method": ("text",), "depth": ("tree",), "output": ("tree",), "language": ("row", "rows")}


def check_options(context: click.Context) -> None:
    """Raises UsageError for two different things that are asked for, and for an option of another one."""
    asked = [name for name in ASKS if _is_given(context, name)]
    things = {"rows" if name == "row" else name: ASKS[name] for name in asked}
    if len(things) > 1:
        first, second, *_ = things.values()
        raise click.UsageError(f"{first} and {second} are different things: give one of them.")
    for name, needed in GOES_WITH.items():
        if _is_given(context, name) and not {*needed} & {*asked}:
            beside = f"not with {ASKS[asked[0]]}" if asked else "which is not there"
            raise click.UsageError(f"--{name} goes with {' or '.join(ASKS[each] for each in needed)}, {beside}.")


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE
