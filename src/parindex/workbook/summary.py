"""The first sheet: whose form it is, what came out so far, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from parindex.analysis.distance import distance
from parindex.assessment import Assessed, StageName
from parindex.errors import Language
from parindex.exact import Rounding
from parindex.explanation.sheet import labels
from parindex.fields import Text, pick, say
from parindex.ruleset.model import Band, Ruleset
from parindex.ruleset.tree import Node
from parindex.scoresheet import ScoreSheet
from parindex.workbook.entries import Value
from parindex.workbook.inputs import Choice, Input, choices
from parindex.workbook.layout import Column, Merge, Page, Role, Spot
from parindex.workbook.lines import maximum, said, standing
from parindex.workbook.program import Program
from parindex.workbook.words import COLUMNS, SHEETS, word
from parindex.workbook.words import STAGES as NAMED

__all__ = ["PERIODS", "TEMPLATE", "UNIT_NAME", "Facts", "next_band", "summary"]

TEMPLATE = "1"
"""The version of the form: its sheets, columns and keys."""

UNIT_NAME = (5, 2)
"""The row and column, from 0, where the name of the unit is filled in."""

_VALUE = UNIT_NAME[1]
_LAST = 4
PERIODS = {"year": Text(vi="Năm", en="Year"), "half-year": Text(vi="Sáu tháng", en="Half-year")}


class Facts(NamedTuple):
    """What a form says of itself: rules, unit as far as known, period, stage, a digest of other stages."""

    ruleset: Ruleset
    unit: Assessed | None
    kind: str
    period: str
    submitted: str
    stage: StageName
    before: str


def summary(tree: Node, program: Program, facts: Facts, sheet: ScoreSheet) -> Page:
    """Lay out the first sheet."""
    return _Summary(tree, program, facts, sheet).page()


class _Summary:
    """Goes down the sheet row by row."""

    def __init__(self, tree: Node, program: Program, facts: Facts, sheet: ScoreSheet) -> None:
        self.tree = tree
        self.facts = facts
        self.sheet = sheet
        self.program = program
        self.lang: Language = program.lang
        self.outputs = {(each.item, each.figure): each.name for each in program.outputs}
        self.spots: list[Spot] = []
        self.merges: list[Merge] = []
        self.rows: dict[str, int] = {}
        self.row = 0

    def page(self) -> Page:
        lang, facts = self.lang, self.facts
        self.across("title", say(facts.ruleset.title, lang))
        self.across("subtitle", f"{word('form', lang)} · {pick(lang, *NAMED[facts.stage])}")
        self.across("remark", " ".join(labels(facts.ruleset, lang)))
        self.row += 1
        self.across("section", word("facts", lang))
        for given, value in self.given():
            self.fact(given.field, value, given)
        self.fact("unit.kind", self.kind())
        self.fact("stage", pick(lang, *NAMED[facts.stage]))
        self.row += 1
        self.across("section", word("result", lang))
        self.results()
        self.row += 1
        self.across("section", word("rules", lang))
        for key, text in self.provenance():
            self.fact(key, text)
        name = pick(lang, *SHEETS["summary"])
        return Page(
            "summary",
            name,
            self.columns(),
            tuple(self.spots),
            self.rows,
            merges=tuple(self.merges),
            live=True,
        )

    def columns(self) -> tuple[Column, ...]:
        lang = self.lang
        titles = (
            ("code", pick(lang, *COLUMNS["code"]), 7),
            ("name", pick(lang, *COLUMNS["name"]), 62),
            ("max", pick(lang, *COLUMNS["max"]), 12),
            ("points", word("points", lang), 14),
            ("status", pick(lang, *COLUMNS["status"]), 26),
            ("key", pick(lang, *COLUMNS["key"]), 8),
        )
        return tuple(Column(*each) for each in titles)

    def given(self) -> Iterator[tuple[Input, str]]:
        """Give the facts that are filled in, and what is known of them."""
        facts, lang = self.facts, self.lang
        listed = [unit for unit in facts.ruleset.units.units if unit.kind == facts.kind]
        names = choices(((unit.key, unit.name) for unit in listed), lang)
        yield _text("unit.name", names), facts.unit.name if facts.unit else ""
        yield _text("unit.key"), facts.unit.key if facts.unit else ""
        periods = choices(
            ((each.key, each.name or PERIODS[each.key]) for each in facts.ruleset.periods), lang
        )
        yield _text("period", periods), next(each.label for each in periods if each.key == facts.period)
        yield _text("submitted"), "/".join(reversed(facts.submitted.split("-")))

    def kind(self) -> str:
        return next(
            say(each.name, self.lang)
            for each in self.facts.ruleset.units.kinds
            if each.key == self.facts.kind
        )

    def provenance(self) -> Iterator[tuple[str, str]]:
        yield "ruleset", self.facts.ruleset.id
        yield "sha256", self.facts.ruleset.digest
        yield "template", TEMPLATE
        if self.facts.before:
            yield "before", self.facts.before

    def across(self, style: str, text: str) -> None:
        self.merges.append((self.row, 0, _LAST))
        self.spots.append(Spot(self.row, 0, style, text))
        self.row += 1

    def fact(self, key: str, text: str, given: Input | None = None) -> None:
        role: Role = "input" if given else "label"
        style = "input.text" if given else "fact.small" if key in {"sha256", "before"} else "fact.value"
        self.rows[key] = self.row
        self.merges += [(self.row, 0, _VALUE - 1), (self.row, _VALUE, _LAST)]
        self.spots += [
            Spot(self.row, 0, "fact", word(key, self.lang), key=key, field="name"),
            Spot(
                self.row,
                _VALUE,
                style,
                text,
                role,
                key,
                "value",
                input=given,
            ),
            Spot(self.row, _LAST + 1, "key", key, key=key, field="key"),
        ]
        self.row += 1

    def results(self) -> None:
        for at, column in enumerate(self.columns()):
            style = "key" if column.key == "key" else "head"
            self.spots.append(Spot(self.row, at, style, column.title, field=column.key))
        self.row += 1
        for child in self.tree.nodes:
            if child.applies:
                self.item(child, "block" if child.nodes else "leaf")
                for below in child.nodes:
                    if below.applies:
                        self.item(below, "leaf")
        self.item(self.tree, "total")
        figures: tuple[tuple[str, Value], ...] = (
            (
                "index",
                "" if self.sheet.index.open else self.sheet.index.rounding.apply(self.sheet.index.least),
            ),
            ("band", say(self.sheet.band.name, self.lang) if self.sheet.band and self.sheet.complete else ""),
            *self.way(),
            ("missing", Fraction(len(self.sheet.missing))),
        )
        whole = {each.figure: each.name for each in self.program.outputs if not each.item}
        for name, value in figures:
            if name in whole:
                self.figure(name, value, whole[name])

    def way(self) -> tuple[tuple[str, Value], ...]:
        above = next_band(self.sheet)
        if above is None:
            return (("next", ""), ("gap", ""))
        return (("next", say(above[0].name, self.lang)), ("gap", above[1]))

    def item(self, node: Node, style: str) -> None:
        key = node.item.key
        self.rows[key] = self.row
        name = word("total", self.lang) if style == "total" else say(node.item.name, self.lang)
        texts: tuple[tuple[str, Value, str], ...] = (
            ("code", node.item.code or "", ""),
            ("name", name, ""),
            ("max", maximum(node), ""),
            ("points", said(self.sheet, key), self.outputs[key, "points"]),
            ("status", standing(self.sheet, key, self.lang), self.outputs[key, "state"]),
            ("key", key, ""),
        )
        for at, (field, content, output) in enumerate(texts):
            role: Role = "output" if output else "label"
            kind = "key" if field == "key" else f"{style}.{field}"
            self.spots.append(Spot(self.row, at, kind, content, role, key, field, output=output))
        self.row += 1

    def figure(self, name: str, value: Value, output: str) -> None:
        key = f"whole/{name}"
        self.rows[key] = self.row
        self.merges += [(self.row, 0, _VALUE), (self.row, _VALUE + 1, _LAST)]
        style = {"missing": "figure.whole", "band": "figure.text", "next": "figure.text"}.get(name, "figure")
        self.spots += [
            Spot(self.row, 0, "fact", word(name, self.lang), key=key, field="name"),
            Spot(self.row, _VALUE + 1, style, value, "output", key, "points", output=output),
            Spot(self.row, _LAST + 1, "key", key, key=key, field="key"),
        ]
        self.row += 1


def _text(field: str, named: tuple[Choice, ...] = ()) -> Input:
    return Input(field, "", field, "choice" if named else "text", choices=named)


def next_band(sheet: ScoreSheet) -> tuple[Band, Fraction] | None:
    """Return the next band of a complete sheet and the points to it, rounded up; nothing in the top band."""
    if not sheet.complete or not sheet.ruleset.bands:
        return None
    above = distance(sheet).above
    if above is None:
        return None
    return above.band, Rounding(sheet.total.rounding.digits, "up").apply(above.points)
