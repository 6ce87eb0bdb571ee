"""A survey as a report: who answered, what was refused, the answers, the points and how sure they are."""

from __future__ import annotations

from fractions import Fraction

from parindex.errors import Language
from parindex.explanation.rules import number
from parindex.fields import pick, say
from parindex.reporting.table import Cell, Column, Report, Section, Table
from parindex.scales.survey import SurveyScale
from parindex.survey import words
from parindex.survey.answer_report import answer_section, question_name
from parindex.survey.counting import Flag
from parindex.survey.design import Asked, Design
from parindex.survey.point_report import point_section, rank_section
from parindex.survey.responses import respondents
from parindex.survey.result import Result

__all__ = ["report"]


def report(result: Result, *, command: str, lang: Language) -> Report:
    """Make the report of a survey."""
    rounding = next((each.sheet.total.rounding for each in result.units if each.sheet), words.HUNDREDTH)
    return Report(
        words.title(result, lang),
        tuple(words.lead(result, rounding, lang)),
        (
            _response(result, lang),
            _refused(result, lang),
            _flags(result, lang),
            answer_section(result, lang),
            point_section(result, rounding, lang),
            rank_section(result, lang),
            _design(result.count.design, lang),
        ),
        tuple(words.notes(result, lang)),
        command,
        lang,
    )


# Who answered, what was refused, what to look at


def _response(result: Result, lang: Language) -> Section:
    count, design = result.count, result.count.design
    rows: list[tuple[Cell, ...]] = []
    for group, found in zip(design.groups, respondents(count.sheets, design, count.kinds), strict=True):
        rows.append(
            (
                say(group.name, lang),
                group.population,
                group.minimum,
                Fraction(found.respondents),
                words.rate(found.respondents, group.population, lang),
                Fraction(found.sheets),
                Fraction(found.answers),
                words.percent(found.answers, found.asked),
            )
        )
    columns = (
        Column(pick(lang, "Nhóm được hỏi", "Respondent group")),
        words.column(pick(lang, "Số người của nhóm", "People in it")),
        words.column(pick(lang, "Tối thiểu", "Minimum")),
        words.column(pick(lang, "Người trả lời", "Respondents")),
        words.column(pick(lang, "Tỷ lệ trả lời", "Response"), "%", words.TENTH),
        words.column(pick(lang, "Phiếu", "Sheets")),
        words.column(pick(lang, "Câu trả lời", "Answers")),
        words.column(pick(lang, "Mức đầy đủ", "Completion"), "%", words.TENTH),
    )
    note = pick(
        lang,
        "Phiếu: một người trả lời về một đơn vị. Mức đầy đủ: câu trả lời được tính trên số câu được hỏi "
        "trong các phiếu đó.",
        "Sheet: what one respondent said of one unit. Completion: counted answers, of what these sheets were "
        "asked.",
    )
    heads = pick(lang, "Người được hỏi và người trả lời", "Who was asked and who answered")
    return Section(
        heads,
        (),
        (Table(pick(lang, "Mức trả lời theo nhóm", "Response by group"), columns, tuple(rows), note),),
    )


def _refused(result: Result, lang: Language) -> Section:
    heads = pick(lang, "Câu trả lời bị loại", "Refused answers")
    if not result.count.refused:
        return Section(heads, (pick(lang, "Không có câu trả lời nào bị loại.", "No answer was refused."),))
    rows: list[tuple[Cell, ...]] = [
        (words.refusal(each, lang), each.code, Fraction(each.answers), words.places(each, lang))
        for each in result.count.refused
    ]
    columns = (
        Column(pick(lang, "Lý do", "Reason")),
        Column(pick(lang, "Mã", "Code")),
        words.column(pick(lang, "Câu trả lời", "Answers")),
        Column(pick(lang, "Những chỗ đầu tiên", "The first places")),
    )
    return Section(
        heads, (), (Table(pick(lang, "Bị loại theo lý do", "Refused by reason"), columns, tuple(rows)),)
    )


def _flags(result: Result, lang: Language) -> Section:
    heads = pick(lang, "Những điều cần xem lại", "What to look at")
    if not result.count.flags:
        return Section(heads, (pick(lang, "Không có gì bất thường.", "Nothing is unusual."),))
    design = result.count.design
    names = {each.unit: each.name for each in result.units}
    names |= {key: say(unit.name, lang) for key, unit in design.units.items()}
    # Of thousands of units many can have the same flag: they share a row.
    alike: dict[tuple[str, str | None, bool], list[Flag]] = {}
    for each in result.count.flags:
        alike.setdefault((each.code, each.group, each.unit is None), []).append(each)
    rows: list[tuple[Cell, ...]] = [
        (
            words.flagged(flags[0], lang),
            code,
            words.few([names.get(each.unit, each.unit) for each in flags if each.unit], lang),
            words.group_name(design, group, lang) if group else "",
            Fraction(sum(each.number for each in flags)),
        )
        for (code, group, _), flags in alike.items()
    ]
    columns = (
        Column(pick(lang, "Điều cần xem", "What it is")),
        Column(pick(lang, "Mã", "Code")),
        Column(pick(lang, "Đơn vị", "Unit")),
        Column(pick(lang, "Nhóm", "Group")),
        words.column(pick(lang, "Số lượng", "Number")),
    )
    said = pick(
        lang,
        "Những phiếu này vẫn được tính; người phụ trách cần xem lại.",
        "These count; somebody should look at them.",
    )
    return Section(
        heads, (said,), (Table(pick(lang, "Điều cần xem lại", "To be looked at"), columns, tuple(rows)),)
    )


# How it was asked


def _design(design: Design, lang: Language) -> Section:
    heads = pick(lang, "Thiết kế điều tra", "The design of the survey")
    said = (
        f"{pick(lang, 'Hình thức', 'Method')}: {words.method(design, lang)}. "
        f"{pick(lang, 'Thời gian', 'Days')}: {words.days(design.span, lang)}."
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (question_name(each, lang), say(each.item.name, lang), each.item.max, _weights(each, lang))
        for each in design.questions
    )
    columns = (
        Column(pick(lang, "Câu hỏi", "Question")),
        Column(pick(lang, "Tiêu chí", "Criterion")),
        words.column(pick(lang, "Tối đa", "Max"), pick(lang, "điểm", "points")),
        Column(pick(lang, "Nhóm được hỏi và trọng số", "Groups and their weights")),
    )
    return Section(
        heads, (said,), (Table(pick(lang, "Câu hỏi điều tra", "Questions of the survey"), columns, rows),)
    )


def _weights(question: Asked, lang: Language) -> str:
    scale = question.item.scale
    groups = scale.groups if isinstance(scale, SurveyScale) else ()
    return "; ".join(f"{say(each.name, lang)}: {number(each.weight, lang)}" for each in groups)
