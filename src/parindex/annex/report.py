"""The outcome of an import as a report: what is wrong, what was decided, the counts, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from parindex.annex.draft import PLACES
from parindex.annex.importing import Imported
from parindex.errors import Language, Problem
from parindex.fields import counted, pick
from parindex.reporting.table import Column, Report, Section, Table

__all__ = ["report"]


def report(found: Imported, *, output: str, command: str, lang: Language) -> Report:
    """Write the report of an import whose draft goes to ``output``."""
    rows = found.rows
    lead = [
        pick(
            lang,
            f"{rows.scored} tiêu chí được chấm, {rows.steps + rows.inside} bậc thang điểm; "
            f"{len(found.problems)} chỗ sai hoặc không hiểu.",
            f"{counted(rows.scored, 'scored criterion', 'scored criteria')}, "
            f"{counted(rows.steps + rows.inside, 'step')} of ladders; "
            f"{counted(len(found.problems), 'defect or row', 'defects or rows')} not understood.",
        ),
        f"SHA-256 {found.sha256}",
    ]
    sections = [_problems(found, lang), _decisions(found, lang), _counts(found, lang), _next(output, lang)]
    return Report(
        title=pick(lang, f"Nhập phụ lục {found.file}", f"Import of the annex {found.file}"),
        lead=tuple(lead),
        sections=tuple(sections),
        notes=(),
        command=command,
        lang=lang,
    )


def _problems(found: Imported, lang: Language) -> Section:
    title = pick(
        lang, "Chỗ sai của phụ lục và dòng không hiểu", "Defects of the annex and rows not understood"
    )
    if not found.problems:
        return Section(title, (pick(lang, "Không có.", "There are none."),))
    return Section(title, (), (_table(found.problems, lang),))


def _decisions(found: Imported, lang: Language) -> Section:
    title = pick(lang, "Cách đọc có thể khác", "What another reader could decide otherwise")
    # Which columns were read is always among them.
    return Section(title, (), (_table(found.remarks, lang),))


def _table(problems: Sequence[Problem], lang: Language) -> Table:
    columns = (
        Column(pick(lang, "Mã", "Code")),
        Column(pick(lang, "Nội dung", "What was found")),
    )
    rows = tuple((each.code, _sentence(each, lang)) for each in problems)
    return Table(pick(lang, f"{len(rows)} chỗ", f"{len(rows)} in all"), columns, rows)


def _sentence(found: Problem, lang: Language) -> str:
    text, hint = found.message(lang), found.hint(lang)
    return f"{text[:1].upper()}{text[1:]}{f'; {hint}' if hint else ''}."


def _counts(found: Imported, lang: Language) -> Section:
    """Say what became of every row, and of every ladder."""
    rows = found.rows
    told = (
        (pick(lang, "Tiêu chí được chấm", "Scored criteria"), rows.scored),
        (pick(lang, "Nhóm tiêu chí", "Headings"), rows.headings),
        (pick(lang, "Bậc thang điểm", "Steps of ladders"), rows.steps),
        (pick(lang, "Dòng tổng", "Totals"), rows.totals),
        (pick(lang, "Ghi chú, số cột", "Notes, numbers of columns"), rows.beside),
        (pick(lang, "Không hiểu", "Not understood"), rows.unknown),
        (pick(lang, "Cộng: số dòng đã đọc", "Sum: rows read"), rows.read),
    )
    columns = (
        Column(pick(lang, "Loại dòng", "Kind of row")),
        Column(pick(lang, "Số dòng", "Rows"), number=True),
    )
    title = pick(lang, "Từng dòng đã thành gì", "What became of every row")
    levels = " / ".join(map(str, found.levels))
    scales = ", ".join(f"{method} {count}" for method, count in found.methods)
    paragraphs = (
        pick(
            lang, f"Số mục theo cấp, từ cấp trên cùng: {levels}.", f"Items by level, from the top: {levels}."
        ),
        pick(lang, f"Thang điểm trong bản nháp: {scales}.", f"Scales of the draft: {scales}."),
        *_inside(found, lang),
    )
    table = Table(
        pick(lang, "Số dòng", "Rows"), columns, tuple((name, Fraction(count)) for name, count in told)
    )
    return Section(title, paragraphs, (table,))


def _inside(found: Imported, lang: Language) -> tuple[str, ...]:
    count = found.rows.inside
    said = pick(
        lang,
        f"Ngoài các dòng trên: {count} bậc thang ghi chung ô với tên tiêu chí.",
        f"Besides these rows: {counted(count, 'step')} in the cell of a criterion.",
    )
    return (said,) if count else ()


def _next(output: str, lang: Language) -> Section:
    """Say what is left to do."""
    places = ", ".join(PLACES)
    file = pick(lang, "BẢN-NHÁP.yaml", "DRAFT.yaml") if output == "-" else output
    return Section(
        pick(lang, "Việc tiếp theo", "What to do next"),
        (
            pick(
                lang,
                f"1. Điền theo văn bản ban hành: {places}.",
                f"1. Fill in from the decision itself: {places}.",
            ),
            pick(
                lang,
                "2. Đối chiếu các chỗ nêu trên với bản gốc đã ký.",
                "2. Compare the places above with the signed original.",
            ),
            pick(lang, f"3. Chạy `parindex check {file}`.", f"3. Run `parindex check {file}`."),
        ),
    )
