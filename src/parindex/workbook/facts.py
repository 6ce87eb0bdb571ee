"""What a form says of itself on its first sheet: by which rules, at which stage, for whom."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from parindex.assessment import STAGES, StageName
from parindex.errors import Language, Place, Problem, ReadError, problem
from parindex.fields import is_date, pick, say
from parindex.readers.xlsx import Workbook
from parindex.ruleset import catalog
from parindex.ruleset.declaration import is_id
from parindex.ruleset.model import Ruleset
from parindex.vietnamese import fold
from parindex.workbook.found import Rows, rows_of
from parindex.workbook.inputs import Choice, choices
from parindex.workbook.summary import PERIODS, TEMPLATE
from parindex.workbook.words import SHEETS
from parindex.workbook.words import STAGES as NAMED

__all__ = ["FLAGS", "Said", "said_by"]

FLAGS = frozenset({"TRUE", "FALSE"})
"""What a spreadsheet calls true and false: no answer, and no error either."""

_KEY_COLUMN, _VALUE = 5, 2
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", re.ASCII)
_TIME = re.compile(r"[.][0-9]+", re.ASCII)
_SERIAL = re.compile(r"[3-9][0-9]{4}", re.ASCII)  # days since the end of 1899, as spreadsheets count: 1982 on
_EPOCH = dt.date(1899, 12, 30)
_SLUG = 64  # letters of a key


class Said(NamedTuple):
    """What the first sheet says; ``places`` are those of its values by their key."""

    rows: Rows
    lang: Language
    ruleset: Ruleset
    stage: StageName
    unit: dict[str, str]
    period: str
    submitted: str
    before: str
    places: dict[str, Place]
    problems: tuple[Problem, ...]


def said_by(workbook: Workbook, ruleset: Ruleset | None) -> Said:
    """Read the first sheet; the rules are those that it names, or one's own with the same digest.

    Raises:
        ReadError: it is no form, of other rules than those known, or of another version.
        NotFoundError, RulesetError: there is no such ruleset, or it is not sound.
    """
    lang, rows = _first(workbook)
    return _Reader(rows, lang, since_1904=workbook.since_1904).read(ruleset)


def _first(workbook: Workbook) -> tuple[Language, Rows]:
    langs: tuple[Language, ...] = ("vi", "en")
    for sheet in workbook.sheets:
        for lang in langs:
            if sheet.name == pick(lang, *SHEETS["summary"]):
                return lang, rows_of(sheet, _KEY_COLUMN)
    raise ReadError(problem("E-NO-FORM").located(Place(workbook.file, 1, 1)))


class _Reader:
    """Reads fact by fact."""

    def __init__(self, rows: Rows, lang: Language, *, since_1904: bool) -> None:
        self.rows = rows
        self.since_1904 = since_1904
        self.lang = lang
        self.problems: list[Problem] = list(rows.problems)
        self.places: dict[str, Place] = {}

    def read(self, given: Ruleset | None) -> Said:
        template = self.fact("template")
        if template != TEMPLATE:
            raise self.refuse("template", "E-FORM-VERSION", found=template, wanted=TEMPLATE)
        ruleset = self.ruleset(given)
        stage = self.stage()
        kind = self.kind(ruleset)
        unit = {**self.unit(ruleset, kind), "kind": kind}
        period = self.period(ruleset)
        submitted = self.submitted()
        before = self.fact("before", needed=False)
        problems = tuple(self.problems)
        return Said(
            self.rows, self.lang, ruleset, stage, unit, period, submitted, before, self.places, problems
        )

    def fact(self, key: str, *, needed: bool = True) -> str:
        """Return what is said of something; a fact that must be there and is not is refused."""
        row = self.rows.rows.get(key)
        if row is None:
            self.places[key] = self.rows.place(0, 0)
            if needed:
                raise self.refuse(key, "E-FORM-FACT", found=key)
            return ""
        self.places[key] = self.rows.place(row, _VALUE)
        at = self.rows.place(row, _VALUE).file.rpartition("!")[2]
        if at in self.rows.formulas:
            self.say(key, "E-FORM-FORMULA", found=f"={self.rows.formulas[at]}")
        if at in self.rows.filled.errors:
            wrong = self.rows.filled.errors[at]
            self.say(key, "E-FORM-FLAG" if wrong in FLAGS else "E-CELLERR", found=wrong)
        if at in self.rows.filled.hidden:
            self.say(key, "E-HIDDEN", found=at)
        return self.rows.value(row, _VALUE).strip()

    def say(self, key: str, code: str, **details: str) -> None:
        self.problems.append(problem(code, (), **details).located(self.places[key]))

    def refuse(self, key: str, code: str, **details: str) -> ReadError:
        return ReadError(problem(code, (), **details).located(self.places[key]))

    def ruleset(self, given: Ruleset | None) -> Ruleset:
        named = self.fact("ruleset")
        if not is_id(named):
            raise self.refuse("ruleset", "E-ID", found=named)
        found = given or catalog.load(named)
        digest = self.fact("sha256")
        if found.id != named:
            raise self.refuse("ruleset", "E-OTHER-RULESET", found=named, id=found.id)
        if digest != found.digest:
            raise self.refuse("sha256", "E-FORM-DIGEST", found=digest[:12], wanted=found.digest[:12])
        return found

    def stage(self) -> StageName:
        words = self.fact("stage")
        for name in STAGES:
            if words == pick(self.lang, *NAMED[name]):
                return name
        raise self.refuse("stage", "E-FORM-FACT", found="stage")

    def kind(self, ruleset: Ruleset) -> str:
        words = self.fact("unit.kind")
        for kind in ruleset.units.kinds:
            if words == " ".join(say(kind.name, self.lang).split()):
                return kind.key
        raise self.refuse("unit.kind", "E-FORM-FACT", found="unit.kind")

    def unit(self, ruleset: Ruleset, kind: str) -> dict[str, str]:
        """Return the name and the key of the unit; a key that is not filled in follows from the name."""
        name, key = self.fact("unit.name"), self.fact("unit.key")
        if not name:
            self.say("unit.name", "E-FORM-UNIT")
            return {"name": "…", "key": key or "unit"}
        self.check_kind(ruleset, name, key, kind)
        if key:
            return {"name": name, "key": key}
        listed = [each for each in ruleset.units.units if each.kind == kind]
        known = {
            choice.label.casefold(): choice.key
            for choice in choices(((u.key, u.name) for u in listed), self.lang)
        }
        found = known.get(name.casefold()) or _slug(name)
        if name.casefold() not in known:
            self.say("unit.key", "W-FORM-UNIT", name=name, read=found)
        return {"name": name, "key": found}

    def check_kind(self, ruleset: Ruleset, name: str, key: str, kind: str) -> None:
        """Refuse a unit that the ruleset lists as another kind: its form was made for others."""
        units = ruleset.units.units
        known = [each.kind for each in units if each.key == key] or [
            each.kind for each in units if say(each.name, self.lang).casefold() == name.casefold()
        ]
        if known and kind not in known:
            named = {each.key: say(each.name, self.lang) for each in ruleset.units.kinds}
            self.say("unit.kind", "E-FORM-KIND", unit=name, wanted=named[known[0]], found=named[kind])

    def period(self, ruleset: Ruleset) -> str:
        words = self.fact("period")
        known: tuple[Choice, ...] = choices(
            ((each.key, each.name or PERIODS[each.key]) for each in ruleset.periods), self.lang
        )
        for choice in known:
            if choice.label.casefold() == words.casefold():
                return choice.key
        self.say(
            "period", "E-FORM-CHOICE", found=words, nearest="", known="; ".join(each.label for each in known)
        )
        return known[0].key

    def submitted(self) -> str:
        """Return the day of the report as a date; typed as day, month, year, or kept as a day's number."""
        text = self.fact("submitted", needed=False)
        if not text or is_date(text):
            return text
        found = ""
        if day := _DAY.fullmatch(text):
            found = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
        elif _SERIAL.fullmatch(number := self.whole_day(text)) and self.is_day():
            found = (_EPOCH + dt.timedelta(days=int(number))).isoformat()
        if is_date(found):
            return found
        self.say("submitted", "E-DATE", found=text)
        return ""

    def is_day(self) -> bool:
        """Tell whether the number of the day of the report can be told: not where a file counts from 1904."""
        return not self.since_1904 or self.shows_day()

    def shows_day(self) -> bool:
        at = self.places["submitted"].file.rpartition("!")[2]
        return self.rows.filled.numbers.get(at) == "day"

    def whole_day(self, text: str) -> str:
        """Return the number of a day without the time that stands behind it where a cell shows a day."""
        return _TIME.sub("", text) if self.shows_day() else text


def _slug(name: str) -> str:
    """Return a key that a name gives: small letters without diacritics, and hyphens."""
    return "-".join(re.findall("[a-z0-9]+", fold(name)))[:_SLUG].strip("-") or "unit"
