"""What each change of rules can do, as a section of a report: an example, or the proof that there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count

from parindex.analysis.words import near, standing
from parindex.assessment import Assessment, Entry
from parindex.comparison.difference import Difference
from parindex.comparison.groups import renamed
from parindex.comparison.witness import Witness
from parindex.comparison.words import item_name, kind_name, policy_name
from parindex.errors import Language
from parindex.exact import ZERO, Rounding
from parindex.fields import Text, counted, pick, say
from parindex.reporting.table import Cell, Column, Section, Table
from parindex.ruleset.model import Item, Ruleset, walk
from parindex.ruleset.tree import Node, leaves, resolve
from parindex.scoresheet import Line

__all__ = ["PROVEN", "witness_section"]

PROVEN = Text(
    vi="Mỗi thay đổi được đặt riêng vào bộ trước rồi chấm cả hai, cho loại đơn vị đầu tiên mà nó áp dụng; ví "
    "dụ nào cũng đã được chấm. “Không thể "
    "đổi mức” là đã chứng minh trên tập mọi điểm số đạt được, khi mọi tiêu chí đều có kết quả và không "
    "mục nào được ghi là không áp dụng.",
    en="Each change is made alone in the older ruleset and both are scored, for the first kind of unit "
    "that it concerns, as is every example. “Cannot "
    "change band” is proven on the set of all attainable scores, with everything observed and nothing "
    "declared not applicable.",
)
_FEW = 3  # entries that an example shows


def witness_section(found: Sequence[Witness], difference: Difference, lang: Language) -> Section:
    """Say what each change can do to points and to the band, and what stays as it was."""
    columns = (
        Column(pick(lang, "Thay đổi", "Change")),
        Column(pick(lang, "Ví dụ nhỏ nhất", "Smallest example")),
        Column(pick(lang, "Điểm trước", "Old points"), pick(lang, "điểm", "points"), number=True),
        Column(pick(lang, "Điểm nay", "New points"), pick(lang, "điểm", "points"), number=True),
        Column(pick(lang, "Xếp loại", "Band")),
    )
    rows = tuple(_row(each, difference, lang) for each in found)
    title = pick(lang, "Ví dụ và chứng minh", "Examples and proofs")
    return Section(
        pick(lang, "Mỗi thay đổi có thể làm gì", "What each change can do"),
        tuple(_same(found, difference, lang)),
        (Table(title, columns, rows),) if rows else (),
    )


def _same(found: Sequence[Witness], difference: Difference, lang: Language) -> Iterator[str]:
    """Say what provably stays the same."""
    same, total = _unchanged(difference), len([*leaves(resolve(difference.new, _kinds(difference.new)[0]))])
    yield pick(
        lang,
        f"{same} trên {total} tiêu chí chấm điểm giữ nguyên quy tắc: kết quả như nhau thì điểm như nhau.",
        f"{same} of {counted(total, 'scored item')} {'keeps its' if same == 1 else 'keep their'} rules: "
        "equal observations have equal points.",
    )
    policies = {each.at for each in difference.rules if each.place[0] == "policies"}
    fields = type(difference.new.policies).model_fields
    kept = ", ".join(policy_name(name, lang).lower() for name in fields if name not in policies)
    yield pick(
        lang,
        f"Quy tắc chung giữ nguyên: {kept or 'không có'}.",
        f"Policies that stay: {kept or 'none'}.",
    )
    for kind in difference.old.units.kinds:
        proven = [each for each in found if each.band == "same-proven" and each.kind == kind.key]
        if proven:
            names = "; ".join(_thing(each, difference, lang) for each in proven)
            yield pick(
                lang,
                f"Loại đơn vị “{say(kind.name, lang)}”: đã chứng minh các thay đổi sau, đặt riêng từng cái, "
                f"không làm đơn vị nào đổi mức xếp loại: {names}.",
                f"Units of the kind “{say(kind.name, lang)}”: each of these changes alone is proven to "
                f"change no unit's band: {names}.",
            )


def _unchanged(difference: Difference) -> int:
    """Count the leaves that score alike for every kind of unit that both sides have, inherited rules too."""
    old, new = difference.old, difference.new
    names = {key: was for was, key in difference.matching.kept.items()}
    touched = {each.at for each in difference.rules if each.place[0] == "score"}
    same = {item.key for item, _ in walk(new.score) if item.scale and item.key in names} - touched
    kinds = [kind for kind in _kinds(new) if kind in _kinds(old)]
    for kind in kinds:
        before, after = (
            {leaf.item.key: _rules(leaf) for leaf in leaves(resolve(each, kind))} for each in (old, new)
        )
        same = {key for key in same if before[names[key]] == after[key]}
    return len(same) if kinds else 0


def _kinds(ruleset: Ruleset) -> list[str]:
    return [kind.key for kind in ruleset.units.kinds]


def _rules(leaf: Node) -> tuple[object, ...]:
    """Return what the points of a leaf follow from; one that does not apply has no other rule."""
    rules = (leaf.role, leaf.not_applicable, leaf.bound, leaf.rounded, leaf.expressions)
    return rules if leaf.applies else ()


def _row(witness: Witness, difference: Difference, lang: Language) -> tuple[Cell, ...]:
    points = witness.points
    shown = points.outcome in {"differs", "no-common"}
    old, new = (points.old_points, points.new_points) if shown else (None, None)
    return (
        _thing(witness, difference, lang),
        _example(witness, difference, lang),
        *_pair(old, new, lang),
        _band(witness, difference, lang),
    )


def _pair(old: Fraction | None, new: Fraction | None, lang: Language) -> tuple[str, str]:
    """Write two figures, long ones rounded to as many digits as tell them apart, two at least."""
    digits = 2
    if old is not None and new is not None and old != new:
        digits = next(each for each in count(2) if _rounded(old, each) != _rounded(new, each))
    one, two = ("–" if each is None else near(each, lang, digits=digits) for each in (old, new))
    return one, two


def _rounded(value: Fraction, digits: int) -> Fraction:
    return Rounding(digits, "half-up").apply(value)


def _thing(witness: Witness, difference: Difference, lang: Language) -> str:
    """Name the item, with what changed of it, the policy, or the bands."""
    if witness.thing == "bands":
        return pick(lang, "Các mức xếp loại", "The bands")
    rows = [each for each in witness.changes if each.at == witness.thing]
    gone = bool(rows) and all(each.kind == "removed" for each in rows)
    # The key of what is gone may be that of another item now.
    order = (difference.old, difference.new) if gone else (difference.new, difference.old)
    for ruleset in order:
        if item := _items(ruleset).get(witness.thing):
            kinds = dict.fromkeys(kind_name(each.kind, lang).lower() for each in witness.changes)
            return f"{item_name(item, lang)} ({', '.join(kinds)})"
    return policy_name(witness.thing, lang)


def _items(ruleset: Ruleset) -> dict[str, Item]:
    return {item.key: item for item, _ in walk(ruleset.score)}


def _example(witness: Witness, difference: Difference, lang: Language) -> str:
    points = witness.points
    if points.outcome == "needs-league":
        return pick(lang, "Chỉ thấy khi xếp hạng nhiều đơn vị.", "Seen only when several units are ranked.")
    if points.outcome == "same-proven":
        return pick(lang, "Không làm điểm nào khác đi.", "Makes no points differ.")
    if points.outcome == "undecided":
        return pick(lang, "Chưa tìm được ví dụ.", "No example was found.")
    if witness.thing == "missing":
        return pick(lang, "Không nhập gì.", "Nothing entered.")
    # Where no observation fits both scales, each side has one of its own.
    old, new = _entries(points.old, renamed(difference), lang), _entries(points.new, difference.new, lang)
    if points.shared or not old or not new:
        return old or new
    return pick(lang, f"trước: {old}; nay: {new}", f"old: {old}; new: {new}")


def _entries(assessment: Assessment | None, ruleset: Ruleset, lang: Language) -> str:
    """Say what an example observes: the first few entries, and how many more there are."""
    if assessment is None:
        return ""
    items = _items(ruleset)
    entries = dict(assessment.stages["final"].entries)
    known = {key: entry for key, entry in entries.items() if key in items}
    said = [_said(items[key], entry, lang) for key, entry in known.items()]
    more = len(entries) - _FEW
    if more > 0:
        said = [*said[:_FEW], pick(lang, f"và {more} tiêu chí khác", f"and {counted(more, 'other item')}")]
    return "; ".join(said)


def _said(item: Item, entry: Entry, lang: Language) -> str:
    line = Line(item, item.role or "criterion", entry.state or "observed", ZERO, ZERO, ZERO, entry=entry)
    return f"{item.code or say(item.name, lang)}: {standing(line, lang)}"


def _band(witness: Witness, difference: Difference, lang: Language) -> str:
    match witness.band:
        case "differs":
            names = {
                band.key: say(band.name, lang)
                for each in (difference.old, difference.new)
                for band in each.bands
            }
            old, new = (names.get(key or "", "–") for key in (witness.old_band, witness.new_band))
            index, other = _pair(witness.old_index, witness.new_index, lang)
            return pick(
                lang,
                f"Có thể đổi: {old} → {new} (chỉ số {index} % → {other} %)",
                f"Can change: {old} → {new} (index {index} % → {other} %)",
            )
        case "same-proven":
            return pick(lang, "Không thể đổi mức (đã chứng minh)", "Cannot change band (proven)")
        case "no-bands":
            return pick(lang, "Không có mức xếp loại", "No bands")
        case "needs-league":
            return pick(lang, "Không đổi mức, chỉ đổi hạng", "Changes ranks, no band")
        case _:
            return pick(lang, "Chưa xác định", "Undecided")
