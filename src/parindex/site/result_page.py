"""A page for each published table: whether its figures hold together, and what was found in each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from parindex.errors import Language
from parindex.explanation.sheet import labels
from parindex.fields import pick, say
from parindex.process.prose import day
from parindex.readers.document import read_bytes
from parindex.reporting.table import NOTHING
from parindex.reproduction import published
from parindex.reproduction.paper import File, Paper, paper
from parindex.reproduction.published import Published, Read
from parindex.reproduction.report import report
from parindex.reproduction.words import MARKS, column_name, verdict_name
from parindex.ruleset import catalog
from parindex.site import paths
from parindex.site.clauses import outside, place
from parindex.site.material import Material
from parindex.site.page import Page, block, cell, escape, heading, link, table
from parindex.site.report_page import code, sections, wide
from parindex.vietnamese import with_comma

__all__ = ["INDEX", "checked", "pages"]

INDEX = "results/index.md"
_MANY = 4  # columns of figures that a phone can hold


def pages(material: Material, lang: Language) -> Iterator[Page]:
    """Write the list of published tables with their verdicts, and a page for each."""
    title = pick(lang, "Bảng kết quả đã công bố", "Published tables")
    found = checked()
    yield Page(
        INDEX,
        lang,
        title,
        block(*_index(found, lang)),
        pick(
            lang,
            "Số đã công bố có khớp với nhau trong phạm vi làm tròn không.",
            "Whether published figures hold together within rounding.",
        ),
    )
    for known, each in found.values():
        yield _page(material, known, each, lang, ((INDEX, title),))


@cache
def checked() -> Mapping[str, tuple[Published, Paper]]:
    """Return every published table with all that can be said of it, by key."""
    found = {}
    for key, file in published.available().items():
        known = published.load(key)
        rules = published.structured(known) if known.ruleset == "none" else catalog.load(known.ruleset)
        beneath = file.with_name(f"{file.stem}-beneath.csv")
        summary = File(beneath.name, read_bytes(beneath)) if beneath.is_file() else None
        content = file.with_suffix(".csv")
        found[key] = known, paper(File(content.name, read_bytes(content)), rules, summary=summary)
    return found


def _index(found: Mapping[str, tuple[Published, Paper]], lang: Language) -> Iterator[str]:
    yield pick(
        lang,
        "Mỗi bảng dưới đây đã được báo chí hoặc cơ quan công bố. Trang của bảng cho biết các số đã in có "
        "khớp với "
        "nhau và với bộ tiêu chí trong phạm vi làm tròn hay không. Khớp không có nghĩa là đúng: đó là điều "
        "kiện mà "
        "một bảng đúng phải đạt.",
        "Each table below was published by the press or an authority. Its page says whether the printed "
        "figures hold "
        "together, and with the ruleset, within rounding. That they hold does not mean that they are "
        "right: it is "
        "what a right table must show.",
    )
    columns = (
        pick(lang, "Bảng", "Table"),
        pick(lang, "Số dòng", "Rows"),
        pick(lang, "Kiểm tra được", "Checkable"),
        pick(lang, "Kết luận", "Verdict"),
    )
    rows = (
        (
            link(say(known.title, lang), paths.result(known.key), at=INDEX),
            str(len(each.table.rows)),
            f"{len(_checked(each))}/{len(each.found.relations)}",
            cell(_verdict(each, lang)),
        )
        for known, each in found.values()
    )
    yield table(columns, rows, figures=(1, 2))
    yield pick(
        lang,
        "Cột “Kiểm tra được” đếm các quan hệ có đủ số liệu để kiểm tra, trên mọi quan hệ đã xét.",
        "“Checkable” counts the relations that have the figures they need, of all that were looked at.",
    )
    yield link(
        pick(lang, "Đối chiếu một bảng của mình", "Check a table of your own"),
        "how-to/reproduce-a-printed-table.md",
        at=INDEX,
    )


def _checked(found: Paper) -> list[str]:
    """Return the kind of each relation that could be checked."""
    return [each.relation for each in found.found.relations if each.verdict != "NOT-CHECKABLE"]


def _bare(found: Paper) -> bool:
    """Tell whether nothing but the bounds of each figure could be checked."""
    return set(_checked(found)) == {"bounds"}


def _verdict(found: Paper, lang: Language) -> str:
    said = f"{MARKS[found.found.verdict]} {verdict_name(found.found.verdict, lang)}"
    only = pick(lang, "chỉ kiểm tra được giới hạn", "only the bounds could be checked")
    return f"{said}; {only}" if _bare(found) else said


def _page(
    material: Material, known: Published, found: Paper, lang: Language, way: tuple[tuple[str, str], ...]
) -> Page:
    path, ruleset = paths.result(known.key), found.table.ruleset
    made = report(found, command="", lang=lang)
    verdict = verdict_name(found.found.verdict, lang)
    return Page(
        path,
        lang,
        say(known.title, lang),
        block(
            # The verdict first, and what it rests on.
            f"**{escape(made.lead[0])}**",
            *map(escape, made.lead[1:]),
            _little(found, lang),
            _rules(material, known, lang, path),
            escape(say(known.note, lang)),
            *_printed(found, lang),
            *_conflicts(known, lang),
            sections(made.sections, lang),
            *_read(material, known, lang, path),
            heading(2, pick(lang, "Ghi chú", "Notes"), "notes"),
            "\n".join(f"- {escape(each)}" for each in made.notes),
            heading(2, pick(lang, "Lệnh lập lại kết quả này", "The command that gives the same"), "command"),
            *_command(known, found, lang),
        ),
        pick(lang, f"Kết luận: {verdict}.", f"Verdict: {verdict}."),
        way,
        tuple(labels(ruleset, lang)) if known.ruleset != "none" else (_assumed(known, lang),),
    )


def _little(found: Paper, lang: Language) -> str:
    """Warn that a verdict rests on next to nothing, where only bounds could be checked."""
    if not _bare(found):
        return ""
    return pick(
        lang,
        "Bảng này chỉ cho phép kiểm tra rằng mỗi số nằm trong giới hạn có thể có; mọi quan hệ khác thiếu số "
        "liệu. Kết luận trên không xác nhận các số ấy đúng.",
        "All that this table allows to be checked is that each figure lies within the possible bounds; every "
        "other relation lacks figures. The verdict does not confirm that the figures are right.",
    )


def _assumed(known: Published, lang: Language) -> str:
    why = say(known.structure.why, lang) if known.structure else NOTHING
    said = pick(
        lang,
        "Không bộ tiêu chí nào ở đây ứng với bảng này; cấu trúc dùng để đối chiếu là giả định",
        "No ruleset here fits this table; the structure that it is checked by is assumed",
    )
    return f"{said}: {why}"


def _rules(material: Material, known: Published, lang: Language, path: str) -> str:
    if known.ruleset not in material.rulesets:
        return ""
    said = pick(lang, "Bộ tiêu chí dùng để đối chiếu", "The ruleset that it is checked by")
    return f"{said}: {link(known.ruleset, paths.ruleset(known.ruleset), at=path)}"


def _printed(found: Paper, lang: Language) -> Iterator[str]:
    """Write the table as it was printed."""
    printed = found.table
    if not printed.rows:
        return
    yield heading(2, pick(lang, "Bảng như đã in", "The table as printed"), "printed")
    names = {each.key: say(each.name, lang) for each in printed.ruleset.units.units}
    columns = (
        pick(lang, "Đơn vị", "Unit"),
        *(cell(column_name(each, printed.ruleset, lang)) for each in printed.columns),
    )
    rows = [
        (
            cell(names.get(row.unit, row.unit)),
            *(
                cell(_figure(row.cells[each].text if each in row.cells else "", lang)) or NOTHING
                for each in printed.columns
            ),
        )
        for row in printed.rows
    ]
    written = table(columns, rows, figures=range(1, len(columns)))
    yield wide(written) if len(columns) > _MANY else written


def _figure(text: str, lang: Language) -> str:
    return with_comma(text) if lang == "vi" else text


def _conflicts(known: Published, lang: Language) -> Iterator[str]:
    if known.conflicts:
        yield heading(2, pick(lang, "Các nguồn nói khác nhau", "Where sources differ"), "conflicts")
        yield "\n".join(
            f"- {escape(each.unit or pick(lang, 'Cả bảng', 'Whole table'))}: "
            f"{pick(lang, 'in', 'printed')} {escape(_figure(each.printed, lang))}, "
            f"{pick(lang, 'nơi khác', 'elsewhere')} {escape(_figure(each.other, lang))}. "
            f"{escape(say(each.note, lang))}"
            for each in known.conflicts
        )


def _read(material: Material, known: Published, lang: Language, path: str) -> Iterator[str]:
    """Say where the figures were read, with the clauses that record them."""
    yield heading(2, pick(lang, "Số liệu đọc ở đâu", "Where the figures were read"), "sources")
    yield "\n".join(f"- {_source(material, each, lang, path)}" for each in known.sources)


def _source(material: Material, read: Read, lang: Language, path: str) -> str:
    told = [f"{pick(lang, 'độ tin cậy', 'reliability')} {read.reliability}"]
    told += [day(read.date, lang)] if read.date else []
    document = material.sources.get(read.document or "")
    known = {each.at for each in document.clauses} if document else set()
    clauses = "; ".join(
        link(each, place(read.document or "", each), at=path) if each in known else escape(each)
        for each in read.at
    )
    said = f"{outside(read.title, read.url)} ({', '.join(told)})"
    return f"{said}: {clauses}" if clauses else said


def _command(known: Published, found: Paper, lang: Language) -> Iterator[str]:
    if known.ruleset == "none":
        yield pick(
            lang,
            "Bảng này dùng cấu trúc giả định, nên đối chiếu bằng Python:",
            "This table has an assumed structure, so it is checked from Python:",
        )
        yield (
            "```python\nfrom parindex.reproduction import published\n"
            "from parindex.reproduction.reproduce import reproduce\n\n"
            f'print(reproduce(published.table("{known.key}")).verdict)\n```'
        )
        return
    folder = "rulesets/published"
    beneath = f" --summary {folder}/{found.summary.name}" if found.summary else ""
    yield code(f"parindex reproduce {folder}/{found.file.name} --ruleset {known.ruleset}{beneath}")
