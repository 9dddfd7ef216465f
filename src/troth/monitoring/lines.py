"""Which sources watch which line of a charter; or why none can."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from troth.monitoring.callers import Callers
from troth.monitoring.drift import ConfidenceDrift, InputDrift, OutputDrift
from troth.monitoring.gaps import GAPS, MOST_COMPARED, Gaps, columns_in
from troth.monitoring.line import Line
from troth.monitoring.quality import SHARES, Expected, Judged
from troth.monitoring.rates import RATES, Rate, Slow
from troth.monitoring.reference import Reference
from troth.monitoring.source import Source
from troth.standard import Charter, MeasureCall, Watch

NO_LIMIT = "without a limit there is nothing to hold it against: write one"
ONE_BY_ONE = "callers are watched one by one, and not counted: write false alarms, and no limit"
NO_LABELS = "its decisions have no single label"
NO_MEAN = "it is no share of single decisions"


@dataclass(frozen=True, slots=True)
class Setting:
    """What lines are watched under. labels: of the charter, or of the reference. reference: None, and why: what there
    is none for.
    """

    charter: Charter
    labels: tuple[str, ...] | None
    reference: Reference | None
    why: str


def lines_of(setting: Setting) -> list[Line]:
    """A charter's lines, each with what it may err: as many false alarms a year as it says. Lines that say nothing
    share what the charter's confidence leaves.
    """
    charter = setting.charter
    silent = sum(watch.false_alarms is None for watch in charter.monitoring)
    return [_line(watch, setting, silent) for watch in charter.monitoring]


def needs_groups(charter: Charter) -> bool:
    """Whether a line is about groups, which stand in what is kept of decisions and not in the log."""
    return any("group" in watch.measure.arguments for watch in charter.monitoring)


def _line(watch: Watch, setting: Setting, silent: int) -> Line:
    confidence = setting.charter.confidence
    if watch.clause is not None and watch.clause.confidence is not None:
        confidence = watch.clause.confidence
    alarms = watch.false_alarms if watch.false_alarms is not None else (1 - confidence) / silent
    return Line(watch, _sources(watch, setting), alarms=alarms, confidence=confidence)


def _sources(watch: Watch, setting: Setting) -> Sequence[Source] | str:
    """Of the measure's kind; or why there are none."""
    call = watch.measure
    limit = None if watch.clause is None else watch.clause.limit
    if call.name == "drift":
        return _drift(call, setting, limit or 0.0)
    if call.name == "unusual_callers":
        return ONE_BY_ONE if limit is not None else _callers(setting)
    if limit is None:
        return NO_LIMIT
    if call.name in RATES:
        return [Rate(call.name, call.arguments, limit)]
    if call.name == "p99_ms":
        return [Slow(limit)]
    if call.name in GAPS:
        return _gaps(call, setting, limit)
    return _quality(call, setting, limit)


def _drift(call: MeasureCall, setting: Setting, tolerance: float) -> Sequence[Source] | str:
    reference, of = setting.reference, str(call.arguments["of"])
    if reference is None:
        return setting.why
    if of in ("input", "embedding"):
        if reference.inputs is None:
            return "the reference says nothing of inputs"
        return [InputDrift(reference.inputs, tolerance, far=of == "input")]
    if reference.predictions is None:
        return "the reference says nothing of answers"
    return [DRIFTS[of](reference.predictions, tolerance)]


DRIFTS: Mapping[str, Callable[..., Source]] = {"output": OutputDrift, "confidence": ConfidenceDrift}


def _callers(setting: Setting) -> Sequence[Source] | str:
    return setting.why if setting.reference is None else [Callers(setting.reference)]


def _gaps(call: MeasureCall, setting: Setting, limit: float) -> Sequence[Source] | str:
    if setting.labels is None:
        return NO_LABELS
    gaps = Gaps(call.name, setting.labels, _label(call, setting), columns_in(call.arguments), limit)
    if setting.charter.serving.keep.content != "sealed":
        return "groups are not kept (serving.keep)"
    if gaps.compared > MOST_COMPARED:
        return f"it compares {gaps.compared:,} rates, and at most {MOST_COMPARED} are watched: name a label"
    return [gaps]


def _quality(call: MeasureCall, setting: Setting, limit: float) -> Sequence[Source] | str:
    measured, columns = call.inner or call, columns_in(call.arguments)
    if measured.name not in SHARES:
        return NO_MEAN
    if columns and setting.charter.serving.keep.content != "sealed":
        return "groups are not kept (serving.keep)"
    label = _label(measured, setting)
    if measured.name != "accuracy" and label is None:
        return "a mean over labels is no share of single decisions: name a label"
    judged = Judged(measured.name, label, columns, limit)
    reference = setting.reference
    if measured.name != "accuracy" or columns or reference is None or reference.predictions is None:
        return [judged]
    return [judged, Expected(reference.predictions.calibration, limit, setting.charter.confidence)]


def _label(call: MeasureCall, setting: Setting) -> str | None:
    """The label that is meant: the one named, or the charter's positive one."""
    if call.name in ("accuracy", "accuracy_difference"):
        return None
    named = call.arguments.get("label", setting.charter.task.positive)
    return None if named is None or str(named) not in (setting.labels or ()) else str(named)
