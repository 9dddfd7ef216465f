"""Training: from a charter and its data to a model folder, the same every time.

    >>> from troth.training import Epoch
    >>> Epoch(number=1, loss=0.7, validation={"macro_f1": 0.61}, seconds=12.5).validation["macro_f1"]
    0.61

`train` picks the trainer by the kind of task; it can be interrupted at any time and goes on where it was. From an
`Older` release it goes on with new rows. `margins` and `least_sure` choose which rows to label next. `frontier` says
what a table's clauses cost at other limits; a `Study` says which settings to try next. `check_training` refuses first
what could not end.
"""

from troth.training.choice import least_sure, margins
from troth.training.constraints.frontier import Frontier, Point, Sweep, halfway, refuse_frontier
from troth.training.out_of_fold import table_probabilities, text_probabilities
from troth.training.preflight import check_frontier, check_search, check_training, check_training_section
from troth.training.search import Study, Tried
from troth.training.search_space import Dimension, space_of
from troth.training.train import frontier, train
from troth.training.updating.older import Older
from troth.training.values import Epoch, Stopped, Trained, Watch

__all__ = [
    "Dimension",
    "Epoch",
    "Frontier",
    "Older",
    "Point",
    "Stopped",
    "Study",
    "Sweep",
    "Trained",
    "Tried",
    "Watch",
    "check_frontier",
    "check_search",
    "check_training",
    "check_training_section",
    "frontier",
    "halfway",
    "least_sure",
    "margins",
    "refuse_frontier",
    "space_of",
    "table_probabilities",
    "text_probabilities",
    "train",
]
