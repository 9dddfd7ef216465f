"""`troth council`: who may say yes; each command is a function of its own."""

from __future__ import annotations

import click

from troth.cli.council_key import command as key
from troth.cli.council_propose import command as propose
from troth.cli.council_show import permitted, show
from troth.cli.council_sign import approve, enter, revoke, sign


@click.group("council")
def command() -> None:
    """Propose to release a model, approve it or revoke that as a member, and see whether it may be served."""


command.add_command(approve, "approve")
command.add_command(enter, "enter")
command.add_command(key, "key")
command.add_command(permitted, "permit")
command.add_command(propose, "propose")
command.add_command(revoke, "revoke")
command.add_command(show, "show")
command.add_command(sign, "sign")
