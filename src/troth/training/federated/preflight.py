"""What is known before a federated training begins: whether this charter can be trained so, on these rows, here."""

from __future__ import annotations

from troth.data import Dataset
from troth.standard import Charter
from troth.training.federated.flower.processes import check_installed
from troth.training.federated.ledger import epsilon_of
from troth.training.federated.partition import parted
from troth.training.federated.plan import ROUNDS, numbers_of, unmet


def check_possible(charter: Charter, dataset: Dataset) -> None:
    """Raises TrainingError where a federated charter's training would be refused; nothing is promised by then."""
    federation = charter.training.federated
    if federation is None:
        return
    check_installed()
    unmet(charter)
    numbers_of(federation, len(parted(dataset.train, dataset.labels, federation, 0)))
    if federation.noise:
        epsilon_of(federation.noise, (federation.rounds or ROUNDS) + 1, federation.delta)
