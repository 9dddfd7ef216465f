"""Files and columns of tables, sealed to the people who may open them.

A file is sealed with AES-256-GCM in chunks (STREAM) under a data key of its own, which is wrapped for each recipient by
HPKE (RFC 9180). It is opened whole or not at all: whoever alters, cuts, lengthens or swaps anything in it is found out.
Columns are sealed cell by cell, and the rest of the table stays readable.

What is not protected: how long a file is, its name, when it was written, how many recipients it has; of a table its
columns' names, its rows, and how long a cell is, to the next 32 bytes. Nor is it said who sealed a thing: everybody
who knows a recipient's public key can seal to it, and each recipient can make another file that opens for the others.
Compare digests, or sign them, where it matters. Recipients' keys are X25519: a large quantum computer would break them.

>>> import tempfile
>>> from pathlib import Path
>>> folder = Path(tempfile.mkdtemp())
>>> key = create_secret_key(folder / "ada.key")
>>> _ = (folder / "posts.csv").write_text("text,label\\nWhere is my card?,card\\n")
>>> seal(folder / "posts.csv", folder / "posts.csv.sealed", [key.recipient]).recipients
1
>>> _ = unseal(folder / "posts.csv.sealed", folder / "opened.csv", load_secret_key(folder / "ada.key"))
>>> (folder / "opened.csv").read_text() == (folder / "posts.csv").read_text()
True
"""

from troth.data.sealing.columns import ColumnKey, open_columns, seal_columns
from troth.data.sealing.keys import Recipient, SecretKey, create_secret_key, load_secret_key
from troth.data.sealing.recipients import Rewrapped, recipients_of, rewrap, rotate
from troth.data.sealing.seal import SealedFile, is_sealed, look, seal, unseal
from troth.data.sealing.tables import KEYS, keys_beside, open_table, seal_table

__all__ = [
    "KEYS",
    "ColumnKey",
    "Recipient",
    "Rewrapped",
    "SealedFile",
    "SecretKey",
    "create_secret_key",
    "is_sealed",
    "keys_beside",
    "load_secret_key",
    "look",
    "open_columns",
    "open_table",
    "recipients_of",
    "rewrap",
    "rotate",
    "seal",
    "seal_columns",
    "seal_table",
    "unseal",
]
