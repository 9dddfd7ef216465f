"""Tables in which nobody stands out: how anonymous one is, one made so, and answers that tell little of any row.

What is measured and made holds for the quasi-identifiers that are named: who knows more of people than these columns
finds them again. Classes hide who a row is about; only the private answers bound what is learnt, whatever is known.

>>> import polars as pl
>>> people = pl.DataFrame({"age": [34, 36, 35, 61, 64, 69], "ill": ["flu", "no", "no", "flu", "no", "no"]})
>>> measure(people, ["age"], ["ill"]).k.value
1
>>> made = generalise(people, ["age"], Demand(k=3, l=2), sensitive=["ill"])
>>> made.frame["age"].to_list()
['34..36', '34..36', '34..36', '61..69', '61..69', '61..69']
>>> budget = Budget("1")
>>> told = private_count(people.height, budget, "0.25")
>>> str(told.epsilon), str(budget.left)
('1/4', '3/4')
"""

from troth.data.anonymity.beside import Beside, beside
from troth.data.anonymity.demand import Demand
from troth.data.anonymity.generalise import Generalised, generalise
from troth.data.anonymity.hierarchy import Hierarchy, read_hierarchy
from troth.data.anonymity.loss import Loss
from troth.data.anonymity.measured import Anonymity, Sensitive, Worst, measure
from troth.data.anonymity.named import Named
from troth.data.anonymity.private import Budget, Told, private_count, private_histogram, private_mean
from troth.data.anonymity.risk import Risk, Risks, Unmeasured, risks
from troth.data.anonymity.tables import LOG, Made, generalise_table, log_beside

__all__ = [
    "LOG",
    "Anonymity",
    "Beside",
    "Budget",
    "Demand",
    "Generalised",
    "Hierarchy",
    "Loss",
    "Made",
    "Named",
    "Risk",
    "Risks",
    "Sensitive",
    "Told",
    "Unmeasured",
    "Worst",
    "beside",
    "generalise",
    "generalise_table",
    "log_beside",
    "measure",
    "private_count",
    "private_histogram",
    "private_mean",
    "read_hierarchy",
    "risks",
]
