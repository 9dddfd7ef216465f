"""`troth watch` beside a gateway, in a process of its own: what watches takes nothing from what answers."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from troth.cli.stores import VARIABLE

if TYPE_CHECKING:
    from troth.record import Address
    from troth.serving import Journal

AGAIN_SECONDS = 5.0


async def watched(charter: Path, home: Path, sinks: Sequence[str], store: Address | None, journal: Journal) -> None:
    """Have the log watched until this is cancelled. It begins again where it ends, as when another gateway of the home
    had it watched and stopped.

    The other process ends when its standard input does, so also when this one is killed.
    """
    named = [part for sink in sinks for part in ("--alert", sink)]
    command = [sys.executable, "-m", "troth.cli.main", "watch", str(charter), "--home", str(home), "--beside", *named]
    # its address may hold a password, which is nothing for a command line
    environment = os.environ if store is None else {**os.environ, VARIABLE: store.whole()}
    while True:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=sys.stderr,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
        )
        try:
            status = await process.wait()
        except asyncio.CancelledError:
            if process.stdin is not None:
                process.stdin.close()
            await process.wait()
            raise
        journal.write("watch-ended", status=status)
        await asyncio.sleep(AGAIN_SECONDS)
