"""A client's side of one sum: its keys, shares of its secrets, its masked vector, and what it gives away at the end.

The steps come as messages, perhaps to a process each; what a step needs of those before is kept in one file, readable
by the owner alone, which goes when the sum is done.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag

from troth.errors import TrainingError
from troth.training.federated.secure import keys
from troth.training.federated.secure.fixed_point import Words
from troth.training.federated.secure.shares import BYTES, shared

Numbered = Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class Party:
    """What a client knows of one sum; bytes as hexadecimal text, so that it can be kept.

    number: of the client, from 1. sealing, masking: private keys. own: the seed of its own mask. publics: all public
    keys. received: what others sealed for it. needed: clients that can put a secret together. masked: whether a vector
    was sent under these masks: two would tell how they differ.
    """

    round: int
    number: int
    sealing: str = field(repr=False)
    masking: str = field(repr=False)
    own: str = field(repr=False)
    publics: Mapping[str, str] = field(default_factory=dict)
    received: Mapping[str, str] = field(default_factory=dict, repr=False)
    needed: int = 0
    masked: bool = False

    @classmethod
    def new(cls, round_: int, number: int) -> Party:
        """With new keys."""
        return cls(round_, number, keys.drawn().hex(), keys.drawn().hex(), os.urandom(keys.BYTES).hex())

    def public(self) -> bytes:
        """Both public keys, one after the other."""
        return keys.public(bytes.fromhex(self.sealing)) + keys.public(bytes.fromhex(self.masking))

    def share(self, publics: Numbered, needed: int) -> tuple[Party, dict[int, bytes]]:
        """For every other client, a share of both secrets that only it can read.

        Raises TrainingError for a plan by which half of the clients could put a secret together, or not all of them,
        or which has another public key for this client than its own; and where shares were given before.
        """
        if self.publics:
            raise _unsound("its secrets were shared out before")
        if not len(publics) < 2 * needed <= 2 * len(publics) or publics.get(self.number) != self.public():
            raise _unsound(f"{needed} of {len(publics)} clients would do, or a public key is not the one that was sent")
        holders = sorted(publics)
        secrets = [shared(bytes.fromhex(secret), needed, holders) for secret in (self.masking, self.own)]
        known = replace(self, publics={str(number): public.hex() for number, public in publics.items()}, needed=needed)
        sealed = {
            number: keys.sealed(known._pair(self.number, number), secrets[0][number] + secrets[1][number])
            for number in holders
            if number != self.number
        }
        mine = keys.sealed(known._pair(self.number, self.number), secrets[0][self.number] + secrets[1][self.number])
        return replace(known, received={str(self.number): mine.hex()}), sealed

    def mask(self, words: Words, received: Numbered) -> tuple[Party, Words]:
        """The vector under masks shared with those whose shares were received, and one of its own.

        Raises TrainingError for too few of them, and for a second vector.
        """
        if self.masked:
            raise _unsound("a vector was sent under these masks before")
        if len(received) + 1 < self.needed:
            raise _unsound(f"{len(received) + 1} clients are left, and {self.needed} are needed")
        masked = words + keys.stream(bytes.fromhex(self.own), len(words))
        for number in received:
            between = keys.stream(self._between(number), len(words))
            masked = masked + between if number > self.number else masked - between
        kept = {**self.received, **{str(number): sealed.hex() for number, sealed in received.items()}}
        return replace(self, received=kept, masked=True), masked

    def reveal(self, survivors: Sequence[int]) -> dict[int, bytes]:
        """Of each survivor the share of its own mask's seed, of each other the share of its masking key: never both.

        What a client sealed so that it cannot be opened is left out. Raises TrainingError where fewer than needed
        survived.
        """
        there = set(survivors) & {int(number) for number in self.received}
        if len(there) < self.needed or self.number not in there:
            raise _unsound(f"{len(there)} clients are said to have sent a vector, and {self.needed} are needed")
        found = {}
        for text, sealed in self.received.items():
            number = int(text)
            try:
                both = keys.unsealed(self._pair(number, self.number), bytes.fromhex(sealed))
            except InvalidTag:
                continue
            found[number] = both[BYTES:] if number in there else both[:BYTES]
        return found

    def keep(self, path: Path) -> None:
        """Write it down for the next step."""
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(self), file)
        draft.replace(path)

    @classmethod
    def kept(cls, path: Path, round_: int) -> Party:
        """As it was written down for this round. Raises TrainingError where there is none."""
        try:
            found = cls(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError):
            found = None
        if found is None or found.round != round_:
            raise _unsound(f"a step of round {round_} came that was not begun")
        return found

    def _pair(self, sender: int, receiver: int) -> bytes:
        """The key under which one client sealed for another."""
        other = receiver if sender == self.number else sender
        public = bytes.fromhex(self.publics[str(other)])[: keys.BYTES]
        return keys.agreed(bytes.fromhex(self.sealing), public, b"seal %d %d %d" % (self.round, sender, receiver))

    def _between(self, number: int) -> bytes:
        """The key of the mask that this client and another share."""
        public = bytes.fromhex(self.publics[str(number)])[keys.BYTES :]
        return between(bytes.fromhex(self.masking), public, self.round)


def between(private: bytes, public: bytes, round_: int) -> bytes:
    """The key of the mask of two clients, from the masking keys of either."""
    return keys.agreed(private, public, b"mask %d" % round_)


def _unsound(why: str) -> TrainingError:
    return TrainingError(f"the secure sum is not what it should be: {why}", remedy="Nothing was sent for this round.")
