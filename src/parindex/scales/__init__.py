"""The eight scales, a closed set: each declares, reads an observation and lowers to one expression."""

from __future__ import annotations

from fractions import Fraction
from types import ModuleType
from typing import Annotated, assert_never

from pydantic import Field

from parindex.errors import Problem, problem
from parindex.exact import ZERO
from parindex.formula.expression import Expression
from parindex.scales import checklist, count, deduction, direct, levels, ratio, steps, survey
from parindex.scales.checklist import ChecklistScale
from parindex.scales.count import CountScale
from parindex.scales.deduction import DeductionScale
from parindex.scales.direct import DirectScale
from parindex.scales.levels import LevelsScale
from parindex.scales.observation import Form, Observation, Reading
from parindex.scales.ratio import RatioScale
from parindex.scales.steps import StepsScale
from parindex.scales.survey import SurveyScale

__all__ = [
    "ChecklistScale",
    "CountScale",
    "DeductionScale",
    "DirectScale",
    "LevelsScale",
    "Observation",
    "RatioScale",
    "Reading",
    "Scale",
    "StepsScale",
    "SurveyScale",
    "forms",
    "greatest",
    "lower",
    "read",
]

Scale = Annotated[
    LevelsScale
    | StepsScale
    | RatioScale
    | ChecklistScale
    | CountScale
    | DeductionScale
    | DirectScale
    | SurveyScale,
    Field(discriminator="method"),
]

# One module for each scale: a table, for reading is done for every entry of every sheet.
_MODULES: dict[type, ModuleType] = {
    LevelsScale: levels,
    StepsScale: steps,
    RatioScale: ratio,
    ChecklistScale: checklist,
    CountScale: count,
    DeductionScale: deduction,
    DirectScale: direct,
    SurveyScale: survey,
}


def forms(scale: Scale) -> tuple[Form, ...]:
    """Return the forms of observation that a scale takes."""
    return steps.forms(scale) if type(scale) is StepsScale else _MODULES[type(scale)].FORMS


def lower(scale: Scale, maximum: Fraction, form: Form) -> Expression:
    """Return the expression of a scale's points in ``[0, maximum]``, for one form of observation."""
    match scale:
        case LevelsScale():
            return levels.lower(scale, maximum, form)
        case StepsScale():
            return steps.lower(scale, maximum, form)
        case RatioScale():
            return ratio.lower(scale, maximum, form)
        case ChecklistScale():
            return checklist.lower(scale, maximum, form)
        case CountScale():
            return count.lower(scale, maximum, form)
        case DeductionScale():
            return deduction.lower(scale, maximum, form)
        case DirectScale():
            return direct.lower(scale, maximum, form)
        case SurveyScale():
            return survey.lower(scale, maximum, form)
        case _:
            assert_never(scale)


def read(scale: Scale, maximum: Fraction, observation: Observation) -> Reading | Problem:
    """Return the inputs of an observation, or the one problem why it does not fit the scale."""
    module, form = _MODULES[type(scale)], observation.form
    allowed: tuple[Form, ...] = steps.forms(scale) if type(scale) is StepsScale else module.FORMS
    if form not in allowed:
        wanted = " | ".join(" + ".join(each) for each in allowed)
        stray = next((name for name in form if all(name not in each for each in allowed)), "")
        return problem(
            "E-FORM", (stray,) if stray else (), method=scale.method, found=" + ".join(form), wanted=wanted
        )
    found: Reading | Problem = module.read(scale, maximum, observation)
    return found


def greatest(scale: Scale, maximum: Fraction) -> Fraction:
    """Return the most points that a declaration can give, cap or not; it should equal the item's max."""
    match scale:
        case LevelsScale():
            return max(level.points for level in scale.levels)
        case StepsScale():
            return max(step.points for step in scale.steps)
        case ChecklistScale():
            return sum((tick.points for tick in scale.ticks), ZERO)
        case DirectScale():
            return maximum if scale.grid is None else maximum - maximum % scale.grid
        case SurveyScale():
            return maximum * max(option.share for option in scale.options)
        case RatioScale() | CountScale() | DeductionScale():
            return maximum
        case _:
            assert_never(scale)
