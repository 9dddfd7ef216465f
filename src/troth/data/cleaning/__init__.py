"""A better file of a file, by named steps: the source stays as it is, and all that was done can be undone.

>>> from pathlib import Path
>>> from troth.data.cleaning import Beside, clean_file, steps_named
>>> from troth.data.quality import sheet_of
>>> sheet = sheet_of(Path("posts.csv"))                                              # doctest: +SKIP
>>> steps = steps_named(["trim", "drop-duplicates"])
>>> done = clean_file(Path("posts.csv"), Path("posts.cleaned.csv"), sheet, steps)    # doctest: +SKIP
>>> [(step.step, step.rows_before, step.rows_after) for step in done.steps]          # doctest: +SKIP
[('trim', 61, 61), ('drop-duplicates', 61, 60)]

What a step leaves alone is copied byte for byte. Beside the new file lie a log of digests, counts and places, and the
bytes (of Parquet: the rows) that were taken out, from which `restore_file` makes the source again. `clean_files` writes
several files, all of them or none.
"""

from troth.data.cleaning.cleaning import Done
from troth.data.cleaning.files import Cleaned, Wanted, clean_file, clean_files, log_beside, targets
from troth.data.cleaning.steps import STEPS, Beside, Step, defaults, steps_named
from troth.data.cleaning.suspects import listed_rows
from troth.data.cleaning.undo import Restored, restore_file

__all__ = [
    "STEPS",
    "Beside",
    "Cleaned",
    "Done",
    "Restored",
    "Step",
    "Wanted",
    "clean_file",
    "clean_files",
    "defaults",
    "listed_rows",
    "log_beside",
    "restore_file",
    "steps_named",
    "targets",
]
