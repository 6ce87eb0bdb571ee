"""What rules and years did to real units, as sections of a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from parindex.comparison.attribution import FACTORS, Attribution, Factor
from parindex.comparison.effect import Effect, Summary, summary
from parindex.comparison.words import item_name
from parindex.errors import Language
from parindex.exact import ZERO, Interval, Rounding, add
from parindex.explanation.sheet import clause, period
from parindex.fields import Text, say
from parindex.reporting.charts import Bump, Dumbbell, Heat, Waterfall
from parindex.reporting.table import Cell, Column, Section, Table
from parindex.ruleset.model import Ruleset, walk
from parindex.scoresheet import Figure, Line, ScoreSheet, each_line

__all__ = ["CONVENTIONS", "effect_sections"]

_HUNDREDTH = Rounding(2, "half-up")
_SMALL = Fraction(1, 20)  # percent
_FEW = 12  # units that each get a chart and a table of their own
_FACTORS: dict[Factor, tuple[str, str]] = {
    "rule": ("Quy tắc", "Rules"),
    "criteria": ("Tiêu chí thêm, bỏ, chuyển", "Criteria added, dropped, moved"),
    "performance": ("Kết quả thực hiện", "Performance"),
    "survey": ("Điều tra xã hội học", "Survey"),
}
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
        "là còn thiếu, không phải 0, nên kết quả là một khoảng.",
        en="Effect of the rules: last year's facts under the new rules. What the new rules ask besides is "
        "missing and not 0, so the result is an interval.",
    ),
    Text(
        vi="Thay đổi hạng chia cho bản thân, các đơn vị khác và quy tắc xếp hạng, cũng theo giá trị Shapley.",
        en="A change of rank is shared among the unit itself, the others and the rule of ranking, by Shapley "
        "values too.",
    ),
)


def effect_sections(
    effects: Sequence[Effect], old: Ruleset, new: Ruleset, lang: Language
) -> Iterator[Section]:
    """Give the sections: the rules alone, both years, whose doing it is, and each unit by itself."""
    vi = lang == "vi"
    yield Section(
        "Tác động của quy tắc lên đơn vị" if vi else "What the rules do to units",
        tuple(_counted(summary(effects), lang)),
        (_alone(effects, lang), *_moves(summary(effects), old, new, lang)),
    )
    whole = [each for each in effects if each.attribution]
    if whole:
        yield Section(
            "Thay đổi giữa hai năm" if vi else "From one year to the other",
            (),
            (_years(effects, lang), *_ranks(effects, lang), *_fields(whole, old, new, lang)),
        )
    for each in whole[:_FEW]:
        yield _unit(each, lang)


def _pick(lang: Language, vi: str, en: str) -> str:
    return vi if lang == "vi" else en


def _percent(vi: str, en: str, lang: Language, *, signed: bool = False) -> Column:
    return Column(_pick(lang, vi, en), "%", _HUNDREDTH, signed=signed, number=True)


def _named(effect: Effect, lang: Language) -> str:
    """Name a unit, and the period where it is not the year."""
    sheet = effect.before
    return effect.unit.name if effect.period == "year" else f"{effect.unit.name} ({period(sheet, lang)})"


def _index(figure: Figure) -> Cell:
    return Interval(figure.least, figure.most) if figure.open else figure.least


def _band(sheet: ScoreSheet, lang: Language) -> str:
    if sheet.band:
        return say(sheet.band.name, lang)
    return "–" if sheet.complete else _pick(lang, "chưa xác định", "undecided")


# The rules alone


def _counted(found: Summary, lang: Language) -> list[str]:
    """Say how many units gain, lose and change band through the rules alone."""
    units = (
        f"{found.units} đơn vị chấm theo cả hai bộ quy tắc" if lang == "vi" else f"{found.units} units scored"
    )
    counts = (
        (found.winners, "tăng", "gain"),
        (found.losers, "giảm", "lose"),
        (found.unchanged, "không đổi", "stay the same"),
        (found.undecided, "chưa xác định vì thiếu số liệu", "undecided, for something is missing"),
    )
    bands = (
        (found.band_changes, "đổi mức xếp loại chỉ vì quy tắc", "change band through the rules alone"),
        (found.bands_undecided, "chưa xác định mức xếp loại", "have no band yet"),
    )
    said = [f"{units}: {'; '.join(f'{count} {_pick(lang, *words)}' for count, *words in counts)}."]
    if found.moves or found.bands_undecided:
        said.append(f"{'; '.join(f'{count} {_pick(lang, *words)}' for count, *words in bands)}.")
    return said


def _alone(effects: Sequence[Effect], lang: Language) -> Table:
    """List units by what the rules alone do to them, the most gained first."""
    ordered = sorted(effects, key=lambda each: (-_middle(each.rule_alone), each.unit.key))
    rows = tuple(
        (
            _named(each, lang),
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
        Column(_pick(lang, "Đơn vị", "Unit")),
        _percent("Quy tắc trước", "Old rules", lang),
        _percent("Quy tắc nay", "New rules", lang),
        _percent("Chênh lệch", "Difference", lang, signed=True),
        Column(_pick(lang, "Xếp loại trước", "Old band")),
        Column(_pick(lang, "Xếp loại nay", "New band")),
        Column(_pick(lang, "Hạng trước", "Old rank"), number=True),
        Column(_pick(lang, "Hạng nay", "New rank"), number=True),
        Column(_pick(lang, "Còn thiếu", "Missing")),
    )
    exact = [
        (_named(each, lang), each.before.index.least, each.alone.index.least)
        for each in ordered
        if each.before.complete and each.alone.complete
    ]
    title = _pick(lang, "Cùng số liệu, hai bộ quy tắc", "The same facts under both rulesets")
    names = (_pick(lang, "quy tắc trước", "old rules"), _pick(lang, "quy tắc nay", "new rules"))
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
    before = f"{_pick(lang, 'quy tắc trước', 'old rules')}: {old}" if old else ""
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
        _pick(lang, "Chuyển mức xếp loại chỉ vì quy tắc", "Moves between bands through the rules alone"),
        (
            Column(_pick(lang, "Từ mức", "From")),
            *(
                Column(
                    f"{_pick(lang, 'sang', 'to')} {say(band.name, lang)}",
                    _pick(lang, "đơn vị", "units"),
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


# Both years


def _years(effects: Sequence[Effect], lang: Language) -> Table:
    columns = (
        Column(_pick(lang, "Đơn vị", "Unit")),
        _percent("Năm trước", "Old year", lang),
        _percent("Năm nay", "New year", lang),
        _percent("Thay đổi", "Change", lang, signed=True),
        *(_percent(*_FACTORS[each], lang, signed=True) for each in FACTORS),
        Column(_pick(lang, "Xếp loại trước", "Old band")),
        Column(_pick(lang, "Xếp loại nay", "New band")),
    )
    rows = tuple(_year(each, each.attribution, lang) for each in effects if each.attribution)
    return Table(
        _pick(lang, "Thay đổi do đâu", "Where the change comes from"),
        columns,
        rows,
        chart=_field_chart(effects, lang),
    )


def _year(effect: Effect, found: Attribution, lang: Language) -> tuple[Cell, ...]:
    shares = found.by_factor()
    return (
        _named(effect, lang),
        found.before,
        found.after,
        found.change,
        *(shares[each] for each in FACTORS),
        _band(effect.before, lang),
        _band(effect.after, lang),
    )


def _field_chart(effects: Sequence[Effect], lang: Language) -> Heat | None:
    """Draw the new year's points of each field, in percent of its maximum, unit by unit."""
    sheets = [(_named(each, lang), each.after) for each in effects if each.after.complete]
    # A bonus or a penalty has no maximum to be a share of.
    fields = dict.fromkeys(
        line.item.key for _, sheet in sheets for line in _heads(sheet) if line.applicable_max
    )
    names = {line.item.key: item_name(line.item, lang) for _, sheet in sheets for line in _heads(sheet)}
    rows = tuple(
        (name, tuple(_share({line.item.key: line for line in _heads(sheet)}.get(key)) for key in fields))
        for name, sheet in sheets
    )
    title = _pick(lang, "Điểm từng lĩnh vực, % điểm tối đa", "Points of each field, % of the maximum")
    return Heat(title, "%", tuple(names[key] for key in fields), rows) if fields else None


def _heads(sheet: ScoreSheet) -> Iterator[Line]:
    """Give the lines of the fields: below the parts of the total, or the parts that have none below."""
    for part in sheet.lines:
        yield from part.lines or (part,)


def _share(line: Line | None) -> Fraction | None:
    return None if line is None or not line.applicable_max else 100 * line.least / line.applicable_max


def _ranks(effects: Sequence[Effect], lang: Language) -> Iterator[Table]:
    """Show each change of rank: the unit's own doing, the others', and the rule of ranking."""
    ranked = [
        each
        for each in effects
        if each.attribution and each.rank_before is not None and each.rank_after is not None
    ]
    if not ranked:
        return
    columns = (
        Column(_pick(lang, "Đơn vị", "Unit")),
        Column(_pick(lang, "Hạng trước", "Old rank"), number=True),
        Column(_pick(lang, "Hạng nay", "New rank"), number=True),
        *(
            Column(_pick(lang, *words), _pick(lang, "hạng", "ranks"), signed=True, number=True)
            for words in (
                ("Do bản thân", "Own"),
                ("Do đơn vị khác", "Others"),
                ("Do quy tắc xếp hạng", "Rule of ranking"),
            )
        ),
    )
    rows = tuple(
        (
            _named(each, lang),
            _rank(each.rank_before),
            _rank(each.rank_after),
            each.own,
            each.others,
            each.ranking,
        )
        for each in sorted(ranked, key=lambda each: (each.rank_after or 0, each.unit.key))
    )
    places = tuple((_named(each, lang), each.rank_before or 0, each.rank_after or 0) for each in ranked)
    names = (_pick(lang, "năm trước", "old year"), _pick(lang, "năm nay", "new year"))
    title = _pick(lang, "Thay đổi hạng", "Changes of rank")
    note = _pick(
        lang,
        "Số dương: hạng lùi xuống (số hạng lớn hơn); số âm: hạng tiến lên.",
        "Above zero: further down the table; below zero: further up.",
    )
    yield Table(title, columns, rows, note, Bump(title, names, places) if len(places) > 1 else None)


def _fields(effects: Sequence[Effect], old: Ruleset, new: Ruleset, lang: Language) -> Iterator[Table]:
    """Show what each field gained or lost in each unit."""
    items = {item.key: item for ruleset in (old, new) for item, _ in walk(ruleset.score)}
    shares = [each.attribution.by_field() for each in effects if each.attribution]
    keys = [key for key in items if any(each.get(key, ZERO) for each in shares)]
    if not keys:
        return
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (_named(each, lang), *(share.get(key, ZERO) for key in keys))
        for each, share in zip(effects, shares, strict=True)
    )
    # The codes stand over the columns, the names below the table: a dozen names leave no room for figures.
    heads = [items[key].code or say(items[key].name, lang) for key in keys]
    columns = (
        Column(_pick(lang, "Đơn vị", "Unit")),
        *(_percent(head, head, lang, signed=True) for head in heads),
    )
    names = "; ".join(item_name(items[key], lang) for key in keys if items[key].code)
    yield Table(_pick(lang, "Thay đổi theo lĩnh vực", "Change by field"), columns, rows, names)


# One unit


def _unit(effect: Effect, lang: Language) -> Section:
    """Show one unit's change: a waterfall of the causes, and the criteria behind it, the largest first."""
    found = effect.attribution
    assert found is not None  # noqa: S101 (only whole effects come here)
    shares = found.by_factor()
    title = _named(effect, lang)
    known = {
        line.item.key: (item_name(line.item, lang), clause(sheet.ruleset, line.item.source, lang))
        for sheet in (effect.before, effect.after)
        for line in each_line(sheet.lines)
    }
    total = (_pick(lang, "Tổng điểm", "Total"), "")
    totals = found.by_item()
    ordered = sorted((key for key, value in totals.items() if value), key=lambda key: -abs(totals[key]))
    if not ordered:
        return Section(title, (_pick(lang, "Không tiêu chí nào thay đổi.", "No item changed."),))
    # What no rule and no result changed still moves a little where the applicable max does.
    small = [key for key in ordered if abs(totals[key]) < _SMALL]
    small = small if len(small) > 1 else []
    named: list[tuple[str, str, tuple[str, ...]]] = [
        (*known.get(key, total), (key,)) for key in ordered if key not in small
    ]
    if small:
        rest = _pick(
            lang,
            f"{len(small)} tiêu chí khác, mỗi tiêu chí dưới 0,05",
            f"{len(small)} others, each below 0.05",
        )
        named.append((rest, "", tuple(small)))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            name,
            *(add(found.table.get((key, factor), ZERO) for key in keys) for factor in FACTORS),
            add(totals[key] for key in keys),
            source,
        )
        for name, source, keys in named
    )
    columns = (
        Column(_pick(lang, "Tiêu chí", "Item")),
        *(_percent(*_FACTORS[each], lang, signed=True) for each in FACTORS),
        _percent("Cộng", "Together", lang, signed=True),
        Column(_pick(lang, "Căn cứ", "Source")),
    )
    chart = Waterfall(
        _pick(lang, f"{title}: chỉ số thay đổi do đâu", f"{title}: where the change comes from"),
        "%",
        (_pick(lang, "Năm trước", "Old year"), found.before),
        tuple((_pick(lang, *_FACTORS[each]), shares[each]) for each in FACTORS),
        (_pick(lang, "Năm nay", "New year"), found.after),
    )
    table = Table(_pick(lang, "Theo từng tiêu chí", "Criterion by criterion"), columns, rows, chart=chart)
    return Section(title, (), (table,))
