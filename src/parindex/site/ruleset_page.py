"""A page for each ruleset: its standing, shares, every item, units, periods, policies, assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from parindex.comparison.vocabulary import VALUES
from parindex.comparison.words import item_name, policy_name
from parindex.errors import Language
from parindex.explanation.policies import policies
from parindex.explanation.rules import number
from parindex.explanation.sheet import labels
from parindex.fields import counted, pick, say
from parindex.process.prose import day, due_text
from parindex.reporting.table import NOTHING
from parindex.ruleset.assumptions import assumptions
from parindex.ruleset.model import Item, Ruleset, Unit, walk
from parindex.ruleset.process import Survey
from parindex.site import paths, places
from parindex.site.calendar_page import has_calendar
from parindex.site.clauses import basis
from parindex.site.identity import RULESETS, above, coverage, facts, identity, standing
from parindex.site.material import Material
from parindex.site.page import Page, block, cell, escape, heading, link, table
from parindex.site.reading_page import has_readings
from parindex.site.report_page import code, wide
from parindex.site.result_page import checked
from parindex.site.shares import shares

__all__ = ["pages"]

_METHODS = {
    "levels": ("theo mức", "by level"),
    "steps": ("theo bậc", "by step"),
    "ratio": ("theo tỷ lệ", "by ratio"),
    "checklist": ("cộng từng nội dung", "a sum of things found"),
    "count": ("theo số lượng", "by number"),
    "deduction": ("trừ theo lỗi", "less for each fault"),
    "direct": ("nhập điểm", "points as given"),
    "survey": ("điều tra xã hội học", "survey"),
}
_PERIODS = {"year": ("Kỳ năm", "The year"), "half-year": ("Kỳ sáu tháng", "The half-year")}
_FAMILIES = {"example": ("Minh hoạ", "Examples"), "national": ("Cấp quốc gia", "National")}


def pages(material: Material, lang: Language) -> Iterator[Page]:
    """Write the list of rulesets, and a page for each."""
    yield Page(
        RULESETS,
        lang,
        pick(lang, "Các bộ tiêu chí", "Rulesets"),
        block(*_index(material, lang)),
        pick(
            lang,
            "Mọi bộ tiêu chí theo nơi ban hành, loại đơn vị và năm.",
            "Every ruleset by place, units and year.",
        ),
    )
    for ruleset in material.rulesets.values():
        yield _page(material, ruleset, lang)


# The list


def _index(material: Material, lang: Language) -> Iterator[str]:
    yield pick(
        lang,
        "Mỗi năm của một bộ tiêu chí có trang riêng, và mỗi tiêu chí của bộ cũng vậy. “Chỉ có cấu trúc” là "
        "nguồn không nêu bảng tiêu chí, điểm nhập theo khối; “minh hoạ” là không phải văn bản chính thức.",
        "Every year of a ruleset has its page, and so has each of its items. “Structure only”: the sources "
        "give no table of criteria, points are entered by block; “illustrative”: no official instrument.",
    )
    homes: dict[str, list[tuple[str, ...]]] = {}
    for ids in material.families.values():
        homes.setdefault(ids[0].partition("/")[0], []).append(ids)
    columns = (pick(lang, "Bộ tiêu chí", "Ruleset"), pick(lang, "Năm", "Years"))
    for home, families in homes.items():
        newest = material.rulesets[families[0][-1]]
        named = _FAMILIES.get(home)
        title = pick(lang, *named) if named else newest.instruments[0].issuer
        yield heading(2, title, home)
        yield table(
            columns, ([_family(material, ids, lang), _years(material, ids, lang)] for ids in families)
        )
    yield heading(2, pick(lang, "Xem thêm", "See also"), "more")
    yield "\n".join(
        f"- {link(words, path, at=RULESETS)}"
        for path, words in (
            ("changes/index.md", pick(lang, "Thay đổi giữa các năm", "Changes between years")),
            ("sources/index.md", pick(lang, "Văn bản nguồn, từng điều khoản", "Sources, clause by clause")),
            ("plans/index.md", pick(lang, "Kế hoạch cải cách hành chính", "Reform plans")),
            ("results/index.md", pick(lang, "Bảng kết quả đã công bố", "Published tables")),
        )
    )


def _family(material: Material, ids: tuple[str, ...], lang: Language) -> str:
    newest = material.rulesets[ids[-1]]
    return f"{cell(say(newest.title, lang))}<br>`{ids[0].partition('@')[0]}`"


def _years(material: Material, ids: tuple[str, ...], lang: Language) -> str:
    return "<br>".join(
        f"{link(id_.partition('@')[2], paths.ruleset(id_), at=RULESETS)}: "
        f"{standing(material.rulesets[id_], lang)}, {coverage(material.rulesets[id_], lang)}"
        for id_ in reversed(ids)
    )


# One ruleset


def _page(material: Material, ruleset: Ruleset, lang: Language) -> Page:
    path = paths.ruleset(ruleset.id)
    return Page(
        path,
        lang,
        say(ruleset.title, lang),
        block(
            escape(say(ruleset.note, lang)),
            "\n".join(f"- {each}" for each in _ways(material, ruleset, lang)),
            heading(2, pick(lang, "Văn bản và hiệu lực", "Instrument and standing"), "instruments"),
            facts(identity(material, ruleset, lang, at=path), lang),
            *_shares(ruleset, lang, path),
            heading(2, pick(lang, "Các tiêu chí", "Items"), "items"),
            *_items(ruleset, lang, path),
            heading(2, pick(lang, "Đơn vị được đánh giá", "Units assessed"), "units"),
            *_units(material, ruleset, lang, path),
            heading(2, pick(lang, "Kỳ đánh giá", "Periods"), "periods"),
            *_periods(material, ruleset, lang, path),
            *(_survey(material, ruleset, ruleset.survey, lang) if ruleset.survey else ()),
            heading(2, pick(lang, "Quy tắc chung", "Policies"), "policies"),
            _policies(material, ruleset, lang, path),
            *_assumed(ruleset, lang, path),
            heading(2, pick(lang, "Tệp và lệnh", "File and commands"), "file"),
            *_file(ruleset, lang),
        ),
        pick(
            lang,
            f"Bộ tiêu chí {ruleset.id}: mọi tiêu chí, tỷ trọng, kỳ đánh giá, quy tắc chung và giả định.",
            f"Ruleset {ruleset.id}: every item, shares, periods, policies and assumptions.",
        ),
        above(ruleset, lang)[:1],
        tuple(labels(ruleset, lang)),
    )


def _ways(material: Material, ruleset: Ruleset, lang: Language) -> Iterator[str]:
    """Give the pages that belong to a ruleset, each a link."""
    at, id_ = paths.ruleset(ruleset.id), ruleset.id
    yield link(
        pick(lang, "Chấm thử bằng máy tính điểm", "Try it in the calculator"), paths.calculation(id_), at=at
    )
    if ruleset.bands:
        yield link(pick(lang, "Các mức xếp loại", "Bands"), paths.bands(id_), at=at)
    if has_calendar(ruleset):
        yield link(pick(lang, "Lịch thực hiện", "Calendar"), paths.calendar(id_), at=at)
    if has_readings(ruleset):
        yield link(
            pick(lang, "Chỗ chưa rõ và các cách hiểu", "Open questions and readings"),
            paths.readings(id_),
            at=at,
        )
    family = material.families[id_.partition("@")[0]]
    for old, new in pairwise(family):
        if id_ in {old, new}:
            other = old if id_ == new else new
            said = pick(lang, f"So với năm {_year(other)}", f"Compared with {_year(other)}")
            yield link(said, paths.change(old, new), at=at)
    for known, _ in checked().values():
        if known.ruleset == id_:
            said = pick(lang, "Kết quả đã công bố", "Published results")
            yield link(f"{said}: {say(known.title, lang)}", paths.result(known.key), at=at)


def _year(id_: str) -> str:
    return id_.partition("@")[2]


def _shares(ruleset: Ruleset, lang: Language, path: str) -> Iterator[str]:
    yield heading(2, pick(lang, "Tỷ trọng", "What each part weighs"), "shares")
    drawn = shares(ruleset, lang, at=path)
    yield drawn or pick(
        lang,
        "Nguồn không nêu điểm của từng phần, nên không tính được tỷ trọng.",
        "The sources do not state the points of each part, so there are no shares.",
    )
    if drawn:
        yield pick(
            lang,
            "Tỷ trọng là điểm tối đa của một phần trong tổng các phần cùng cấp, không kể điểm thưởng, điểm "
            "trừ; nơi "
            "mục bên trên quy đổi hoặc có mức trần, phần của mục đó được chia theo tỷ lệ ấy.",
            "A share is the maximum of a part among those beside it, bonus and penalty left out; where the "
            "item "
            "above rescales or has a cap, what that item has is divided in this ratio.",
        )


def _items(ruleset: Ruleset, lang: Language, path: str) -> Iterator[str]:
    found = [(item, len(where) // 2) for item, where in walk(ruleset.score)]
    scored = sum(item.scale is not None for item, _ in found)
    yield pick(
        lang,
        f"{len(found)} mục, trong đó {scored} mục được chấm; mục còn lại cộng các mục bên dưới.",
        f"{counted(len(found), 'item')}, {scored} of which {'is' if scored == 1 else 'are'} scored; "
        "the others add up what is below them.",
    )
    columns = (
        pick(lang, "Số", "No."),
        pick(lang, "Tiêu chí", "Item"),
        pick(lang, "Tối đa", "Max"),
        pick(lang, "Cách chấm", "Scored"),
    )
    yield table(columns, (_item(ruleset, item, depth, lang, path) for item, depth in found), figures=(2,))


def _item(ruleset: Ruleset, item: Item, depth: int, lang: Language, path: str) -> tuple[str, ...]:
    name = link(say(item.name, lang), paths.item(ruleset.id, item.key), at=path)
    told = [pick(lang, *VALUES["role"][item.role])] if item.role in {"bonus", "penalty", "survey"} else []
    kinds = "; ".join(
        say(each.name, lang) for each in ruleset.units.kinds if each.key in (item.applies_to or ())
    )
    told += [pick(lang, f"chỉ áp dụng cho {kinds}", f"only for {kinds}")] if kinds else []
    more = f" ({cell(', '.join(told))})" if told else ""
    return (
        cell(item.code or ""),
        f"{'&emsp;' * depth}{name}{more}",
        number(item.max, lang) if item.max is not None else NOTHING,
        pick(lang, *_METHODS[item.scale.method]) if item.scale else "",
    )


def _units(material: Material, ruleset: Ruleset, lang: Language, path: str) -> Iterator[str]:
    units = ruleset.units
    written = table(
        (
            pick(lang, "Loại đơn vị", "Kind of units"),
            pick(lang, "Khoá", "Key"),
            pick(lang, "Được nêu tên", "Named"),
            pick(lang, "Căn cứ", "Source"),
        ),
        (
            (
                cell(say(kind.name, lang)),
                f"`{kind.key}`",
                str(sum(each.kind == kind.key for each in units.units) or NOTHING),
                basis(material, ruleset, kind, lang, at=path),
            )
            for kind in units.kinds
        ),
        figures=(2,),
    )
    yield wide(written)
    if units.source or units.assumed:
        yield f"{pick(lang, 'Danh sách', 'The list')}: {basis(material, ruleset, units, lang, at=path)}"
    for kind in units.kinds:
        names = [_unit(each, lang) for each in units.units if each.kind == kind.key]
        if names:
            yield f"**{escape(say(kind.name, lang))}:** {escape('; '.join(names))}."


def _unit(unit: Unit, lang: Language) -> str:
    """Name a unit, with its standing and its days where it has some."""
    told = [pick(lang, *VALUES["status"][unit.status])] if unit.status else []
    told += [f"{pick(lang, 'từ', 'from')} {day(unit.from_, lang)}"] if unit.from_ else []
    told += [f"{pick(lang, 'đến', 'to')} {day(unit.to, lang)}"] if unit.to else []
    return f"{say(unit.name, lang)} ({', '.join(told)})" if told else say(unit.name, lang)


def _periods(material: Material, ruleset: Ruleset, lang: Language, path: str) -> Iterator[str]:
    columns = (
        pick(lang, "Kỳ", "Period"),
        pick(lang, "Từ", "From"),
        pick(lang, "Đến", "To"),
        pick(lang, "Hạn tự chấm điểm", "Self-scoring due"),
        pick(lang, "Căn cứ", "Source"),
    )
    rows = (
        (
            cell(say(each.name, lang) or pick(lang, *_PERIODS[each.key])),
            day(each.from_, lang),
            day(each.to, lang),
            cell(due_text(each.due, lang)) if each.due else pick(lang, "không nêu", "not stated"),
            basis(material, ruleset, each, lang, at=path),
        )
        for each in ruleset.periods
    )
    yield wide(table(columns, rows))
    if ruleset.annual_result:
        named = pick(lang, *VALUES["annual_result"][ruleset.annual_result])
        yield pick(lang, f"Kết quả của năm là kết quả {named}.", f"The year's result is that of the {named}.")


def _survey(material: Material, ruleset: Ruleset, survey: Survey, lang: Language) -> Iterator[str]:
    """Say of the sociological survey what the sources state."""
    path = paths.ruleset(ruleset.id)
    yield heading(2, pick(lang, "Điều tra xã hội học", "Sociological survey"), "survey")
    yield basis(material, ruleset, survey, lang, at=path)
    if survey.source and survey.assumed:
        yield f"*{pick(lang, 'Giả định', 'Assumed')}:* {escape(say(survey.assumed, lang))}"
    if survey.method:
        said = ", ".join(pick(lang, *VALUES["method"][each]) for each in survey.method)
        yield f"{pick(lang, 'Hình thức', 'Method')}: {said}."
    if survey.span:
        first, last = day(survey.span.from_, lang), day(survey.span.to, lang)
        said = pick(lang, f"Thời gian: từ {first} đến {last}", f"Dates: {first} to {last}")
        rests = basis(material, ruleset, survey.span, lang, at=path)
        yield f"{said}{'' if rests == NOTHING else f' ({rests})'}."
    if survey.groups:
        columns = (
            pick(lang, "Nhóm được hỏi", "Group"),
            pick(lang, "Trọng số", "Weight"),
            pick(lang, "Số người ít nhất", "Least number"),
            pick(lang, "Căn cứ", "Source"),
        )
        yield table(
            columns,
            (
                (
                    cell(say(each.name, lang)),
                    NOTHING if each.weight is None else number(each.weight, lang),
                    NOTHING if each.minimum is None else number(each.minimum, lang),
                    basis(material, ruleset, each, lang, at=path),
                )
                for each in survey.groups
            ),
            figures=(1, 2),
        )
    yield escape(say(survey.note, lang))


def _policies(material: Material, ruleset: Ruleset, lang: Language, path: str) -> str:
    """Say what each policy answers, and what the answer rests on."""
    columns = (
        pick(lang, "Câu hỏi", "Question"),
        pick(lang, "Câu trả lời", "Answer"),
        pick(lang, "Căn cứ", "Rests on"),
    )
    return table(
        columns,
        (
            (
                cell(policy_name(name, lang)),
                cell(f"{said[:1].upper()}{said[1:]}"),
                basis(material, ruleset, getattr(ruleset.policies, name), lang, at=path),
            )
            for name, said in _answers(ruleset, lang).items()
        ),
    )


def _answers(ruleset: Ruleset, lang: Language) -> dict[str, str]:
    """Say what each policy answers, items that are rounded by their names."""
    said = dict(policies(ruleset, lang))
    word = pick(lang, "ở mục", "at the item")
    first, *places = said["rounding"].split(f"{word} ")
    keys = (place.partition(",") for place in places)
    named = (f"{item_name(ruleset.item(key), lang)}{comma}{rest}" for key, comma, rest in keys)
    said["rounding"] = f"{word} ".join((first, *named))
    return said


def _assumed(ruleset: Ruleset, lang: Language, path: str) -> Iterator[str]:
    """List what no source states; the policies stand above with their reasons."""
    found = [(place, why) for place, why in assumptions(ruleset) if not place.startswith("policies.")]
    if found:
        yield heading(2, pick(lang, "Giả định khác", "Other assumptions"), "assumptions")
        yield pick(lang, "Không nguồn nào nêu những điều sau.", "No source states the following.")
        yield "\n".join(
            f"- {link(places.name(ruleset, place, lang), places.target(ruleset, place), at=path)}: "
            f"{escape(say(why, lang))}"
            for place, why in found
        )


def _file(ruleset: Ruleset, lang: Language) -> Iterator[str]:
    yield pick(
        lang,
        f"Tệp trong kho mã nguồn: `rulesets/{ruleset.id.replace('@', '/')}.yaml`. SHA-256 ở trên là của bản "
        "JSON chuẩn của tệp; `parindex list` in ra đúng chuỗi đó.",
        f"The file in the repository: `rulesets/{ruleset.id.replace('@', '/')}.yaml`. The SHA-256 above is "
        "that "
        "of its canonical JSON; `parindex list` prints the same.",
    )
    yield pick(lang, "Xem toàn bộ:", "All of it:")
    yield code(f"parindex show {ruleset.id}")
    yield pick(lang, "Lập biểu tự chấm bằng Excel:", "A form to fill in with Excel:")
    kinds = ruleset.units.kinds
    kind = f" --kind {kinds[0].key}" if len(kinds) > 1 else ""
    yield code(f"parindex form {ruleset.id}{kind} -o bieu.xlsx")
