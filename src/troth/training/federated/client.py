"""A client: what it answers to each of the server's questions, from its own rows and under its own copy of the charter.

What protects its rows (clipping, noise, the secure sum) is as its own charter says, whatever the server asks.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np

from troth.data import Dataset
from troth.errors import TrainingError
from troth.models import base_digest
from troth.standard import Charter, Federation
from troth.training.federated import head
from troth.training.federated.exchange import Fact, Letter
from troth.training.federated.local import hold_still, learned, moving
from troth.training.federated.plan import EPOCHS, ROUNDS, local_settings, numbers_of, part_of
from troth.training.federated.secure.fixed_point import encoded
from troth.training.federated.secure.party import Party
from troth.training.federated.station import Station
from troth.training.federated.turns import turn
from troth.training.federated.update import Layout, Vector, clipped
from troth.training.first_head import features_of
from troth.training.private.secret import Secret
from troth.training.setup import Setup, prepare
from troth.training.workers import Workers

PARTY = "secure.json"


class Client:
    """One owner of rows."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._setup: Setup | None = None
        self._rows = 0

    def answer(self, asked: Letter) -> Letter:
        """The answer to a question. Raises TrothError where there is none to give."""
        steps: dict[str, Callable[[Letter], Letter]] = {
            "hello": self._hello,
            "keys": self._keys,
            "shares": self._shares,
            "head": self._head,
            "train": self._train,
            "reveal": self._reveal,
        }
        if asked.about not in steps:
            raise TrainingError(f"the server asks for {asked.about!r}, which no client gives")
        if asked.facts.get("charter") != self._charter.digest:
            raise TrainingError("the server trains under another charter", where=str(self._station.charter))
        try:
            return steps[asked.about](asked)
        except (KeyError, ValueError, TypeError) as error:
            what = f"the server's question cannot be answered ({type(error).__name__}: {error})"
            raise TrainingError(what) from error

    @cached_property
    def _charter(self) -> Charter:
        return self._station.read_charter()

    @property
    def _federation(self) -> Federation:
        federation = self._charter.training.federated
        if federation is None:
            raise TrainingError("the charter has no training.federated", where=str(self._station.charter))
        return federation

    def _dataset(self, labels: tuple[str, ...]) -> Dataset:
        return self._station.dataset(self._charter, labels)

    def _hello(self, asked: Letter) -> Letter:
        labels = tuple(asked.facts["labels"])
        base = base_digest(self._charter.model_base, kind=self._charter.task.kind)
        if base != asked.facts["base"]:
            raise TrainingError("the server trains another base", where=self._charter.model_base)
        return Letter("hello", {"client": self._station.number, "rows": len(self._dataset(labels).train)})

    def _prepared(self, asked: Letter) -> Setup:
        if self._setup is None:
            charter, dataset = part_of(self._charter), self._dataset(tuple(asked.facts["labels"]))
            self._rows = len(dataset.train)
            self._setup = prepare(charter, dataset, _seed(asked.facts, "network"), part=True)
            hold_still(self._setup)
        return self._setup

    def _head(self, asked: Letter) -> Letter:
        labels = tuple(asked.facts["labels"])
        with turn(self._station.turns, self._station.places):
            setup, dataset = self._prepared(asked), self._dataset(labels)
            with Workers(self._station.workers, self._station.threads):
                features = features_of(setup.network, setup.reader, dataset)
            vector = head.statistics(features, dataset.train.label_codes(labels), len(labels))
        return self._sent(asked, vector, head.BOUND)

    def _train(self, asked: Letter) -> Letter:
        round_, federation, charter = int(asked.facts["round"]), self._federation, self._charter
        station = self._station
        share = (round_ - 1) / (federation.rounds or ROUNDS)
        with turn(station.turns, station.places), Workers(station.workers, station.threads) as workers:
            setup, rows = self._prepared(asked), self._rows
            moved, loss = learned(
                setup,
                local_settings(setup.settings, charter, federation.epochs or EPOCHS, share, rows),
                {name: numbers.astype(np.float32) for name, numbers in asked.arrays.items()},
                workers,
                half=station.half,
                proximal=federation.proximal,
                seed=_seed(asked.facts, "rows"),
                work=station.folder / "round",
            )
        vector = Layout.of({name: moved[name] for name, _ in moving(setup)}).flat(moved)
        answer = self._sent(asked, vector, federation.clip)
        return answer if federation.noise else Letter("train", {**answer.facts, "loss": loss}, answer.arrays)

    def _sent(self, asked: Letter, vector: Vector, bound: float | None) -> Letter:
        """An update as it leaves: clipped and, for a secure sum, weighed, noisy and masked."""
        vector = clipped(vector, bound)
        if not self._federation.secure:
            return Letter(asked.about, {}, {"update": vector})
        if "step" not in asked.facts:
            raise TrainingError("the server asks in the open for what the charter hides from it")
        party = Party.kept(self._party, int(asked.facts["step"]))
        weighed = vector * np.float32(min(max(float(asked.facts["weight"]), 0.0), 1.0))
        if self._federation.noise and bound:
            alone = self._federation.noise * bound / party.needed**0.5
            drawn = Secret(os.urandom(32)).normals("noise", 0, 0, len(vector))
            weighed = weighed + drawn * np.float32(alone)
        received = dict(zip(asked.facts["senders"], asked.facts["sealed"], strict=True))
        party, masked = party.mask(encoded(weighed), received)
        party.keep(self._party)
        return Letter(asked.about, {}, {"masked": masked})

    def _keys(self, asked: Letter) -> Letter:
        party = Party.new(int(asked.facts["step"]), int(asked.facts["number"]))
        self._station.folder.mkdir(parents=True, exist_ok=True)
        party.keep(self._party)
        return Letter("keys", {"public": party.public()})

    def _shares(self, asked: Letter) -> Letter:
        party = Party.kept(self._party, int(asked.facts["step"]))
        publics = dict(zip(asked.facts["numbers"], asked.facts["publics"], strict=True))
        needed = int(asked.facts["needed"])
        if self._quorum not in (None, needed):
            raise TrainingError(f"the server's quorum is {needed}, and that of the charter {self._quorum}")
        party, sealed = party.share(publics, needed)
        party.keep(self._party)
        return Letter("shares", {"numbers": list(sealed), "sealed": list(sealed.values())})

    def _reveal(self, asked: Letter) -> Letter:
        party = Party.kept(self._party, int(asked.facts["step"]))
        self._party.unlink()  # before it answers: a second question about the same sum could take its masks off
        shares = party.reveal(list(asked.facts["survivors"]))
        return Letter("reveal", {"numbers": list(shares), "shares": list(shares.values())})

    @property
    def _quorum(self) -> int | None:
        """That of a round, as far as the charter itself says it."""
        federation = self._federation
        if federation.clients is None:
            return federation.quorum
        return int(numbers_of(federation, federation.clients)["quorum"])

    @property
    def _party(self) -> Path:
        return self._station.folder / PARTY


def _seed(facts: Mapping[str, Fact], purpose: str) -> int:
    """Of a client's draws for a round; that of the network is the same for all."""
    own = (facts["number"], facts["round"]) if purpose == "rows" else ()
    text = "\0".join(map(str, ("troth federated 1", purpose, facts["seed"], *own)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7])
