"""`troth data`: what is done to data besides training and judging on it; each command is a file of its own."""

from __future__ import annotations

import click

from troth.cli.data_anonymise import anonymise, restore
from troth.cli.data_balance import command as balance
from troth.cli.data_clean import command as clean
from troth.cli.data_comment import command as comment
from troth.cli.data_decrypt import command as decrypt
from troth.cli.data_describe import command as describe
from troth.cli.data_due import command as due
from troth.cli.data_encrypt import command as encrypt
from troth.cli.data_erase import command as erase
from troth.cli.data_generalise import command as generalise
from troth.cli.data_keys import command as keys
from troth.cli.data_ledger import command as ledger
from troth.cli.data_read import command as read
from troth.cli.data_release import command as release
from troth.cli.data_withdraw import command as withdraw


@click.group("data")
def command() -> None:
    """Describe, clean, balance, protect and release data, keep their ledger, and erase what is about a person."""


command.add_command(anonymise, "anonymise")
command.add_command(balance, "balance")
command.add_command(clean, "clean")
command.add_command(comment, "comment")
command.add_command(decrypt, "decrypt")
command.add_command(describe, "describe")
command.add_command(due, "due")
command.add_command(encrypt, "encrypt")
command.add_command(erase, "erase")
command.add_command(generalise, "generalise")
command.add_command(keys, "keys")
command.add_command(ledger, "ledger")
command.add_command(read, "read")
command.add_command(release, "release")
command.add_command(restore, "restore")
command.add_command(withdraw, "withdraw")
