"""The relations of a printed table as tables: counted, in full where not exact, and all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from parindex.errors import Language
from parindex.fields import pick, say
from parindex.reporting.table import Cell, Column, Section, Table
from parindex.reproduction.paper import Paper
from parindex.reproduction.relation import RELATIONS, VERDICTS, Relation, RelationName, Verdict
from parindex.reproduction.words import (
    MARKS,
    allowed,
    because,
    explained,
    known_as,
    meaning,
    mended,
    named,
    relation_name,
    short_name,
    stands,
    verdict_name,
)

__all__ = ["Listing"]

_FEW = 3  # units named where many are alike


class Listing:
    """The relations of one paper, in one language."""

    def __init__(self, paper: Paper, lang: Language) -> None:
        self.paper = paper
        self.lang = lang
        self.ruleset = paper.table.ruleset
        self.relations = paper.found.relations
        self.names = {unit.key: say(unit.name, lang) for unit in self.ruleset.units.units}
        self.often = Counter(row.unit for row in paper.table.rows)

    def say(self, vi: str, en: str) -> str:
        """Return the words of the paper's language."""
        return pick(self.lang, vi, en)

    def unit(self, key: str | None, row: int | None) -> str:
        """Name the unit of a row, with its row where it has several; the whole table otherwise."""
        if key is None:
            return self.say("Cả bảng", "Whole table")
        name = self.names.get(key, key)
        if row is not None and self.often[key] > 1:
            name += self.say(f" (dòng {row})", f" (row {row})")
        return name

    def of(self, verdict: Verdict) -> list[Relation]:
        """Return the relations of one verdict."""
        return [each for each in self.relations if each.verdict == verdict]

    def results(self) -> Section:
        """Give the counts, what is not exact in full, the worst first, and then every relation."""
        tables = [self.counts()] if self.relations else []
        for verdict, listed in (
            ("IRRECONCILABLE", self.broken),
            ("WITHIN-ROUNDING", self.within),
            ("NOT-CHECKABLE", self.unchecked),
        ):
            found = [each for each in self.relations if each.verdict == verdict]
            tables += [listed(found)] if found else []
        tables += [*self.matrix(), *self.beneath()]
        return Section(self.say("Kết quả", "Results"), (self.interval(),), tuple(tables))

    def interval(self) -> str:
        """Say what a printed figure stands for, and where the other intervals come from."""
        half = self.paper.table.reading == "half"
        vi = "từ 89,945 đến 89,955 (làm tròn)" if half else "từ 89,95 đến 89,96 (cắt bỏ phần dư)"
        en = "from 89.945 to 89.955 (rounded)" if half else "from 89.95 to 89.96 (cut off)"
        return self.say(
            f"Mỗi số đã in thay cho một khoảng, kể cả hai đầu: 89,95 là {vi}. “Các số khác cho phép” là "
            "khoảng tính từ các khoảng ấy theo bộ tiêu chí.",
            f"Each printed figure stands for an interval, both ends included: 89.95 is {en}. What “the other "
            "figures allow” follows from these intervals by the ruleset.",
        )

    def counts(self) -> Table:
        """Count the verdicts of each kind of relation."""
        counted = Counter((each.relation, each.verdict) for each in self.relations)
        there = {each.relation for each in self.relations}
        given = [verdict for verdict in VERDICTS if self.of(verdict)]
        rows: list[tuple[Cell, ...]] = [
            (
                f"{relation_name(name, self.lang)} ({name})",
                *(str(counted[name, verdict]) if counted[name, verdict] else None for verdict in given),
            )
            for name in RELATIONS
            if name in there
        ]
        columns = (
            Column(self.say("Quan hệ", "Relation")),
            *(Column(f"{named(each, self.lang).capitalize()} {MARKS[each]}", number=True) for each in given),
        )
        return Table(self.say("Số quan hệ theo kết luận", "Relations by verdict"), columns, tuple(rows))

    def said(self, relation: Relation) -> tuple[str, str, str, str]:
        """Return the cells with which every listed relation begins."""
        return (
            self.unit(relation.unit, relation.row),
            known_as(relation, self.ruleset, self.lang),
            stands(relation, self.lang),
            allowed(relation, self.lang),
        )

    def said_columns(self) -> tuple[Column, ...]:
        """Return the columns of these cells."""
        return (
            Column(self.say("Đơn vị", "Unit")),
            Column(self.say("Quan hệ", "Relation")),
            Column(self.say("Đã in", "Printed"), number=True),
            Column(self.say("Các số khác cho phép", "The other figures allow"), number=True),
        )

    def broken(self, found: list[Relation]) -> Table:
        """List what cannot hold, with what would mend it."""
        unit, relation, stood, fits = self.said_columns()
        columns = (
            Column(f"{unit.title}: {relation.title[0].lower()}{relation.title[1:]}"),
            stood,
            fits,
            Column(
                self.say("Sửa một ô, ít nhất; nguyên nhân thường gặp", "Smallest change of one cell; causes")
            ),
        )
        rows = tuple(
            (f"{who}: {what}", *figures, repair) for who, what, *figures, repair in map(self.failed, found)
        )
        note = self.say(
            "Cách sửa chỉ là thay đổi nhỏ nhất làm quan hệ khớp lại, chưa chắc là số đúng: số đúng phải tra "
            "ở hồ sơ gốc.",
            "A change is only the smallest that would make the relation hold, and need not be the right "
            "figure: that must be looked up in the original files.",
        )
        return Table(self.say("Không thể khớp", "Irreconcilable") + " (IRRECONCILABLE)", columns, rows, note)

    def failed(self, relation: Relation) -> tuple[str, ...]:
        """Return the cells of a relation that cannot hold, the smallest changes and typical causes last."""
        changes = mended(relation, self.names, self.ruleset, self.lang) or (
            self.say("không ô nào sửa một mình mà đủ", "no single cell would do"),
        )
        repair = self.say("; hoặc ", "; or ").join(changes)
        if causes := "; ".join(explained(relation, self.ruleset, self.lang)):
            repair += f". {self.say('Có thể vì', 'Perhaps')} {causes}"
        return (*self.said(relation), repair)

    def within(self, found: list[Relation]) -> Table:
        """List what holds within rounding, with the condition where there is one."""
        told = any(each.why for each in found)
        more = (Column(self.say("Điều kiện", "Condition")),) if told else ()
        rows = tuple(
            (*self.said(each), *((because(each.why, self.lang) or None,) if told else ())) for each in found
        )
        title = self.say("Trong phạm vi làm tròn", "Within rounding")
        return Table(f"{title} (WITHIN-ROUNDING)", (*self.said_columns(), *more), rows)

    def unchecked(self, found: list[Relation]) -> Table:
        """List what could not be checked, a line for all units for which the reason is the same."""
        groups: dict[tuple[str, str], list[str]] = {}
        for each in found:
            key = (known_as(each, self.ruleset, self.lang), because(each.why, self.lang))
            groups.setdefault(key, []).append(self.unit(each.unit, each.row))
        rows = tuple((name, why, self.few(units, len(units))) for (name, why), units in groups.items())
        title = self.say("Không kiểm tra được", "Not checkable")
        columns = (
            Column(self.say("Quan hệ", "Relation")),
            Column(self.say("Lý do", "Reason")),
            Column(self.say("Đơn vị", "Units")),
        )
        return Table(f"{title} (NOT-CHECKABLE)", columns, rows)

    def few(self, units: Iterable[str], count: int) -> str:
        """Name the first units, and count the others."""
        shown = [*units][:_FEW]
        rest = count - len(shown)
        more = self.say(f" và {rest} đơn vị khác", f" and {rest} more") if rest else ""
        return ", ".join(shown) + more

    # Every relation

    def matrix(self) -> Iterator[Table]:
        """Show the relations of each row on one line: the worst verdict first, with how many there are."""
        there = {each.relation for each in self.relations if each.row is not None}
        names = [name for name in RELATIONS if name in there]
        if not names:
            return
        found: dict[tuple[int, RelationName], Counter[Verdict]] = {}
        for each in self.relations:
            if each.row is not None:
                found.setdefault((each.row, each.relation), Counter())[each.verdict] += 1
        rows: list[tuple[Cell, ...]] = [
            (self.unit(row.unit, row.number), *(_marks(found.get((row.number, name))) for name in names))
            for row in self.paper.table.rows
        ]
        columns = (
            Column(self.say("Đơn vị", "Unit")),
            *(Column(short_name(name, self.lang)) for name in names),
        )
        legend = "; ".join(
            f"{MARKS[each]} {verdict_name(each, self.lang)}: {meaning(each, self.lang)}" for each in VERDICTS
        )
        note = self.say(
            f"{legend}. Số đi sau là số quan hệ, khi có hơn một.",
            f"{legend}. A number after a mark counts the relations where there are several.",
        )
        yield Table(self.say("Từng dòng của bảng", "Each row of the table"), columns, tuple(rows), note)

    def beneath(self) -> Iterator[Table]:
        """Show each figure printed beneath the table."""
        found = [each for each in self.relations if each.row is None]
        if found:
            rows = tuple(
                (*self.said(each), f"{MARKS[each.verdict]} {named(each.verdict, self.lang)}")
                for each in found
            )
            columns = (*self.said_columns(), Column(self.say("Kết luận", "Verdict")))
            yield Table(self.say("Số liệu in dưới bảng", "Figures printed beneath it"), columns, rows)


def _marks(found: Counter[Verdict] | None) -> str | None:
    """Write the verdicts of one row and kind of relation, the worst first."""
    if found is None:
        return None
    order: tuple[Verdict, ...] = ("IRRECONCILABLE", "WITHIN-ROUNDING", "NOT-CHECKABLE", "EXACT")
    several = found.total() > 1
    return " ".join(f"{MARKS[each]}{f' {found[each]}' if several else ''}" for each in order if found[each])
