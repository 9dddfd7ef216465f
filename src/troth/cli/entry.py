"""The door of the command line: an interrupt ends in its exit status also while the program is still being imported."""

import sys

INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def main() -> None:
    """Import the command line and run it; always ends in SystemExit."""
    try:
        from troth.cli.main import main as run  # click and the rest, which take the time an interrupt may fall into

        run()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted. What was finished is kept; the same command goes on from there.\n")
        sys.exit(INTERRUPTED)
