"""AIF360's adversarial debiasing on one repeat of `constrained_tables`, in an environment of its own with TensorFlow.

Reads `train.csv`, `validation.csv` and `test.csv` of a folder, learns from the first two and writes one JSON object to
standard output: `chosen`, for each weight of the adversary the codes (0 or 1) of the test rows in the file's order, and
`seconds` of processor time. Numbers are standardised and texts become indicators, as AIF360 leaves that to its user.

B. H. Zhang, B. Lemoine and M. Mitchell (2018), Mitigating unwanted biases with adversarial learning, AIES.

    python benches/_adversarial_debiasing.py FOLDER LABEL POSITIVE GROUP SEED FEATURE ...
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pandas as pd
import tensorflow.compat.v1 as tf
from aif360.algorithms.inprocessing import AdversarialDebiasing
from aif360.datasets import BinaryLabelDataset

WEIGHTS = (0.1, 0.5, 1.0, 2.0)  # of the adversary's loss; 0.1 is AIF360's own, and the others go where gaps are small


def read(folder: Path, features: list[str], label: str, positive: str, group: str) -> tuple[BinaryLabelDataset, ...]:
    """The rows to learn from and those to judge on."""
    parts = [pd.read_csv(folder / f"{split}.csv", dtype=str) for split in ("train", "validation", "test")]
    rows = pd.concat(parts, ignore_index=True)
    learned = len(parts[0]) + len(parts[1])
    columns = []
    for name in features:
        numbers = pd.to_numeric(rows[name], errors="coerce")
        if numbers.notna().mean() > 0.9:
            columns.append(((numbers - numbers[:learned].mean()) / numbers[:learned].std()).fillna(0.0).rename(name))
        else:
            columns.append(pd.get_dummies(rows[name], prefix=name, dtype=float))
    frame = pd.concat(columns, axis=1)
    first = sorted(rows[group].unique())[0]
    frame["protected"] = (rows[group] == first).astype(float)
    frame["outcome"] = (rows[label] == positive).astype(float)
    made = []
    for part in (frame[:learned], frame[learned:]):
        dataset = BinaryLabelDataset(df=part, label_names=["outcome"], protected_attribute_names=["protected"])
        place = dataset.feature_names.index("protected")  # an input only where it is among the features
        dataset.features = dataset.features[:, [at for at in range(dataset.features.shape[1]) if at != place]]
        dataset.feature_names = [name for name in dataset.feature_names if name != "protected"]
        made.append(dataset)
    return tuple(made)


def main(folder: str, label: str, positive: str, group: str, seed: str, *features: str) -> None:
    """Learn once for each weight."""
    tf.disable_eager_execution()
    learn, judge = read(Path(folder), list(features), label, positive, group)
    started, chosen = time.process_time(), []
    for weight in WEIGHTS:
        tf.reset_default_graph()
        with tf.Session() as session:
            model = AdversarialDebiasing(
                unprivileged_groups=[{"protected": 0.0}],
                privileged_groups=[{"protected": 1.0}],
                scope_name="model",
                sess=session,
                seed=int(seed),
                adversary_loss_weight=weight,
            )
            answers = model.fit(learn).predict(judge)
            chosen.append([int(code) for code in answers.labels.ravel()])
    sys.stdout.write("\n" + json.dumps({"chosen": chosen, "seconds": time.process_time() - started}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
