"""A form that came back: what was filled in, by key, as an assessment; no computed cell is trusted.

What is wrong has the place of its cell. A form whose cells cannot all be read gives no assessment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

from parindex.assessment import STAGES, Assessment, StageName
from parindex.errors import AssessmentError, Path, Place, Problem, ReadError, problem
from parindex.exact import decimal_text
from parindex.fields import pick
from parindex.readers import limits, xlsx
from parindex.readers.zip import Archive
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet
from parindex.scoring import score
from parindex.validation import validate
from parindex.workbook.caps import DOCUMENTS, EVIDENCE, budget
from parindex.workbook.entries import OWN, decoded, entry_tree, missing
from parindex.workbook.evidence import parsed
from parindex.workbook.facts import FLAGS, Said, said_by
from parindex.workbook.foreign import refuse_parts, refuse_relations
from parindex.workbook.form import Wanted, compiled
from parindex.workbook.found import Rows, merged, rows_of
from parindex.workbook.inputs import Input
from parindex.workbook.layout import column_name, reference
from parindex.workbook.program import Program
from parindex.workbook.stage import HEADER, column_of, columns, row_key
from parindex.workbook.words import SHEETS

__all__ = ["Read", "Sheets", "read"]


_COUNTED = frozenset({"ticks", "counts", "tallies"})  # in rows below an item, all of which are filled in
_ANSWERS = ("result", "done", "planned", "state")


class Sheets(NamedTuple):
    """The sheets of a form that came back: the first one, and those of stages with the columns they have."""

    workbook: xlsx.Workbook
    said: Said
    stages: Mapping[StageName, tuple[Rows, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Read:
    """What was filled in, or why it cannot be read; ``tree`` is the assessment as a plain tree.

    ``problems`` have errors only where there is no assessment; what is said of readable cells are warnings.
    Items in ``partial`` were filled in partly, of those in ``mended`` something was read that the form itself
    takes for wrong, like a number typed as text.
    """

    sheets: Sheets
    program: Program
    wanted: Wanted
    tree: dict[str, Any]
    assessment: Assessment | None
    score: ScoreSheet | None
    problems: tuple[Problem, ...]
    partial: frozenset[str] = frozenset()
    mended: frozenset[str] = frozenset()


def read(content: bytes, file: str, ruleset: Ruleset | None = None) -> Read:
    """Read a form.

    Raises:
        ReadError: it is no form that can be read at all: a bad file, other rules, sheets or columns.
        NotFoundError, RulesetError: there is no ruleset as it names, or it is not sound.
    """
    refuse_parts(Archive(content, file), file)
    workbook = xlsx.read(content, file, filled=True, budget=budget())
    refuse_relations(workbook.relations, file)
    said = said_by(workbook, ruleset)
    found = Sheets(workbook, said, dict(_stages(workbook, said)))
    return _Reader(found).read()


def _stages(workbook: xlsx.Workbook, said: Said) -> Iterator[tuple[StageName, tuple[Rows, tuple[str, ...]]]]:
    """Find the sheets of stages, each with the keys of its columns."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    there = [name for name in STAGES if pick(said.lang, *SHEETS[name]) in sheets]
    for name in (said.stage, "working"):
        if (title := pick(said.lang, *SHEETS[name])) not in sheets:
            raise ReadError(problem("E-FORM-SHEET", found=title).located(Place(workbook.file, 1, 1)))
    for stage in there:
        sheet = sheets[pick(said.lang, *SHEETS[stage])]
        header = {at: text for row in sheet.rows for at, text in row.items()}
        earlier = [name for name in there if STAGES.index(name) < STAGES.index(stage)]
        either = [columns(stage, earlier, said.lang, changed=changed) for changed in (True, False)]
        wrong: list[tuple[int, str]] = []
        for known in either:
            titles = [header.get(reference(HEADER, at), "") for at in range(len(known))]
            wrong = [(at, each.title) for at, each in enumerate(known) if titles[at] != each.title]
            if not wrong:
                rows = rows_of(sheet, len(known) - 1)
                kept = {key: row for key, row in rows.rows.items() if row > HEADER}
                problems = tuple(each for each in rows.problems if each.place and each.place.line > HEADER)
                yield (
                    stage,
                    (
                        Rows(sheet, rows.values, rows.formulas, rows.filled, kept, problems),
                        tuple(each.key for each in known),
                    ),
                )
                break
        else:
            at, title = wrong[0]
            place = sheet.place(reference(HEADER, at))
            found = header.get(reference(HEADER, at), "")
            raise ReadError(problem("E-FORM-COLUMN", found=found, wanted=title).located(place))


class _Reader:
    """Reads the entries of every stage, and remembers where each thing stands."""

    def __init__(self, sheets: Sheets) -> None:
        said = sheets.said
        self.sheets = sheets
        self.said = said
        self.program = compiled(said.ruleset, said.unit["kind"], said.lang)
        self.inputs: dict[str, list[Input]] = {}
        for given in self.program.inputs:
            self.inputs.setdefault(given.item, []).append(given)
        self.problems: list[Problem] = list(said.problems)
        self.places: dict[Path, Place] = {
            ("unit", name): said.places[f"unit.{name}"] for name in ("name", "key", "kind")
        } | {(name,): said.places[name] for name in ("period", "submitted", "ruleset")}
        self.spoken: set[str] = set()
        self.partial: set[str] = set()
        self.mended: set[str] = set()
        self.documents = 0

    def read(self) -> Read:
        said = self.said
        self.hidden()
        stages: dict[str, Any] = {}
        for name, (rows, keys) in self.sheets.stages.items():
            entries = _Stage(self, name, rows, keys).entries()
            if entries or name == said.stage:
                stages[name] = {"entries": entries}
        tree: dict[str, Any] = {
            "format": "1",
            "ruleset": said.ruleset.id,
            "unit": {key: said.unit[key] for key in ("key", "name", "kind")},
            "period": said.period,
            **({"submitted": said.submitted} if said.submitted else {}),
            "stages": stages,
        }
        assessment, sheet = self.judged(tree)
        wanted = Wanted(said.unit["kind"], None, said.stage, said.lang)
        return Read(
            self.sheets,
            self.program,
            wanted,
            tree,
            assessment,
            sheet,
            self.told(),
            frozenset(self.partial),
            frozenset(self.mended),
        )

    def told(self) -> tuple[Problem, ...]:
        """Return as many problems as are said of one form; of more than that, why it cannot be read first."""
        if len(self.problems) <= limits.PROBLEMS:
            return tuple(self.problems)
        found = sorted(self.problems, key=lambda each: each.severity == "warning")[: limits.PROBLEMS]
        wrong = found[0].severity == "error"
        return (*found, *([problem("E-MORE", limit=str(limits.PROBLEMS))] if wrong else []))

    def hidden(self) -> None:
        """Refuse sheets that nobody sees, but that which computes."""
        known = {*SHEETS["working"]}
        for name in sorted(self.sheets.workbook.hidden - known):
            place = Place(f"{self.sheets.workbook.file}:{name}", 1, 1)
            self.problems.append(problem("E-HIDDEN", found=name).located(place))

    def judged(self, tree: dict[str, Any]) -> tuple[Assessment | None, ScoreSheet | None]:
        """Return the assessment and its score, where every cell could be read and it fits the rules."""
        if any(each.severity == "error" for each in self.problems):
            return None, None
        found = validate(Assessment, tree)
        if not isinstance(found, Assessment):
            self.problems += [each.located(self.place(each.path)) for each in found]
            return None, None
        try:
            sheet = score(self.said.ruleset, found, stage=self.said.stage)
        except AssessmentError as error:
            self.problems += [each.located(self.place(each.path)) for each in error.problems]
            return None, None
        return found, sheet

    def place(self, path: Path) -> Place:
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, self.said.rows.place(0, 0))


class _Stage:
    """Reads the entries of one stage."""

    def __init__(self, reader: _Reader, stage: StageName, rows: Rows, keys: tuple[str, ...]) -> None:
        self.reader = reader
        self.stage = stage
        self.rows = rows
        self.at = {key: at for at, key in enumerate(keys)}
        last = max(rows.rows.values(), default=0)
        self.merged = merged(rows.sheet.looks.merged if rows.sheet.looks else (), last, len(keys) - 1)

    def entries(self) -> dict[str, Any]:
        self.strays()
        if self.stage == self.reader.said.stage:
            self.unseen()
        found = {}
        for item, given in self.reader.inputs.items():
            if item in self.rows.rows:
                entry = self.entry(item, given)
                if entry:
                    found[item] = entry
                    self.reader.spoken.add(item)
        return found

    def strays(self) -> None:
        """Say which rows are not those of the form: keys twice, unknown or gone, answers without a key."""
        self.reader.problems += self.rows.problems
        known = {row_key(each) for given in self.reader.inputs.values() for each in given}
        shown = known | {each.item for each in self.reader.program.outputs}
        more = ((key, row) for key, row in self.rows.rows.items() if key not in shown)
        for key, row in islice(more, limits.PROBLEMS + 1):
            self.say((row, self.at["key"]), "E-FORM-ROW", found=key)
        for key in sorted(known - set(self.rows.rows)):
            self.say((HEADER, self.at["key"]), "E-FORM-GONE", found=key)
        self.reader.problems += islice(self.keyless(), limits.PROBLEMS + 1)

    def keyless(self) -> Iterator[Problem]:
        """Give the answers in rows without a key."""
        keyed = set(self.rows.rows.values())
        letters = {column_name(self.at[key]) for key in _ANSWERS}
        for sheet_row in self.rows.sheet.rows:
            for at, text in sheet_row.items():
                name = at.rstrip("0123456789")
                row = int(at[len(name) :]) - 1
                if name in letters and row > HEADER and row not in keyed:
                    yield problem("E-FORM-STRAY", found=text).located(self.rows.sheet.place(at))

    def unseen(self) -> None:
        """Say which rows and columns to fill in are hidden, blank or not."""
        for row in sorted(self.rows.rows.values()):
            if row + 1 in self.rows.filled.rows:
                self.say((row, self.at["result"]), "W-FORM-HIDDEN", found=str(row + 1))
        for column in sorted(self.at[key] for key in (*_ANSWERS, *OWN) if key in self.at):
            if column + 1 in self.rows.filled.columns:
                self.say((HEADER, column), "W-FORM-HIDDEN", found=column_name(column))

    def entry(self, item: str, given: list[Input]) -> dict[str, Any]:
        """Read the row of an item and those below it; nothing where they are blank."""
        path: Path = ("stages", self.stage, "entries", item)
        self.reader.places[path] = self.rows.place(self.rows.rows[item], self.at["result"])
        answers: dict[Input, str] = {}
        blank: list[tuple[str, tuple[int, int]]] = []
        for each in given:
            row = self.rows.rows.get(row_key(each))
            if row is None or each.field == "why":
                continue
            cell = (row, self.at[column_of(each)])
            text = self.text(cell)
            if not text:
                blank.append((each.field, cell))
            else:
                read = self.answer(each, text, cell)
                if read is not None:
                    answers[each] = read
                    where = (*path, each.field, *((each.part[0],) if each.field == "ticks" else each.part))
                    self.reader.places[where] = self.rows.place(*cell)
                    self.reader.places.setdefault((*path, each.field), self.rows.place(*cell))
        own = self.own(path, self.rows.rows[item])
        entry = entry_tree(answers, own)
        lacking = [cell for field, cell in blank if field in _COUNTED and field in entry]
        # Where what is missing counts as zero, one blank cell would cost all points of the item.
        zero = self.reader.said.ruleset.policies.missing.value == "zero"
        for cell in lacking:
            self.say(cell, "E-FORM-BLANK" if zero else "W-FORM-BLANK")
        # Beside a state or points it is wrong, which the rules say.
        if lacking and len({each.field for each in answers}) == 1:
            self.reader.partial.add(item)
            return {"state": "missing", **entry_tree({}, own)}
        # Texts without an answer are of an item that has no result yet, unless a stage before has one.
        if own and not answers and item not in self.reader.spoken:
            entry["state"] = "missing"
        return entry

    def own(self, path: Path, row: int) -> dict[str, Any]:
        """Read the texts of a row that belong to no scale."""
        found: dict[str, Any] = {}
        for name in OWN:
            if name in self.at and (text := self.text((row, self.at[name]))):
                found[name] = self.evidence(text, (row, self.at[name])) if name == "evidence" else text
                within = {"by": ("changed", "by"), "because": ("changed", "why")}.get(name, (name,))
                self.reader.places[(*path, *within)] = self.rows.place(row, self.at[name])
        return found

    def evidence(self, text: str, cell: tuple[int, int]) -> list[dict[str, Any]]:
        """Read the documents of a cell, if they are not too many."""
        count = text.count("\n") + 1
        self.reader.documents += count
        if count > DOCUMENTS:
            self.say(cell, "E-FORM-DOCUMENTS", count=str(count), limit=str(DOCUMENTS))
            return []
        if self.reader.documents > EVIDENCE:
            self.say(cell, "E-FORM-DOCUMENTS", count=str(self.reader.documents), limit=str(EVIDENCE))
            return []
        found = parsed(text)
        if not all(each["title"] for each in found):
            self.say(cell, "E-FORM-EVIDENCE")
        return found

    def text(self, cell: tuple[int, int]) -> str:
        """Return what a cell to fill in holds; what cannot be read is said and counts as nothing."""
        at = reference(*cell)
        if at in self.rows.formulas:
            self.say(cell, "E-FORM-FORMULA", found=f"={self.rows.formulas[at]}")
            return ""
        if at in self.rows.filled.errors:
            wrong = self.rows.filled.errors[at]
            self.say(cell, "E-FORM-FLAG" if wrong in FLAGS else "E-CELLERR", found=wrong)
            return ""
        if cell in self.merged:
            self.say(cell, "E-FORM-MERGED", found=self.merged[cell])
        text = self.rows.values.get(at, "")
        link = self.rows.filled.links.get(at, "")
        # Programs make a link of an address that is typed.
        if link.rstrip("/") not in text:
            self.say(cell, "W-FORM-LINK", found=link)
        if at in self.rows.filled.comments:
            self.say(cell, "W-FORM-COMMENT")
        shown = self.rows.filled.numbers.get(at)
        if shown == "percent":
            self.say(cell, "E-FORM-PERCENT", found=decimal_text(Fraction(text) * 100))
            return ""
        if shown == "day":
            self.say(cell, "E-FORM-DAY")
            return ""
        if text and at in self.rows.filled.struck:
            self.say(cell, "W-FORM-STRUCK", found=text)
        if at in self.rows.filled.masked:
            self.say(cell, "W-FORM-FORMAT", found=text)
        if text and at in self.rows.filled.hidden:
            self.say(cell, "E-HIDDEN", found=at)
        return text if text.strip() else ""

    def answer(self, given: Input, text: str, cell: tuple[int, int]) -> str | None:
        if given.field == "state":
            choices = (*given.choices, missing(self.reader.said.lang))
            given = Input(given.name, given.item, given.field, given.kind, choices=choices)
        is_text = reference(*cell) not in self.rows.filled.numbers
        read, wrong = decoded(given, text, text_cell=is_text)
        # A form knows numbers as numbers only, and the entries of its lists letter by letter.
        if wrong is not None or (given.choices and text.casefold() not in _labels(given)):
            self.reader.mended.add(given.item)
        if wrong is not None:
            self.reader.problems.append(wrong.located(self.rows.place(*cell)))
        elif given.field == "value" and given.most == 100 and 0 < Fraction(read) <= 1:  # noqa: PLR2004 (per cent)
            self.say(cell, "W-FORM-PERCENT", found=read)
        return read or None

    def say(self, cell: tuple[int, int], code: str, **details: str) -> None:
        self.problem(self.rows.place(*cell), code, **details)

    def problem(self, place: Place, code: str, **details: str) -> None:
        self.reader.problems.append(problem(code, (), **details).located(place))


def _labels(given: Input) -> set[str]:
    return {each.label.casefold() for each in given.choices}
