"""The sheet of one stage: every item in the order of the annex, with its whole entry.

A form has a sheet for each stage, all with the same columns and the same rows, and the whole of an item's
entry in its row and those below it. So nothing that a stage said is lost when a later stage goes on in the
same file, and what a stage did not touch stays blank, for it inherits it. The form is filled in at one stage;
sheets of the others are shown beside it, locked. Only the points of the stage that is filled in are computed
in the file; those of stages before it stand beside them as figures, and those of later stages depend on it.

Rows are found again by the key in their last column, never by where they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from parindex.assessment import STAGES, Entry, StageName
from parindex.errors import Language
from parindex.exact import ZERO
from parindex.explanation.rules import number, rule
from parindex.explanation.sheet import labels
from parindex.fields import pick, say
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import Node
from parindex.scales import ChecklistScale, DeductionScale, SurveyScale
from parindex.scoresheet import ScoreSheet
from parindex.workbook.entries import Value, missing, values
from parindex.workbook.inputs import Input
from parindex.workbook.layout import Column, Merge, Page, Role, Spot, outside
from parindex.workbook.lines import maximum, said, standing
from parindex.workbook.program import Program
from parindex.workbook.summary import UNIT_NAME
from parindex.workbook.words import COLUMNS, SHEETS, stage_points, word
from parindex.workbook.words import STAGES as NAMED

__all__ = ["HEADER", "Shown", "column_of", "columns", "page", "row_key", "summary"]

HEADER = 3  # the row of the header, from 0
_MAIN = {"level": "result", "value": "result", "count": "result", "points": "result"}
_LEVELS = ("block", "field", "criterion")
_WIDTHS = {
    "code": 7,
    "name": 46,
    "max": 8,
    "before": 18,
    "result": 20,
    "done": 13,
    "planned": 14,
    "state": 15,
    "points": 10,
    "status": 13,
    "why": 24,
    "evidence": 26,
    "by": 16,
    "because": 20,
    "key": 6,
}
# Beside the points of stages before, the page has less room for each column.
_NARROW = {
    **_WIDTHS,
    "name": 40,
    "before": 16,
    "result": 16,
    "done": 11,
    "planned": 11,
    "state": 13,
    "points": 9,
    "status": 11,
    "why": 16,
    "evidence": 18,
    "by": 13,
    "because": 18,
}


class Shown(NamedTuple):
    """What a sheet of a stage shows: entries, the scores of stages, for whom, and whether it is filled in."""

    ruleset: Ruleset
    unit: str
    stage: StageName
    entries: Mapping[str, Entry]
    before: Mapping[str, Entry]
    sheets: Mapping[StageName, ScoreSheet | None]
    live: bool


def row_key(given: Input) -> str:
    """Return the key of the row in which an input stands: that of its item, and of the part below it."""
    return "/".join((given.item, given.field, *given.part)) if given.part else given.item


def column_of(given: Input) -> str:
    """Return the key of the column in which an input stands."""
    return "result" if given.part else _MAIN.get(given.field, given.field)


def columns(
    stage: StageName, earlier: Sequence[StageName], lang: Language, *, changed: bool
) -> tuple[Column, ...]:
    """Return the columns of the sheet of a stage, beside those of stages before it.

    Who changed something has columns at any stage but the first, and there where ``changed`` says so.
    """
    keys = ["code", "name", "max", *(["before"] if earlier else []), "result", "done", "planned", "state"]
    widths = _NARROW if earlier else _WIDTHS
    found = [Column(key, pick(lang, *COLUMNS[key]), widths[key]) for key in keys]
    for name in (*earlier, stage):
        key = "points" if name == stage else f"points:{name}"
        found.append(Column(key, stage_points(name, lang), widths["points"]))
    texts = ("by", "because") if changed or stage != "self" else ()
    last = ("status", "why", "evidence", *texts, "key")
    return (*found, *(Column(key, pick(lang, *COLUMNS[key]), widths[key]) for key in last))


def page(tree: Node, program: Program, shown: Shown) -> Page:
    """Lay out the sheet of one stage."""
    return _Page(tree, program, shown).page()


class _Page:
    """Goes down the tree once and puts down every row."""

    def __init__(self, tree: Node, program: Program, shown: Shown) -> None:
        self.tree = tree
        self.shown = shown
        self.lang: Language = program.lang
        self.inputs: dict[str, list[Input]] = {}
        for given in program.inputs:
            self.inputs.setdefault(given.item, []).append(given)
        self.outputs = {(each.item, each.figure): each.name for each in program.outputs}
        earlier = [name for name in shown.sheets if STAGES.index(name) < STAGES.index(shown.stage)]
        changed = any(each.changed for each in shown.entries.values())
        self.columns = columns(shown.stage, earlier, self.lang, changed=changed)
        self.at = {column.key: at for at, column in enumerate(self.columns)}
        self.spots: dict[tuple[int, int], Spot] = {}
        self.rows: dict[str, int] = {}
        self.merges: list[Merge] = []
        self.row = HEADER
        self.key = ""

    def page(self) -> Page:
        self.head()
        for at, column in enumerate(self.columns):
            style = "key" if column.key == "key" else "head"
            self.spots[HEADER, at] = Spot(HEADER, at, style, column.title, field=column.key)
        for child in self.tree.nodes:
            self.node(child, 0)
        self.line(self.tree, "total", word("total", self.lang))
        self.signatures()
        name = pick(self.lang, *SHEETS[self.shown.stage])
        return Page(
            "stage",
            name,
            self.columns,
            tuple(self.spots.values()),
            dict(self.rows),
            header=HEADER,
            merges=tuple(self.merges),
            stage=self.shown.stage,
            live=self.shown.live,
        )

    def head(self) -> None:
        """Say above the table what this is: rules, stage, unit, and what a reader must know of the rules."""
        lang, shown = self.lang, self.shown
        self.across(0, "title", say(shown.ruleset.title, lang))
        start = f"{pick(lang, *NAMED[shown.stage])} · {word('unit', lang)}: "
        unit = outside(pick(lang, *SHEETS["summary"]), *UNIT_NAME)
        self.across(1, "subtitle", start + (shown.unit or "…"), f'="{start}"&IF({unit}="","…",{unit})')
        self.across(2, "remark", " ".join([*labels(shown.ruleset, lang), shown.ruleset.id]))

    def across(self, row: int, style: str, text: str, formula: str = "") -> None:
        """Put a text over all columns but that of the keys."""
        role: Role = "output" if formula else "label"
        self.merges.append((row, 0, len(self.columns) - 2))
        self.spots[row, 0] = Spot(row, 0, style, text, role, output=formula)

    def signatures(self) -> None:
        """Leave room below the table for those who sign."""
        last = len(self.columns) - 2
        row = self.row + 2
        for first, end, name, below in (
            (0, 1, "author", "sign"),
            (max(last - 2, 2), last, "head", "seal"),
        ):
            for at, each in enumerate((name, below)):
                self.merges.append((row + at, first, end))
                style = "signature" if each == name else "sign"
                self.spots[row + at, first] = Spot(row + at, first, style, word(each, self.lang))

    def node(self, node: Node, depth: int) -> None:
        if not node.applies:
            return
        if not node.nodes:
            self.leaf(node)
            return
        self.line(node, _LEVELS[min(depth, len(_LEVELS) - 1)], say(node.item.name, self.lang))
        for child in node.nodes:
            self.node(child, depth + 1)

    def line(self, node: Node, style: str, name: str, detail: str = "") -> None:
        """Put down what every row of an item has: code, name, maximum, points and state."""
        self.start(node.item.key, style, (node.item.code or "", name, maximum(node)), detail)
        key = node.item.key
        for column in self.columns:
            if column.key.startswith("points:"):
                stage = next(each for each in STAGES if column.key == f"points:{each}")
                self.spot(column.key, f"{style}.points", self.said(stage, key))
        if self.shown.live:
            sheet = self.shown.sheets[self.shown.stage]
            assert sheet is not None  # noqa: S101 (that of the stage that is filled in is known)
            points, state = self.outputs[key, "points"], self.outputs[key, "state"]
            self.spot("points", f"{style}.points", said(sheet, key), role="output", output=points)
            self.spot(
                "status", f"{style}.status", standing(sheet, key, self.lang), role="output", output=state
            )
        else:
            self.spot("points", f"{style}.points", self.said(self.shown.stage, key))

    def said(self, stage: StageName, key: str) -> Value:
        """Return the points of an item at a stage, where they are known."""
        sheet = self.shown.sheets[stage]
        return "" if sheet is None else said(sheet, key)

    def start(self, key: str, style: str, texts: tuple[str, str, Value], detail: str = "") -> None:
        """Begin a row: its first texts, its key, and frames around the cells that stay blank."""
        self.row += 1
        self.rows[key] = self.row
        self.key = key
        code, name, maximum = texts
        self.spot("code", f"{style}.code", code)
        self.spot("name", f"{style}.name", name, detail=detail)
        self.spot("max", f"{style}.max", maximum)
        self.spot("key", "key", key)
        self.blank(style)

    def blank(self, style: str) -> None:
        taken = {"code", "name", "max", "key"}
        for column in self.columns:
            if column.key not in taken:
                self.spot(column.key, f"{style}.blank")

    def spot(  # noqa: PLR0913 (one place makes every spot)
        self,
        column: str,
        style: str,
        content: Value = "",
        *,
        role: Role = "label",
        detail: str = "",
        given: Input | None = None,
        output: str = "",
    ) -> None:
        """Put down a spot of the row; it takes the place of a blank one."""
        at = self.at[column]
        found = Spot(self.row, at, style, content, role, self.key, column, detail, given, output)
        self.spots[self.row, at] = found

    def leaf(self, node: Node) -> None:
        key = node.item.key
        self.line(node, "leaf", say(node.item.name, self.lang), self.detail(node))
        entry = self.shown.entries.get(key)
        given = self.inputs[key]
        held = values(entry, given, self.lang) if entry else {}
        for each in given:
            if not each.part:
                self.fill(each, held)
        for name in ("evidence", "by", "because"):
            if name in self.at:
                self.spot(name, "input.text", held.get(name, ""), role="input")
        if "before" in self.at and key in self.shown.before:
            self.spot("before", "leaf.before", summary(node, self.shown.before[key], given, self.lang))
        self.parts(node, [each for each in given if each.part], held)

    def fill(self, given: Input, held: Mapping[str, Value]) -> None:
        column = column_of(given)
        if given.field == "state":
            choices = (*given.choices, missing(self.lang))
            given = Input(given.name, given.item, given.field, given.kind, choices=choices)
        name = "why" if given.field == "why" else given.name
        style = "input.text" if given.kind in {"choice", "text"} else "input.number"
        self.spot(column, style, held.get(name, ""), role="input", given=given)

    def parts(self, node: Node, given: Sequence[Input], held: Mapping[str, Value]) -> None:
        """Put down the rows below an item: one for each tick, kind of fault, or group and answer."""
        for each in given:
            name, worth = _part(node, each, self.lang)
            self.start(row_key(each), "part", ("", name, worth))
            style = "input.tick" if each.kind == "choice" else "input.number"
            self.spot("result", style, held.get(each.name, ""), role="input", given=each)

    def detail(self, node: Node) -> str:
        """Say below the name how points are given, what else the rules say of it, and what must show it."""
        texts = [_rule(node, self.lang), say(node.item.note, self.lang)]
        if node.item.evidence:
            named = "; ".join(say(each, self.lang) for each in node.item.evidence)
            texts.append(f"{word('evidence', self.lang)}: {named}.")
        return " ".join(text for text in texts if text)


def _rule(node: Node, lang: Language) -> str:
    """Say how an item gives points; what the rows below it say already is not said twice."""
    match node.item.scale:
        case ChecklistScale():
            return word("ticks", lang)
        case DeductionScale():
            return word("faults", lang)
        case SurveyScale():
            return word("survey", lang)
        case _:
            return rule(node.item, lang)


def _part(node: Node, given: Input, lang: Language) -> tuple[str, Value]:
    """Return the name of a part of an item, and what it is worth."""
    scale = node.item.scale
    if isinstance(scale, ChecklistScale):
        tick = next(each for each in scale.ticks if each.key == given.part[0])
        return say(tick.name, lang), tick.points
    if isinstance(scale, DeductionScale):
        fault = next(each for each in scale.kinds if each.key == given.part[0])
        return say(fault.name, lang), -fault.points
    assert isinstance(scale, SurveyScale)  # noqa: S101 (no other scale has parts)
    group = next(each for each in scale.groups if each.key == given.part[0])
    option = next(each for each in scale.options if each.key == given.part[1])
    share = f"{number(group.weight, lang)} × {number(option.share, lang)}"
    return f"{say(group.name, lang)} – {say(option.name, lang)}", share


def summary(node: Node, entry: Entry, given: Sequence[Input], lang: Language) -> str:
    """Say in a few words what an entry holds."""
    if entry.done is not None and entry.planned is not None:
        return f"{number(entry.done, lang)} / {number(entry.planned, lang)}"
    if entry.tallies is not None:
        ballots = sum((sum(tally.values(), ZERO) for tally in entry.tallies.values()), ZERO)
        return f"{word('ballots', lang)}: {number(ballots, lang)}"
    held = values(entry, given, lang)
    if entry.ticks is not None:
        ticked = [_part(node, each, lang)[0] for each in given if each.part and each.part[0] in entry.ticks]
        return "; ".join(ticked) or "–"
    texts = []
    for each in (each for each in given if each.name in held):
        value = held[each.name]
        text = number(value, lang) if isinstance(value, Fraction) else value
        texts.append(f"{_part(node, each, lang)[0]}: {text}" if each.part else text)
    return "; ".join(texts)
