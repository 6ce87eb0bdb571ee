"""How many of each group to ask about one unit, for an interval of its survey points as short as wanted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from parindex.assessment import Assessed
from parindex.errors import Language, UsageError, problem
from parindex.exact import ZERO, Rounding
from parindex.explanation.rules import number
from parindex.explanation.sheet import labels
from parindex.fields import counted, pick, say
from parindex.reporting.table import Column, Report, Section, Table
from parindex.ruleset.process import Respondents
from parindex.scales.survey import SurveyScale
from parindex.scoring import score
from parindex.survey.certainty import coefficients
from parindex.survey.design import Design
from parindex.survey.filling import blank, fill
from parindex.survey.sampling import Planned, half_width, needed

__all__ = ["Sample", "plain", "report", "sample"]

_WIDEST = Fraction(1, 2)  # half say 0, half say 1
_HUNDREDTH = Rounding(2, "half-up")


@dataclass(frozen=True, slots=True)
class Sample:
    """What must answer: each group with the points of the total it decides and the respondents it needs.

    ``reach`` is how far the interval then reaches to each side, in points of the total, at most ``margin``.
    """

    design: Design
    kind: str
    margin: Fraction
    confidence: Fraction
    groups: tuple[tuple[Respondents, Planned, int], ...]
    reach: Fraction


def sample(
    design: Design, kind: str, margin: Fraction, confidence: Fraction, *, spread: Fraction | None = None
) -> Sample:
    """Return how many must answer about one unit of a kind for a margin in points of the total.

    ``spread`` is the standard deviation of a respondent's mean share that is expected, above 0 and at most
    1/2; the worst by default.

    Raises:
        UsageError: there is no such kind (``E-KIND``), no such spread (``E-SPREAD``), or no sample is large
            enough (``E-MARGIN``).
    """
    if kind not in design.kinds:
        raise UsageError(problem("E-KIND", found=kind, known=", ".join(design.kinds)))
    if spread is not None and not 0 < spread <= _WIDEST:
        raise UsageError(problem("E-SPREAD", found=spread))
    weights = _weights(design, kind)
    asked = [design.group(key) for key in weights]
    planned = [
        Planned(weights[each.key], None if each.population is None else int(each.population), spread)
        for each in asked
    ]
    sizes = needed(planned, margin, confidence)
    reach = Fraction(half_width(planned, sizes, confidence)).limit_denominator(10**6)
    return Sample(design, kind, margin, confidence, tuple(zip(asked, planned, sizes, strict=True)), reach)


def _weights(design: Design, kind: str) -> dict[str, Fraction]:
    """Return the points of the total that each group decides about a unit of a kind, caps left aside."""
    best: dict[str, dict[str, dict[str, int]]] = {}
    for each in design.questions:
        option = max(each.options, key=lambda option: option.share)
        groups = [group for group in each.groups if design.asks(group, each, kind)]
        best[each.item.key] = {group: {option.key: 1} for group in groups}
    unit = blank(design.ruleset, Assessed(key=kind, name=kind, kind=kind))
    found = {key: tallies for key, tallies in best.items() if tallies}
    slopes = coefficients(score(design.ruleset, fill(unit, found), trace=False))
    weights: dict[str, Fraction] = {}
    for item, tallies in found.items():
        leaf = design.ruleset.item(item)
        assert isinstance(leaf.scale, SurveyScale)  # noqa: S101 (the design asks of nothing else)
        for group in leaf.scale.groups:
            if group.key in tallies:
                worth = slopes[item] * (leaf.max or ZERO) * group.weight
                weights[group.key] = weights.get(group.key, ZERO) + worth
    return weights


def plain(found: Sample) -> dict[str, object]:
    """Return a sample as a plain tree of text: ``survey sample --json``."""
    return {
        "format": "1",
        "ruleset": {"id": found.design.ruleset.id, "sha256": found.design.ruleset.digest},
        "kind": found.kind,
        "margin": number(found.margin, "en"),
        "confidence": number(found.confidence, "en"),
        "reach": _HUNDREDTH.text(found.reach),
        "groups": [
            {
                "key": group.key,
                "population": None if group.population is None else number(group.population, "en"),
                "points": number(planned.weight, "en"),
                "needed": str(size),
            }
            for group, planned, size in found.groups
        ],
        "needed": str(sum(size for _, _, size in found.groups)),
    }


def report(found: Sample, *, command: str, lang: Language) -> Report:
    """Make the report of a sample."""
    ruleset = found.design.ruleset
    columns = (
        Column(pick(lang, "Nhóm được hỏi", "Respondent group")),
        Column(pick(lang, "Số người của nhóm", "People in it"), number=True),
        Column(pick(lang, "Quyết định", "Decides"), pick(lang, "điểm", "points"), _HUNDREDTH, number=True),
        Column(pick(lang, "Cần trả lời", "Must answer"), pick(lang, "người", "people"), number=True),
    )
    rows = tuple(
        (say(group.name, lang), group.population, planned.weight, Fraction(size))
        for group, planned, size in found.groups
    )
    kind = next(each.name for each in ruleset.units.kinds if each.key == found.kind)
    total = sum(size for _, _, size in found.groups)
    percent = number(found.confidence * 100, lang)
    lead = pick(
        lang,
        f"Cần ít nhất {total} người trả lời về mỗi đơn vị để điểm điều tra lệch không quá "
        f"{number(found.margin, lang)} điểm với độ tin cậy {percent} %.",
        f"At least {counted(total, 'person', 'people')} must answer about each unit for a margin of "
        f"{number(found.margin, lang)} in survey points at {percent} % confidence.",
    )
    title = pick(lang, f"Cỡ mẫu điều tra: {say(kind, lang)}", f"Sample size: {say(kind, lang)}")
    notes = (
        pick(
            lang,
            "Mỗi nhóm là một tầng chọn mẫu ngẫu nhiên không hoàn lại; phân bổ Neyman; biết số người "
            "của nhóm thì có hiệu chỉnh tổng thể hữu hạn. Số phiếu phát ra phải nhiều hơn.",
            "Each group is a stratum sampled at random without replacement, with Neyman allocation and, "
            "where its size is known, the finite population correction. More must be asked: not all answer.",
        ),
    )
    source = " ".join([f"{say(ruleset.title, lang)} ({ruleset.id}).", *labels(ruleset, lang)])
    table = Table(pick(lang, "Số người cần trả lời", "Respondents needed"), columns, rows)
    return Report(
        title,
        (source, lead),
        (Section(pick(lang, "Theo nhóm", "By group"), (), (table,)),),
        notes,
        command,
        lang,
    )
