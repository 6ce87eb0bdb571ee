"""A form: the sheets of one unit at one stage under one ruleset, empty or with what is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from parindex.assessment import STAGES, Assessed, Assessment, Entry, Stage, StageName
from parindex.errors import AssessmentError, Language, UsageError, problem
from parindex.fields import FrozenMap, say
from parindex.readers import limits
from parindex.ruleset.model import Ruleset
from parindex.ruleset.tree import resolve
from parindex.scales.observation import unknown
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score
from parindex.workbook.caps import CELLS, DOCUMENTS, EVIDENCE
from parindex.workbook.entries import values
from parindex.workbook.guide import guide
from parindex.workbook.layout import Page, reference
from parindex.workbook.program import Program, program
from parindex.workbook.stage import Shown, page
from parindex.workbook.summary import Facts, summary
from parindex.workbook.working import Given, Working, working

__all__ = ["Form", "Wanted", "blank", "compiled", "form", "others", "unit_of"]


_LETTERS = 32_767  # of a cell
_FIELDS = {
    "value": ("name",),
    "why": ("why",),
    "evidence": ("evidence",),
    "by": ("changed", "by"),
    "because": ("changed", "why"),
}


class Wanted(NamedTuple):
    """Which form: for whom, at which stage, in which language."""

    kind: str
    unit: Assessed | None = None
    stage: StageName = "self"
    lang: Language = "vi"


@dataclass(frozen=True, slots=True)
class Form:
    """The sheets of a form in order, and what each computed figure is."""

    ruleset: Ruleset
    wanted: Wanted
    program: Program
    pages: tuple[Page, ...]
    working: Working
    sheets: Mapping[StageName, ScoreSheet]

    @property
    def every(self) -> tuple[Page, ...]:
        """Return all sheets in the order of the file, that which computes last."""
        return (*self.pages, self.working.page)


def form(
    ruleset: Ruleset, wanted: Wanted, assessment: Assessment | None = None, *, computed: bool = True
) -> Form:
    """Lay out a form, with what an assessment says already.

    What the sheet that computes gives takes long; who does not need it says so by ``computed``.

    Raises:
        UsageError: no such kind of unit or stage, or more cells than can be read back (``E-FORM-CELLS``).
        AssessmentError: the assessment does not fit the ruleset, a text of it no cell (``E-FORM-LONG``), or
            an item has too many documents (``E-FORM-DOCUMENTS``).
    """
    if wanted.stage not in STAGES:
        raise UsageError(unknown("E-STAGE", (), wanted.stage, STAGES))
    found = compiled(ruleset, wanted.kind, wanted.lang)
    known = assessment or blank(ruleset, wanted)
    stages = tuple(
        stage
        for stage in STAGES
        if stage == wanted.stage or (stage in known.stages and known.stages[stage].entries)
    )
    sheets = {stage: score(ruleset, known, stage=stage, trace=False) for stage in stages}
    tree = resolve(ruleset, wanted.kind)
    unit = assessment.unit if assessment else wanted.unit
    facts = Facts(
        ruleset,
        unit,
        wanted.kind,
        known.period,
        (assessment.submitted or "") if assessment else "",
        wanted.stage,
        others(known, wanted.stage),
    )
    pages = [
        page(
            tree,
            found,
            Shown(
                ruleset,
                unit.name if unit else "",
                stage,
                known.stages[stage].entries if stage in known.stages else {},
                {} if later(stage, wanted.stage) else _before(known, stage),
                # What a later stage comes to depends on what is filled in now.
                dict.fromkeys(stages) if later(stage, wanted.stage) else dict(sheets),
                stage == wanted.stage,
            ),
        )
        for stage in stages
    ]
    first = summary(tree, found, facts, sheets[wanted.stage])
    _check((first, *pages))
    bases = _bases(found, known, wanted.stage, {each.stage: each for each in pages if each.stage})
    live = known.stages[wanted.stage].entries if wanted.stage in known.stages else {}
    standing = {**_before(known, wanted.stage), **live}
    given = Given(bases, frozenset(live), dict(_held(found, standing)) if computed else None)
    computes = working(found, (first, *pages), given)
    made = Form(ruleset, wanted, found, (first, *pages, guide(ruleset, wanted.lang)), computes, sheets)
    if (cells := sum(len(each.spots) for each in made.every)) > CELLS:
        raise UsageError(problem("E-FORM-CELLS", cells=str(cells), limit=str(CELLS)))
    return made


def _check(pages: Iterable[Page]) -> None:
    """Refuse texts longer than reading takes, and more documents: nothing is cut."""
    found = []
    documents = 0
    for each in pages:
        for spot in each.spots:
            text = f"{spot.content}{spot.detail}" if isinstance(spot.content, str) else ""
            # Spreadsheets count a letter outside the basic plane twice.
            if len(text) > limits.STRING or len(text.encode("utf-16-le")) > 2 * _LETTERS:
                above = ("unit",) if each.stage is None else ("stages", each.stage, "entries", spot.key)
                path = (*above, *_FIELDS.get(spot.field, ())) if spot.role == "input" else ()
                cell = f"{each.name}!{reference(spot.row, spot.column)}"
                limit, length = str(limits.STRING), str(len(text))
                found.append(problem("E-FORM-LONG", path, cell=cell, length=length, limit=limit))
            if spot.field == "evidence" and spot.role == "input" and each.stage and text:
                count = text.count("\n") + 1
                documents += count
                path = ("stages", each.stage, "entries", spot.key, "evidence")
                found += [
                    problem("E-FORM-DOCUMENTS", path, count=str(many), limit=str(most))
                    for many, most in ((count, DOCUMENTS), (documents, EVIDENCE))
                    if many > most
                ]
    if found:
        raise AssessmentError(*found)


def later(stage: StageName, other: StageName) -> bool:
    """Tell whether a stage comes after another."""
    return STAGES.index(stage) > STAGES.index(other)


@lru_cache(maxsize=8)
def compiled(ruleset: Ruleset, kind: str, lang: Language) -> Program:
    """Return the program of a ruleset; many forms of one league share it."""
    return program(ruleset, kind, lang)


def blank(ruleset: Ruleset, wanted: Wanted) -> Assessment:
    """Return an assessment that says nothing yet."""
    return Assessment(
        format="1",
        ruleset=ruleset.id,
        unit=wanted.unit or Assessed(key="unit", name="…", kind=wanted.kind),
        period=ruleset.annual_result or ruleset.periods[0].key,
        stages=FrozenMap({wanted.stage: Stage(entries=FrozenMap({}))}),
    )


def others(assessment: Assessment, stage: StageName) -> str:
    """Return the SHA-256 of what the other stages say, or nothing where they say nothing."""
    kept = {
        name: {key: _meant(entry) for key, entry in each.entries.items()}
        for name, each in assessment.stages.items()
        if name != stage and each.entries
    }
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest() if kept else ""


def _meant(entry: Entry) -> dict[str, Any]:
    """Return what an entry says, without the several ways to say the same."""
    plain = entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if plain.get("state") == "observed":
        del plain["state"]
    if "ticks" in plain:
        plain["ticks"] = sorted(plain["ticks"])
    for field in ("counts", "tallies"):
        if field in plain:
            plain[field] = _counted(plain[field])
    return plain


def _counted(counts: Mapping[str, Any]) -> dict[str, Any]:
    """Return counts without those of nothing."""
    found = {key: each if isinstance(each, str) else _counted(each) for key, each in counts.items()}
    return {key: each for key, each in found.items() if each not in ("0", {})}


def _before(assessment: Assessment, stage: StageName) -> dict[str, Entry]:
    """Return what stands of each item before a stage."""
    found: dict[str, Entry] = {}
    for name in STAGES[: STAGES.index(stage)]:
        if name in assessment.stages:
            found |= assessment.stages[name].entries
    return found


def _held(program: Program, standing: Mapping[str, Entry]) -> Iterator[tuple[str, float | str]]:
    """Give what stands of each input, as a spreadsheet holds it."""
    for given in program.inputs:
        entry = standing.get(given.item)
        # What is missing at the last stage that spoke of it is blank.
        if entry is None or entry.state == "missing":
            continue
        if given.field == "why" and entry.why:
            yield given.name, entry.why
        value = values(entry, (given,), program.lang).get(given.name)
        if value is not None:
            yield given.name, float(value) if isinstance(value, Fraction) else value


def _bases(
    program: Program, assessment: Assessment, stage: StageName, pages: Mapping[StageName, Page]
) -> dict[str, Page]:
    """Return the sheet of the last stage before that spoke of an item, in the order of the program."""
    found = {
        key: pages[name]
        for name in STAGES[: STAGES.index(stage)]
        if name in assessment.stages
        for key in assessment.stages[name].entries
    }
    return {key: found[key] for key in dict.fromkeys(each.item for each in program.inputs) if key in found}


def unit_of(
    ruleset: Ruleset, key: str | None, name: str | None, kind: str | None
) -> tuple[str, Assessed | None]:
    """Return the kind of unit of a form, and the unit as far as it is named.

    Raises:
        UsageError: several kinds and none chosen (``E-WHICH-KIND``), or an unknown kind.
    """
    listed = next((each for each in ruleset.units.units if each.key == key), None)
    kinds = tuple(each.key for each in ruleset.units.kinds)
    chosen = kind or (listed.kind if listed else kinds[0] if len(kinds) == 1 else None)
    if chosen is None:
        raise UsageError(problem("E-WHICH-KIND", unit=key or "…", known=", ".join(kinds)))
    if chosen not in kinds:
        raise UsageError(unknown("E-KIND", (), chosen, kinds))
    if key is None:
        return chosen, None
    return chosen, Assessed(key=key, name=name or (say(listed.name, "vi") if listed else key), kind=chosen)
