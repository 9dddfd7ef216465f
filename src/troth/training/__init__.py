"""Training: from a charter and its data to a model folder, the same every time.

    >>> from troth.training import Epoch
    >>> Epoch(number=1, loss=0.7, validation={"macro_f1": 0.61}, seconds=12.5).validation["macro_f1"]
    0.61

`train` picks the trainer by the kind of task; it can be interrupted at any time and goes on where it was. From an
`Older` release it goes on with new rows. `margins` and `least_sure` choose which rows to label next.
"""

from troth.training.choice import least_sure, margins
from troth.training.train import train
from troth.training.updating.older import Older
from troth.training.values import Epoch, Trained

__all__ = ["Epoch", "Older", "Trained", "least_sure", "margins", "train"]
