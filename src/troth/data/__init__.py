"""Tables with roles, and all that is done to them.

`load` reads the files that a charter names, settles labels and groups, splits off what is not given, and says what a
reader should know about the result.

>>> from pathlib import Path
>>> from troth import data, standard
>>> dataset = data.load(standard.read(Path("charter.yaml")))            # doctest: +SKIP
>>> dataset.train.inputs()[:1], dataset.train.labels()[:1]              # doctest: +SKIP
(['Where is my card?'], ['card_arrival'])
"""

from troth.data.alteration import ATTACKS, altered
from troth.data.header import check_headers, features_of
from troth.data.identity import exchanged, with_terms
from troth.data.inspect import inspect
from troth.data.interface import Dataset, Finding, Roles, Split, Step
from troth.data.load import load
from troth.data.places import Places
from troth.data.pool import Pool, load_pool, load_rows

__all__ = [
    "ATTACKS",
    "Dataset",
    "Finding",
    "Places",
    "Pool",
    "Roles",
    "Split",
    "Step",
    "altered",
    "check_headers",
    "exchanged",
    "features_of",
    "inspect",
    "load",
    "load_pool",
    "load_rows",
    "with_terms",
]
