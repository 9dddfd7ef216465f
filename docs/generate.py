"""Make the reference pages from the program itself: `python docs/generate.py [FOLDER]`; a test fails when they differ.

`measures.md` comes from the vocabulary, `command-line.md` from the commands' own help, `personal.md` from the rules of
the room that finds personal data.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from troth.cli.main import COMMANDS, commands
from troth.personal import KINDS
from troth.personal.rules import RULES
from troth.standard import VOCABULARY, Term

HERE = Path(__file__).parent
WIDTH = 100


def measures() -> str:
    """The page of every measure a clause may name."""
    rows = "\n".join(_row(term) for term in sorted(VOCABULARY.values(), key=lambda term: term.name))
    return (
        "# Measures\n\nEvery measure a clause may name. An argument in square brackets may be left out.\n\n"
        "| measure | what it is | unit | better | tasks | source |\n|---|---|---|---|---|---|\n" + rows + "\n"
    )


def _row(term: Term) -> str:
    remark = f" *{term.unchecked}.*" if term.unchecked else ""
    tasks = ", ".join(kind.removesuffix("-classification") for kind in term.tasks)
    cells = (f"`{term.signature}`", term.definition + remark, term.unit, term.better, tasks, term.source)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def command_line() -> str:
    """The page of every command, as its `--help` prints it."""
    root = click.Context(commands, info_name="troth", terminal_width=WIDTH, **commands.context_settings)
    parts = ["# Command line\n", "```text\n" + commands.get_help(root) + "\n```\n"]
    for name in sorted(COMMANDS):
        command = commands.get_command(root, name)
        assert command is not None
        parts += _section(command, click.Context(command, info_name=name, parent=root, terminal_width=WIDTH))
    return "\n".join(parts)


def _section(command: click.Command, context: click.Context) -> list[str]:
    parts = [f"## {context.command_path}\n", "```text\n" + command.get_help(context) + "\n```\n"]
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            parts += _section(inner, click.Context(inner, info_name=name, parent=context, terminal_width=WIDTH))
    return parts


def personal() -> str:
    """The page of what is found in text, and by which rules."""
    names = {kind: [f"`{rule.name}`" for rule in RULES if rule.kind == kind] for kind in KINDS}
    rows = "\n".join(
        f"| `{kind}` | {KINDS[kind]} | {', '.join(found) or 'the taggers'} |" for kind, found in names.items()
    )
    return (
        "# Personal data\n\nWhat `troth.personal.find` finds in text, English and Chinese, and the rules that find it. "
        "Numbers with a check digit are checked; those that many other numbers look like are found only beside a word "
        "that tells. Names and street addresses are told by two small networks, an English and a Chinese one, which "
        "learned from text written for them (`make tagger`): they miss some and see some where there are none.\n\n"
        "| kind | what it is | rules |\n|---|---|---|\n" + rows + "\n"
    )


PAGES = {"measures.md": measures, "command-line.md": command_line, "personal.md": personal}


def main(folder: Path = HERE) -> None:
    """Write every page."""
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
