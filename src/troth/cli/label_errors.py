"""What label errors are looked for by: models that did not learn from a row, where the packages for them are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from troth.data import Asked, Probabilities
    from troth.progress import Progress
    from troth.standard import NotMeasured


def probabilities(base: str) -> Probabilities:
    """Makes the probabilities that label errors are looked for by, out of fold; says so where packages are missing."""

    def made(asked: Asked, progress: Progress) -> NDArray[np.float64] | NotMeasured:
        from troth.errors import ModelError
        from troth.standard import NotMeasured
        from troth.training import table_probabilities, text_probabilities

        try:
            if asked.texts is not None:
                return text_probabilities(asked.texts, asked.codes, asked.folds, base=base, progress=progress)
            return table_probabilities(asked.features or {}, asked.codes, asked.folds, progress=progress)
        except ModelError as error:
            return NotMeasured(f"{error.what}: {error.remedy}" if error.remedy else error.what)

    return made
