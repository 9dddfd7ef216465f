"""What a file of data is worth before a model learns from it.

>>> from pathlib import Path
>>> from troth.data.quality import describe, sheet_of
>>> found = describe([sheet_of(Path("posts.csv"))])                     # doctest: +SKIP
>>> [(finding.what, finding.count) for finding in found.findings]      # doctest: +SKIP
[('rows of posts.csv are copies of an earlier one', 12)]

A `Sheet` is a file as it stands, with roles for its columns; `describe` takes sheets, and changes none.
"""

from troth.data.quality.describe import Description, describe
from troth.data.quality.document import document, rows_found
from troth.data.quality.interface import Listed, Listing
from troth.data.quality.label_errors import Asked, LabelErrors, Probabilities
from troth.data.quality.representation import Reference, read_reference
from troth.data.quality.sheet import Sheet, sheet_of, sheets_of

__all__ = [
    "Asked",
    "Description",
    "LabelErrors",
    "Listed",
    "Listing",
    "Probabilities",
    "Reference",
    "Sheet",
    "describe",
    "document",
    "read_reference",
    "rows_found",
    "sheet_of",
    "sheets_of",
]
