"""That a person's key was destroyed: what can be told of it without telling of whom, or of what."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Erasure:
    """One key that is gone, as an entry of the record tells it; when it was is for the record to say.

    vault: the vault's id. subject: `hmac-sha256:<hex>` of the person's identifier, which only the vault's key can make.
    key: `sha256:<hex>` of the wrapped key as it was, which an older copy of the vault still shows.
    """

    vault: str
    subject: str
    key: str

    def facts(self) -> dict[str, str]:
        """As plain JSON."""
        return asdict(self)
