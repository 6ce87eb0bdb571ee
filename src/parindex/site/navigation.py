"""The navigation: indices and the manual; single criteria are reached from their rulesets."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.errors import Language
from parindex.fields import pick
from parindex.site import paths
from parindex.site.page import Page

__all__ = ["Nav", "navigation"]

Nav = tuple[tuple[str, "str | Nav"], ...]

_TOP: tuple[tuple[str, str, str], ...] = (
    (paths.HOME, "Trang chủ", "Home"),
    (paths.CALCULATOR, "Máy tính điểm", "Calculator"),
)
_PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Bộ tiêu chí",
        "Rulesets",
        ("rulesets/index.md", "changes/index.md", "sources/index.md", "plans/index.md", "results/index.md"),
    ),
    (
        "Bắt đầu",
        "Start here",
        (
            "tutorial.md",
            "how-to/for-a-unit.md",
            "how-to/for-a-policy-officer.md",
            "how-to/for-an-auditor.md",
            "how-to/for-a-developer.md",
        ),
    ),
    (
        "Chấm điểm",
        "Score",
        (
            "how-to/score-a-unit.md",
            "how-to/use-the-calculator.md",
            "how-to/fill-in-a-form.md",
            "how-to/follow-the-stages.md",
            "how-to/follow-the-calendar.md",
            "how-to/follow-a-plan.md",
            "how-to/hold-a-survey.md",
            "how-to/score-many-units.md",
            "how-to/score-on-spark.md",
            "how-to/simulate.md",
            "how-to/reach-the-next-band.md",
            "how-to/print-a-score.md",
        ),
    ),
    (
        "Soạn và so sánh",
        "Write and compare",
        (
            "how-to/import-an-annex.md",
            "how-to/write-a-ruleset.md",
            "how-to/write-a-case.md",
            "how-to/compare-two-years.md",
            "how-to/weigh-open-readings.md",
            "how-to/publish-a-ruleset.md",
        ),
    ),
    (
        "Kiểm tra",
        "Check",
        (
            "how-to/verify-a-score.md",
            "how-to/reproduce-a-printed-table.md",
            "how-to/trace-a-clause.md",
            paths.PROMISES,
            "explanation/limits.md",
            "explanation/exactness.md",
        ),
    ),
    (
        "Tra cứu",
        "Reference",
        (
            "glossary.md",
            "reference/semantics.md",
            "reference/errors.md",
            "reference/cli.md",
            "reference/api.md",
            "how-to/use-from-python.md",
            "reference/ruleset-format.md",
            "reference/assessment-format.md",
            "reference/record-format.md",
            "reference/source-format.md",
            "reference/plan-format.md",
            "reference/comparison.md",
            "reference/reproduction.md",
            "reference/batch.md",
            "reference/survey.md",
            "reference/workbook.md",
            "reference/calculator.md",
        ),
    ),
    (
        "Dự án",
        "Project",
        (
            "explanation/design.md",
            "explanation/performance.md",
            "explanation/dependencies.md",
            "how-to/build-the-site.md",
        ),
    ),
)


def navigation(found: Mapping[str, Page], lang: Language) -> Nav:
    """Return titles and paths, two levels deep.

    Raises:
        KeyError: a page that the navigation names is not there.
    """
    top: Nav = tuple((pick(lang, vi, en), path) for path, vi, en in _TOP)
    parts: Nav = tuple(
        (pick(lang, vi, en), tuple((found[path].title, path) for path in listed)) for vi, en, listed in _PARTS
    )
    return top + parts
