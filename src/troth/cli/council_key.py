"""`troth council key FILE`: a member's key, and the line that a charter names them by."""

from __future__ import annotations

from pathlib import Path

import click

from troth.cli.terminal import say
from troth.errors import RecordError


@click.command("key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--show", is_flag=True, help="Only print the public half of a key that is there.")
def command(file: Path, show: bool) -> int:
    """Make an Ed25519 key in FILE, which only you may read, and print its public half for the charter's council.

    With TROTH_PASSPHRASE in the environment the file is sealed by it. Nothing that is there is written over. Exit
    status: 0; 2 bad input.
    """
    from troth.cli.sealing import passphrase
    from troth.record import load_key, load_or_create_key

    if file.exists() != show:
        what = "is there already" if file.exists() else "is not there"
        remedy = "Print its public half with --show." if file.exists() else "Leave --show out, and it is made."
        raise RecordError(what, where=str(file), remedy=remedy)
    signer = load_key(file, passphrase=passphrase()) if show else load_or_create_key(file, passphrase=passphrase())
    say(str(signer.public))
    return 0
