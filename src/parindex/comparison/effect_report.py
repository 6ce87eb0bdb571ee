"""What rules and years did to real units, as sections of a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from parindex.comparison.attribution import FACTORS, Attribution
from parindex.comparison.effect import Effect, Refused, Summary, summary
from parindex.comparison.unit_report import FACTOR_NAMES, items_of, named, percent, unit_section
from parindex.comparison.words import item_name
from parindex.errors import Language
from parindex.exact import ZERO, Interval
from parindex.fields import Text, pick, say
from parindex.reporting.charts import Bump, Dumbbell, Heat
from parindex.reporting.table import Cell, Column, Section, Table
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import Figure, Line, ScoreSheet, each_line

__all__ = ["CONVENTIONS", "effect_sections"]

_PERIODS = {"year": ("Kỳ năm", "The year"), "half-year": ("Kỳ sáu tháng", "The half-year")}
_FEW = 12  # units that each get a chart and a table of their own
CONVENTIONS = (
    Text(
        vi="Phần do từng nguyên nhân là giá trị Shapley: trung bình trên mọi thứ tự thay từng nguyên nhân, "
        "chấm lại chính xác 16 trường hợp; cộng lại đúng bằng thay đổi của chỉ số chính xác, chưa làm tròn.",
        en="Each share is a Shapley value: the mean over every order in which the causes may come, of 16 "
        "exact scores; together they are the change of the exact index, before any rounding.",
    ),
    Text(
        vi="Tiêu chí thêm, bỏ hoặc chuyển chỗ, và tiêu chí mà số liệu năm này không chấm được theo quy tắc "
        "năm kia, tính vào phần tiêu chí, không tính vào quy tắc hay kết quả thực hiện.",
        en="Criteria that were added, dropped or moved, and those whose observation of one year cannot be "
        "scored by the rules of the other, count as criteria and not as rules or performance.",
    ),
    Text(
        vi="Tác động của quy tắc: chấm số liệu năm trước theo quy tắc nay. Số liệu mà quy tắc nay cần thêm "
        "là còn thiếu, không phải 0, nên kết quả là một khoảng. Khoảng gồm mọi kết quả quan sát có thể có; "
        "nếu mục còn thiếu được ghi là không áp dụng thì kết quả có thể nằm ngoài khoảng.",
        en="Effect of the rules: last year's facts under the new rules. What the new rules ask besides is "
        "missing and not 0, so the result is an interval. It holds whatever may be observed; where a missing "
        "item is declared not applicable instead, the result may lie outside.",
    ),
    Text(
        vi="Thay đổi hạng chia cho bản thân, các đơn vị khác và quy tắc xếp hạng, cũng theo giá trị Shapley.",
        en="A change of rank is shared among the unit itself, the others and the rule of ranking, by Shapley "
        "values too.",
    ),
)


def effect_sections(
    effects: Sequence[Effect],
    old: Ruleset,
    new: Ruleset,
    lang: Language,
    refused: Sequence[Refused] = (),
) -> Iterator[Section]:
    """Give the sections: the rules alone, both years, whose doing it is, and each unit by itself."""
    found = summary(effects)
    yield Section(
        pick(lang, "Tác động của quy tắc lên đơn vị", "What the rules do to units"),
        tuple(_counted(found, lang)),
        (
            *([_alone(effects, lang)] if effects else []),
            *_moves(found, old, new, lang),
            *_refused(refused, lang),
        ),
    )
    whole = [each for each in effects if each.attribution]
    if whole:
        yield Section(
            pick(lang, "Thay đổi giữa hai năm", "From one year to the other"),
            (),
            (_years(whole, lang), *_ranks(whole, lang), *_fields(whole, old, new, lang)),
        )
    for each in whole[:_FEW]:
        yield unit_section(each, lang)


def _index(figure: Figure) -> Cell:
    return Interval(figure.least, figure.most) if figure.open else figure.least


def _band(sheet: ScoreSheet, lang: Language) -> str:
    if sheet.band:
        return say(sheet.band.name, lang)
    return "–" if sheet.complete or not sheet.ruleset.bands else pick(lang, "chưa xác định", "undecided")


# The rules alone


def _counted(found: Summary, lang: Language) -> list[str]:
    """Say how many results gain, lose and change band through the rules alone."""
    scored = pick(
        lang,
        f"{found.results} {_whom(found, lang)} chấm theo cả hai bộ quy tắc",
        f"{found.results} {_whom(found, lang)} scored",
    )
    counts = (
        (found.winners, "tăng", "gains", "gain"),
        (found.losers, "giảm", "loses", "lose"),
        (found.unchanged, "không đổi", "stays the same", "stay the same"),
        (found.undecided, "chưa xác định vì thiếu số liệu", *("undecided, for something is missing",) * 2),
    )
    bands = (
        (
            found.band_changes,
            "đổi mức xếp loại chỉ vì quy tắc",
            "changes band through the rules alone",
            "change band through the rules alone",
        ),
        (found.bands_undecided, "chưa xác định mức xếp loại", "has no band yet", "have no band yet"),
    )
    said = [f"{scored}: {_listed(counts, lang)}."]
    if found.moves or found.bands_undecided:
        said.append(f"{_listed(bands, lang)}.")
    return said


def _whom(found: Summary, lang: Language) -> str:
    """Name what is counted: units, or results where a unit has several periods."""
    one = found.results == 1
    if found.results != found.units:
        return pick(lang, "kết quả", "results")
    return pick(lang, "đơn vị", "unit" if one else "units")


def _listed(counts: Iterable[tuple[int, str, str, str]], lang: Language) -> str:
    return "; ".join(f"{count} {pick(lang, vi, one if count == 1 else en)}" for count, vi, one, en in counts)


def _alone(effects: Sequence[Effect], lang: Language) -> Table:
    """List units by what the rules alone do to them, the most gained first."""
    ordered = sorted(effects, key=lambda each: (-_middle(each.rule_alone), each.unit.key))
    rows = tuple(
        (
            named(each, lang),
            _index(each.before.index),
            _index(each.alone.index),
            each.rule_alone,
            _band(each.before, lang),
            _band(each.alone, lang),
            _rank(each.rank_before),
            _rank(each.rank_alone),
            _lacking(each, lang),
        )
        for each in ordered
    )
    columns = (
        Column(pick(lang, "Đơn vị", "Unit")),
        percent("Quy tắc trước", "Old rules", lang),
        percent("Quy tắc nay", "New rules", lang),
        percent("Chênh lệch", "Difference", lang, signed=True),
        Column(pick(lang, "Xếp loại trước", "Old band")),
        Column(pick(lang, "Xếp loại nay", "New band")),
        Column(pick(lang, "Hạng trước", "Old rank"), number=True),
        Column(pick(lang, "Hạng nay", "New rank"), number=True),
        Column(pick(lang, "Còn thiếu", "Missing")),
    )
    exact = [
        (named(each, lang), each.before.index.least, each.alone.index.least)
        for each in ordered
        if each.before.complete and each.alone.complete
    ]
    title = pick(lang, "Cùng số liệu, hai bộ quy tắc", "The same facts under both rulesets")
    names = (pick(lang, "quy tắc trước", "old rules"), pick(lang, "quy tắc nay", "new rules"))
    chart = Dumbbell(title, "%", names, tuple(exact)) if exact else None
    return Table(title, columns, rows, chart=chart)


def _middle(value: Fraction | Interval[Fraction]) -> Fraction:
    return (value.least + value.most) / 2 if isinstance(value, Interval) else value


def _rank(place: int | None) -> Cell:
    return None if place is None else str(place)


def _lacking(effect: Effect, lang: Language) -> str:
    """Name what the facts do not have of what the new rules ask, then of what the old ones alone ask."""
    new = _codes(effect.alone, effect.alone.missing, lang)
    old = _codes(
        effect.before, [key for key in effect.before.missing if key not in effect.alone.missing], lang
    )
    before = f"{pick(lang, 'quy tắc trước', 'old rules')}: {old}" if old else ""
    return "; ".join(part for part in (new, before) if part)


def _codes(sheet: ScoreSheet, keys: Iterable[str], lang: Language) -> str:
    items = {line.item.key: line.item for line in each_line(sheet.lines)}
    return ", ".join(items[key].code or say(items[key].name, lang) for key in keys)


def _moves(found: Summary, old: Ruleset, new: Ruleset, lang: Language) -> Iterator[Table]:
    """Count the units that go from each band to each other one, through the rules alone."""
    if not found.moves:
        return
    columns = [band for band in new.bands if any(to == band.key for _, to in found.moves)]
    rows = [band for band in old.bands if any(start == band.key for start, _ in found.moves)]
    yield Table(
        pick(lang, "Chuyển mức xếp loại chỉ vì quy tắc", "Moves between bands through the rules alone"),
        (
            Column(pick(lang, "Từ mức", "From")),
            *(
                Column(
                    f"{pick(lang, 'sang', 'to')} {say(band.name, lang)}",
                    _whom(found, lang),
                    number=True,
                )
                for band in columns
            ),
        ),
        tuple(
            (say(band.name, lang), *(str(found.moves.get((band.key, to.key), 0)) for to in columns))
            for band in rows
        ),
    )


def _refused(refused: Sequence[Refused], lang: Language) -> Iterator[Table]:
    """List the units that the other ruleset does not take, each with the reason."""
    if refused:
        columns = (
            Column(pick(lang, "Đơn vị", "Unit")),
            Column(pick(lang, "Kỳ", "Period")),
            Column(pick(lang, "Bộ tiêu chí", "Ruleset")),
            Column(pick(lang, "Lý do", "Reason")),
        )
        rows = tuple(
            (
                each.unit.name,
                pick(lang, *_PERIODS[each.period]),
                each.ruleset,
                "; ".join(problem.message(lang) for problem in each.problems),
            )
            for each in refused
        )
        yield Table(
            pick(lang, "Không chấm được theo bộ kia", "Not carried to the other ruleset"), columns, rows
        )


# Both years


def _years(effects: Sequence[Effect], lang: Language) -> Table:
    columns = (
        Column(pick(lang, "Đơn vị", "Unit")),
        percent("Năm trước", "Old year", lang),
        percent("Năm nay", "New year", lang),
        percent("Thay đổi", "Change", lang, signed=True),
        *(percent(*FACTOR_NAMES[each], lang, signed=True) for each in FACTORS),
        Column(pick(lang, "Xếp loại trước", "Old band")),
        Column(pick(lang, "Xếp loại nay", "New band")),
    )
    rows = tuple(_year(each, each.attribution, lang) for each in effects if each.attribution)
    return Table(
        pick(lang, "Thay đổi do đâu", "Where the change comes from"),
        columns,
        rows,
        chart=_field_chart(effects, lang),
    )


def _year(effect: Effect, found: Attribution, lang: Language) -> tuple[Cell, ...]:
    shares = found.by_factor()
    return (
        named(effect, lang),
        found.before,
        found.after,
        found.change,
        *(shares[each] for each in FACTORS),
        _band(effect.before, lang),
        _band(effect.after, lang),
    )


def _field_chart(effects: Sequence[Effect], lang: Language) -> Heat | None:
    """Draw the new year's points of each field, in percent of its maximum, unit by unit."""
    sheets = [(named(each, lang), each.after) for each in effects]
    # A bonus or a penalty has no maximum to be a share of.
    fields = dict.fromkeys(
        line.item.key for _, sheet in sheets for line in _heads(sheet) if line.applicable_max
    )
    names = {line.item.key: item_name(line.item, lang) for _, sheet in sheets for line in _heads(sheet)}
    rows = tuple(
        (name, tuple(_share({line.item.key: line for line in _heads(sheet)}.get(key)) for key in fields))
        for name, sheet in sheets
    )
    title = pick(lang, "Điểm từng lĩnh vực, % điểm tối đa", "Points of each field, % of the maximum")
    return Heat(title, "%", tuple(names[key] for key in fields), rows) if fields else None


def _heads(sheet: ScoreSheet) -> Iterator[Line]:
    """Give the lines of the fields: below the parts of the total, or the parts that have none below."""
    for part in sheet.lines:
        yield from part.lines or (part,)


def _share(line: Line | None) -> Fraction | None:
    return None if line is None or not line.applicable_max else 100 * line.least / line.applicable_max


def _ranks(effects: Sequence[Effect], lang: Language) -> Iterator[Table]:
    """Show each change of rank: the unit's own doing, the others', and the rule of ranking."""
    ranked = [each for each in effects if each.rank_from is not None and each.rank_after is not None]
    if not ranked:
        return
    columns = (
        Column(pick(lang, "Đơn vị", "Unit")),
        Column(pick(lang, "Hạng trước", "Old rank"), number=True),
        Column(pick(lang, "Hạng nay", "New rank"), number=True),
        *(
            Column(pick(lang, *words), pick(lang, "hạng", "ranks"), signed=True, number=True)
            for words in (
                ("Do bản thân", "Own"),
                ("Do đơn vị khác", "Others"),
                ("Do quy tắc xếp hạng", "Rule of ranking"),
            )
        ),
    )
    rows = tuple(
        (
            named(each, lang),
            _rank(each.rank_from),
            _rank(each.rank_after),
            each.own,
            each.others,
            each.ranking,
        )
        for each in sorted(ranked, key=lambda each: (each.rank_after or 0, each.unit.key))
    )
    places = tuple((named(each, lang), each.rank_from or 0, each.rank_after or 0) for each in ranked)
    names = (pick(lang, "năm trước", "old year"), pick(lang, "năm nay", "new year"))
    title = pick(lang, "Thay đổi hạng", "Changes of rank")
    note = pick(
        lang,
        "Hạng giữa các đơn vị có số liệu cả hai năm. "
        "Số dương: hạng lùi xuống (số hạng lớn hơn); số âm: hạng tiến lên.",
        "Ranks among the units with facts of both years. "
        "Above zero: further down the table; below zero: further up.",
    )
    yield Table(title, columns, rows, note, Bump(title, names, places) if len(places) > 1 else None)


def _fields(effects: Sequence[Effect], old: Ruleset, new: Ruleset, lang: Language) -> Iterator[Table]:
    """Show what each field gained or lost in each unit."""
    found = [each.attribution for each in effects if each.attribution]
    items = items_of(found[0], old, new)
    shares = [each.by_field() for each in found]
    keys = [key for key in items if any(each.get(key, ZERO) for each in shares)]
    if not keys:
        return
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (named(each, lang), *(share.get(key, ZERO) for key in keys))
        for each, share in zip(effects, shares, strict=True)
    )
    # The codes stand over the columns, the names below the table: a dozen names leave no room for figures.
    heads = [items[key].code or say(items[key].name, lang) for key in keys]
    columns = (
        Column(pick(lang, "Đơn vị", "Unit")),
        *(percent(head, head, lang, signed=True) for head in heads),
    )
    names = "; ".join(item_name(items[key], lang) for key in keys if items[key].code)
    yield Table(pick(lang, "Thay đổi theo lĩnh vực", "Change by field"), columns, rows, names)
