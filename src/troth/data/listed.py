"""Names of columns as an option of a command takes them."""

from __future__ import annotations

import csv
import io
import shlex
from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """Names with commas between them, in quotes where one holds a comma, fit for a shell.

    >>> print(listed(["id", "Name, full"]))
    'id,"Name, full"'
    """
    row = io.StringIO()
    csv.writer(row, lineterminator="").writerow(names)
    return shlex.quote(row.getvalue())
