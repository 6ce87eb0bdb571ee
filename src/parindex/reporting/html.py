"""A report as one HTML page that needs nothing else: no script, no request, the same bytes every time."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from parindex.errors import Language, UsageError
from parindex.reporting import charts
from parindex.reporting.table import Report, Table, plain, printable, shown, word
from parindex.reporting.templates import templates

if TYPE_CHECKING:  # an extra, imported only where it is used
    from markupsafe import Markup

__all__ = ["render"]

_SHORT = 16  # letters


def render(report: Report) -> str:
    """Write a report as one page; charts stand in it as SVG, their figures in the table below.

    Where the extra ``plot`` is missing, the page says so in the place of each chart.

    Raises:
        UsageError: the extra ``html`` is not installed (``E-EXTRA``).
    """
    page = templates("parindex.reporting").get_template("page.html.j2")
    return page.render(
        report=report,
        plain=plain,
        printable=printable,
        shown=shown,
        word=word,
        drawn=functools.partial(_drawn, lang=report.lang),
        kinds_of=functools.partial(_kinds, lang=report.lang),
    )


def _kinds(table: Table, lang: Language) -> list[str]:
    """Say of each column what it holds: figures, a few letters that stay on one line, or more."""
    kinds = []
    for at, column in enumerate(table.columns):
        longest = max((len(shown(row[at], column, lang)) for row in table.rows), default=0)
        kinds.append("number" if column.number else "short" if longest <= _SHORT else "long")
    return kinds


def _drawn(chart: charts.Chart, lang: Language) -> Markup | None:
    """Return the SVG of a chart, which was made here and is markup; nothing where the extra is missing."""
    from markupsafe import Markup  # noqa: PLC0415 (it comes with jinja2)

    try:
        return Markup(charts.svg(chart, lang))  # noqa: S704 (our own drawing, its texts are escaped there)
    except UsageError as error:
        if [each.code for each in error.problems] != ["E-EXTRA"]:
            raise
        return None
