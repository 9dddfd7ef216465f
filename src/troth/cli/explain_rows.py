"""`troth explain FILE --model REF --row N`: why a model of tables answers a row as it does, with principal reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.cli.terminal import printable, say, say_json
from troth.errors import DataError

if TYPE_CHECKING:
    from troth.data import Split
    from troth.explain import Cause, RowExplanation
    from troth.models import Model
    from troth.standard import Charter

BAR, WIDEST = 20, 24  # signs of the longest bar; columns that a feature and a value are given
MOST_ROWS = 100  # explained at once

WORDS = {
    "en": {
        "label": "row {row}: {label} ({probability:.3f}; {base:.3f} on average over {rows} reference rows)",
        "decided": "decided under clauses or rules: the most probable label is {likeliest}",
        "reasons": "principal reasons for {label}:",
        "none": "no feature speaks for it beside the reference rows",
        "own": "Reasons without words of the charter's own (reasons:) are not fit for a notice to a person.",
        "error": "Shapley values; a weight's standard error, of the rows and subsets drawn, is {error:.3f} at most.",
    },
    "zh": {
        "label": "第 {row} 行：{label}（{probability:.3f}；{rows} 个参照样本的平均值为 {base:.3f}）",
        "decided": "按条款或规则作出决定：概率最高的标签是 {likeliest}",
        "reasons": "判为 {label} 的主要原因：",
        "none": "与参照样本相比，没有任何特征支持这一结果",
        "own": "章程未给出措辞（reasons:）的原因不宜直接用于给当事人的通知。",
        "error": "Shapley 值；权重的标准误（来自所抽取的参照样本和特征子集）最大为 {error:.3f}。",
    },
}


def explain_rows(
    charter: Charter,
    reference: str,
    number: int | None,
    rows: Path | None,
    language: str,
    *,
    as_json: bool,
) -> int:
    """Explain one row, or each row of a file of at most a hundred.

    number: from 1, in the file; without one in the training data as it stands there, of which no test row is explained.
    """
    from troth.cli.progress import shown
    from troth.data import check_readable, load, load_rows
    from troth.explain import REFERENCE, explain_row, principal_reasons
    from troth.models import load as load_model

    with shown() as progress:
        dataset = load(charter, progress=progress)
        model = load_model(reference, kind=charter.task.kind, labels=dataset.labels)
        split = load_rows(charter, dataset, rows)
        given, others = split.inputs(), dataset.train.inputs()
        assert isinstance(given, dict)
        assert isinstance(others, dict)
        chosen = _chosen(len(split), number, rows)
        if rows is None or _is_own(charter, rows):
            check_readable(charter, split.roles.features, None)  # their values are shown
            _refuse_tests(split, dataset.test, chosen)
        found = [
            explain_row(model, {name: column[at : at + 1] for name, column in given.items()}, others, progress=progress)
            for at in chosen
        ]
    causes = [principal_reasons(model, one, _wording(charter, one.label, language), language) for one in found]
    if as_json:
        say_json(_document(charter, model, [at + 1 for at in chosen], found, causes))
        return 0
    seen = min(len(dataset.train), REFERENCE)
    pictures = (picture(at + 1, one, why, seen, language) for at, one, why in zip(chosen, found, causes, strict=True))
    say("\n\n".join(pictures))
    return 0


def _is_own(charter: Charter, rows: Path) -> bool:
    """Whether a file is one of the charter's own. Raises DataError for that of its test rows."""
    data = charter.data
    for split, source in (("train", data.train), ("validation", data.validation), ("test", data.test)):
        path = None if source is None else charter.folder / Path(source.path).expanduser()
        if path is not None and path.is_file() and path.samefile(rows):
            if split == "test":
                raise DataError(
                    "holds the test rows, which nobody looks at before a model is judged",
                    where=str(rows),
                    remedy="Name another file of rows.",
                )
            return True
    return False


def _chosen(rows: int, number: int | None, file: Path | None) -> list[int]:
    where = "the training data" if file is None else str(file)
    if number is None and rows > MOST_ROWS:
        raise DataError(
            f"has {rows} rows, and at most {MOST_ROWS} are explained at once", where=where, remedy="Give --row N."
        )
    if number is not None and number > rows:
        raise DataError(f"has no row {number}, but {rows}", where=where, remedy="Rows are counted from 1.")
    return list(range(rows)) if number is None else [number - 1]


def _refuse_tests(split: Split, test: Split, chosen: list[int]) -> None:
    """Refuse rows that were split off to judge on: who looks at one before a model is judged may be led by it."""
    places = {split.places.of(row): row for row in chosen}
    for row in range(len(test)):
        at = places.get(test.places.of(row))
        if at is not None:
            raise DataError(
                f"row {at + 1} is a test row, which nobody looks at before a model is judged",
                where=test.places.of(row),
                remedy="Name another row; or give --rows, a file of the rows to be explained.",
            )


def _wording(charter: Charter, label: str, language: str) -> dict[str, str]:
    """The charter's words for the features, where a row got this label; those for it alone go before those for any."""
    fitting = sorted((one for one in charter.reasons if one.label in (None, label)), key=lambda one: one.label or "")
    return {one.feature: (one.zh if language == "zh" and one.zh else one.en) for one in fitting}


def picture(row: int, found: RowExplanation, causes: tuple[Cause, ...], seen: int, language: str) -> str:
    """The label, the reasons, and a signed bar for each feature."""
    from rich.cells import set_cell_size

    from troth.explain import written

    told = WORDS[language]
    facts = {"label": printable(found.label), "probability": found.probability, "base": found.base, "rows": seen}
    lines = [told["label"].format(row=row, **facts)]
    if found.label != found.likeliest:
        lines.append(told["decided"].format(likeliest=printable(found.likeliest)))
    lines.append(told["reasons"].format(label=printable(found.label)) if causes else told["none"])
    lines += [f"  {place}. {printable(cause.text)}" for place, cause in enumerate(causes, start=1)]
    lines.append("")
    most = max(map(abs, found.weights), default=0.0) or 1.0
    for place in found.ranking:
        weight = round(found.weights[place], 3) + 0.0  # which is never -0.000
        size = round(abs(weight) / most * BAR)
        against, for_ = ("-" * size, "") if weight < 0 else ("", "+" * size)
        cells = (found.features[place], written(found.values[place]))
        shown = "  ".join(set_cell_size(printable(cell), WIDEST) for cell in cells)
        lines.append(f"  {shown}  {weight:+.3f}  {against:>{BAR}}|{for_}".rstrip())
    lines += ["", told["error"].format(error=found.error)]
    return "\n".join(lines + ([told["own"]] if not all(cause.worded for cause in causes) else []))


def _document(
    charter: Charter, model: Model, rows: list[int], found: list[RowExplanation], causes: list[tuple[Cause, ...]]
) -> dict[str, Any]:
    head = {"charter": {"name": charter.name, "digest": charter.digest}, "model": {"digest": model.digest}}
    return {"format": 1, **head, "rows": [_row(*each) for each in zip(rows, found, causes, strict=True)]}


def _row(row: int, found: RowExplanation, causes: tuple[Cause, ...]) -> dict[str, Any]:
    cells = zip(found.features, found.values, found.weights, found.typical, strict=True)
    return {
        "row": row,
        "label": found.label,
        "likeliest": found.likeliest,
        "probability": found.probability,
        "base": found.base,
        "error": found.error,
        "features": [
            {"feature": name, "value": value, "weight": weight, "typical": typical}
            for name, value, weight, typical in cells
        ],
        "reasons": [
            {"feature": one.feature, "weight": one.weight, "text": one.text, "worded": one.worded} for one in causes
        ],
    }
