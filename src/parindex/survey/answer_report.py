"""How people answered a survey, as a section of a report: tables of answers, and charts of the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from parindex.errors import Language
from parindex.exact import add
from parindex.fields import pick, say
from parindex.reporting.charts import Likert
from parindex.reporting.table import Cell, Column, Section, Table
from parindex.scales.survey import Option
from parindex.survey.design import Asked, Design
from parindex.survey.result import Result
from parindex.survey.words import TENTH, column, group_name, percent

__all__ = ["answer_section", "question_name"]

_MANY = 24  # rows of answers in one chart; more are split by group


def answer_section(result: Result, lang: Language) -> Section:
    """Make the section of the answers, those of all units together."""
    heads = pick(lang, "Câu trả lời theo câu hỏi và nhóm", "Answers by question and group")
    units = len(result.count.tallies.units)
    said = pick(lang, f"Cộng trên {units} đơn vị.", f"Added up over {units} units.")
    return Section(heads, (said,) if units > 1 else (), tuple(_tables(result, lang)))


_Answered = tuple[Asked, str, tuple[int, ...]]  # a question, a group, and how many chose each option


def _tables(result: Result, lang: Language) -> Iterator[Table]:
    """Yield a table for each set of options; where its rows are many, one for each group."""
    found, design = tuple(_tallied(result)), result.count.design
    for options in dict.fromkeys(question.options for question, _, _ in found):
        rows = [each for each in found if each[0].options == options]
        if len(rows) <= _MANY:
            yield _tally(options, rows, _heads(rows, lang), design, lang)
            continue
        for group in dict.fromkeys(group for _, group, _ in rows):
            part = [each for each in rows if each[1] == group]
            yield _tally(options, part, group_name(design, group, lang), design, lang)


def _heads(rows: Sequence[_Answered], lang: Language) -> str:
    """Name a table by its question, or by the first and the last of what its questions let choose."""
    if all(question == rows[0][0] for question, _, _ in rows):
        return question_name(rows[0][0], lang)
    names = [say(option.name, lang) for option in rows[0][0].options]
    first, last = names[0], names[-1]
    return pick(lang, f"Câu trả lời từ “{first}” đến “{last}”", f"Answers from “{first}” to “{last}”")


def _tallied(result: Result) -> Iterator[_Answered]:
    """Yield the answers of each group that is asked a question about any unit's kind, all units together."""
    design, tallies = result.count.design, result.count.tallies
    kinds = {result.count.kinds[unit] for unit in tallies.units}
    counts = tallies.counts.sum(axis=0).tolist()
    for at, question in enumerate(design.questions):
        for group, each in zip(design.groups, counts, strict=True):
            if any(design.asks(group.key, question, kind) for kind in kinds):
                yield question, group.key, tuple(each[at][: len(question.options)])


def _tally(
    options: Sequence[Option], rows: Sequence[_Answered], heads: str, design: Design, lang: Language
) -> Table:
    """Make the table of some answers, and the chart of the same; a row is named by what they differ in."""
    several = any(question != rows[0][0] for question, _, _ in rows)
    grouped = not several or any(group != rows[0][1] for _, group, _ in rows)
    named = [
        (
            (
                *((question_name(question, lang),) if several else ()),
                *((group_name(design, group, lang),) if grouped else ()),
            ),
            counts,
        )
        for question, group, counts in rows
    ]
    columns = (
        *((Column(pick(lang, "Câu hỏi", "Question")),) if several else ()),
        *((Column(pick(lang, "Nhóm", "Group")),) if grouped else ()),
        *(column(say(option.name, lang)) for option in options),
        column(pick(lang, "Cộng", "All")),
        column(pick(lang, "Mức đạt", "Mean share"), "%", TENTH),
    )
    cells: list[tuple[Cell, ...]] = [
        (*names, *map(Fraction, counts), Fraction(sum(counts)), _mean(options, counts))
        for names, counts in named
    ]
    note = pick(
        lang,
        "Mức đạt: bình quân phần điểm mà mỗi phương án được hưởng. Biểu đồ chia hai bên theo thứ tự các "
        "phương án, không theo phần điểm.",
        "Mean share: the mean of what each answer is worth of the points. The sides of the chart follow the "
        "order of the answers, not what they are worth.",
    )
    best = sorted(range(len(options)), key=lambda at: -options[at].share)
    chart = Likert(
        heads,
        pick(lang, "% số câu trả lời", "% of the answers"),
        tuple(say(options[at].name, lang) for at in best),
        tuple((" – ".join(names), tuple(counts[at] for at in best)) for names, counts in named),
    )
    return Table(heads, columns, tuple(cells), note, chart)


def _mean(options: Sequence[Option], counts: Sequence[int]) -> Fraction | None:
    """Return the mean share of some answers in percent, or nothing where there is none."""
    worth = add(option.share * count for option, count in zip(options, counts, strict=True))
    return percent(worth, sum(counts))


def question_name(question: Asked, lang: Language) -> str:
    """Write the code of the item that a question counts for, and the question."""
    return f"{question.item.code or ''} {say(question.text, lang)}".lstrip()
