"""Training data made even: rows of every label in every group counted, weighed, drawn anew, or given altered copies.

>>> import numpy as np
>>> from troth.data.balancing import balancing_weights
>>> balancing_weights(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])).round(2).tolist()
[0.75, 0.75, 1.5, 0.5]
"""

from troth.data.balancing.cells import Cell, Standing, cells_of, standing
from troth.data.balancing.copies import COPIES, Changed, changed
from troth.data.balancing.drawing import WAYS, Drawn, drawn
from troth.data.balancing.tables import Asked, Balanced, Rewording, balance_sheet, log_beside
from troth.data.balancing.weights import balancing_weights, even_weights

__all__ = [
    "COPIES",
    "WAYS",
    "Asked",
    "Balanced",
    "Cell",
    "Changed",
    "Drawn",
    "Rewording",
    "Standing",
    "balance_sheet",
    "balancing_weights",
    "cells_of",
    "changed",
    "drawn",
    "even_weights",
    "log_beside",
    "standing",
]
