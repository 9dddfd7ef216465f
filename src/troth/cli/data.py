"""`troth data`: what is done to data files before a model learns from them; one file per command."""

from __future__ import annotations

import click

from troth.cli.data_clean import command as clean
from troth.cli.data_describe import command as describe


@click.group("data")
def command() -> None:
    """Describe a data set, and make a better file of one."""


for each in (clean, describe):
    command.add_command(each)
