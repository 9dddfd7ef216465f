"""A key for every person, so that whatever was sealed about one of them is erased by destroying it.

A vault is one small file. It knows persons by a keyed hash of their identifier, never by the identifier, and holds for
each a data key, wrapped under the vault's own key, which is sealed to the vault's owner. After `erase` the key is in no
file of the vault, what was sealed with it opens no more wherever it lies, and the `Erasure` is what a record tells.

What is not protected: how many persons a vault has, and what a copy holds that was made before an erasure. Rotate the
vault's key to a new owner's and destroy the old one: then such copies are closed too. Blocks that a disk keeps below
its file system are out of reach, and so is what somebody read while it was open.

>>> import tempfile
>>> from pathlib import Path
>>> from troth.data.sealing import SecretKey
>>> vault = open_vault(Path(tempfile.mkdtemp()) / "vault", SecretKey.generate(), create=True)
>>> letter = vault.seal_for("ada@example.org", b"Where is my card?")
>>> vault.open_for("ada@example.org", letter)
b'Where is my card?'
>>> erasure = vault.erase("ada@example.org")
>>> erasure.subject[:12], vault.state("ada@example.org"), vault.state("bob@example.org")
('hmac-sha256:', 'erased', 'unknown')
"""

from troth.data.vault.columns import open_columns_for, seal_columns_for
from troth.data.vault.erasure import Erasure
from troth.data.vault.tables import open_table_for, seal_table_for
from troth.data.vault.vault import State, Vault, open_vault

__all__ = [
    "Erasure",
    "State",
    "Vault",
    "open_columns_for",
    "open_table_for",
    "open_vault",
    "seal_columns_for",
    "seal_table_for",
]
