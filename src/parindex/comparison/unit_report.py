"""One unit in a report of two years: the causes of its change, and the criteria behind them."""

from __future__ import annotations

from fractions import Fraction

from parindex.comparison.attribution import FACTORS, Attribution, Factor
from parindex.comparison.effect import Effect
from parindex.comparison.words import item_name
from parindex.errors import Language
from parindex.exact import ZERO, Rounding, add
from parindex.explanation.sheet import clause, period
from parindex.fields import FrozenMap, pick
from parindex.reporting.charts import Waterfall
from parindex.reporting.table import Cell, Column, Section, Table
from parindex.ruleset.model import Item, Ruleset, walk

__all__ = ["FACTOR_NAMES", "items_of", "named", "percent", "unit_section"]

FACTOR_NAMES: FrozenMap[Factor, tuple[str, str]] = FrozenMap(
    {
        "rule": ("Quy tắc", "Rules"),
        "criteria": ("Tiêu chí thêm, bỏ, chuyển", "Criteria added, dropped, moved"),
        "performance": ("Kết quả thực hiện", "Performance"),
        "survey": ("Điều tra xã hội học", "Survey"),
    }
)
_HUNDREDTH = Rounding(2, "half-up")
_SMALL = Fraction(1, 20)  # percent


def percent(vi: str, en: str, lang: Language, *, signed: bool = False) -> Column:
    """Make a column of percent with two digits."""
    return Column(pick(lang, vi, en), "%", _HUNDREDTH, signed=signed, number=True)


def named(effect: Effect, lang: Language) -> str:
    """Name a unit, and the period where it is not the year."""
    sheet = effect.before
    return effect.unit.name if effect.period == "year" else f"{effect.unit.name} ({period(sheet, lang)})"


def items_of(found: Attribution, old: Ruleset, new: Ruleset) -> dict[str, Item]:
    """Return the items of an attribution, each from the ruleset that has it, in the attribution's order."""
    sides = {
        side: {item.key: item for item, _ in walk(ruleset.score)}
        for side, ruleset in (("old", old), ("new", new))
    }
    return {name: sides[side][key] for name, (side, key) in found.origins.items()}


def unit_section(effect: Effect, lang: Language) -> Section:
    """Show one unit's change: a waterfall of the causes, and the criteria behind it, the largest first."""
    found = effect.attribution
    assert found is not None  # noqa: S101 (only whole effects come here)
    shares = found.by_factor()
    title = named(effect, lang)
    known = _known(effect, found, lang)
    totals = found.by_item()
    ordered = sorted((key for key, value in totals.items() if value), key=lambda key: -abs(totals[key]))
    if not ordered:
        return Section(title, (pick(lang, "Không tiêu chí nào thay đổi.", "No item changed."),))
    # What no rule and no result changed still moves a little where the applicable max does.
    small = [key for key in ordered if abs(totals[key]) < _SMALL]
    small = small if len(small) > 1 else []
    listed: list[tuple[str, str, tuple[str, ...]]] = [
        (*known[key], (key,)) for key in ordered if key not in small
    ]
    if small:
        rest = pick(
            lang,
            f"{len(small)} tiêu chí khác, mỗi tiêu chí dưới 0,05",
            f"{len(small)} others, each below 0.05",
        )
        listed.append((rest, "", tuple(small)))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            name,
            *(add(found.table.get((key, factor), ZERO) for key in keys) for factor in FACTORS),
            add(totals[key] for key in keys),
            source,
        )
        for name, source, keys in listed
    )
    columns = (
        Column(pick(lang, "Tiêu chí", "Item")),
        *(percent(*FACTOR_NAMES[each], lang, signed=True) for each in FACTORS),
        percent("Cộng", "Together", lang, signed=True),
        Column(pick(lang, "Căn cứ", "Source")),
    )
    chart = Waterfall(
        pick(lang, f"{title}: chỉ số thay đổi do đâu", f"{title}: where the change comes from"),
        "%",
        (pick(lang, "Năm trước", "Old year"), found.before),
        tuple((pick(lang, *FACTOR_NAMES[each]), shares[each]) for each in FACTORS),
        (pick(lang, "Năm nay", "New year"), found.after),
    )
    table = Table(pick(lang, "Theo từng tiêu chí", "Criterion by criterion"), columns, rows, chart=chart)
    return Section(title, (), (table,))


def _known(effect: Effect, found: Attribution, lang: Language) -> dict[str, tuple[str, str]]:
    """Return the name and the clause of each item, of the side that has it; the total has no clause."""
    rulesets = {"old": effect.before.ruleset, "new": effect.after.ruleset}
    items = items_of(found, rulesets["old"], rulesets["new"])
    total = (pick(lang, "Tổng điểm", "Total"), "")
    return {
        name: total
        if key == rulesets[side].score.key
        else (item_name(items[name], lang), clause(rulesets[side], items[name].source, lang))
        for name, (side, key) in found.origins.items()
    }
