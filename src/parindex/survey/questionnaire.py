"""A questionnaire: what one group of respondents is asked, of which units, and until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from parindex.errors import Language, UsageError, nearest, problem
from parindex.explanation.sheet import labels
from parindex.fields import FrozenMap, pick, say
from parindex.process.prose import day
from parindex.ruleset.model import Unit, UnitKind
from parindex.ruleset.process import Respondents
from parindex.scales.survey import Option
from parindex.survey.columns import plain, word
from parindex.survey.design import Asked, Design
from parindex.validation import validate

__all__ = ["Head", "Named", "Questionnaire", "column_key", "head", "questionnaire", "rated_kinds", "spelled"]

_PRINT = 12  # digits of a digest that people compare
Named = Respondents | Unit | UnitKind | Option  # whatever has a key and a name


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What one group is asked: the ``kinds`` of units it rates, the ``units`` where they are known."""

    design: Design
    group: Respondents
    kinds: tuple[str, ...]
    units: tuple[Unit, ...]
    questions: tuple[Asked, ...]

    def asks(self, question: Asked, kind: str) -> bool:
        """Tell whether the group is asked a question of a kind of unit."""
        return self.design.asks(self.group.key, question, kind)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the questions; ``labels`` must be said of the rules, ``mark`` names them exactly."""

    title: str
    ruleset: str
    labels: tuple[str, ...]
    group: str
    span: str
    mark: str


def questionnaire(
    design: Design, group: str, *, kind: str | None = None, units: Iterable[str] = ()
) -> Questionnaire:
    """Return the questionnaire of a group: of every unit it rates, or those of one kind, or those named.

    Where the ruleset lists no units, respondents name them, or any slug is one.

    Raises:
        UsageError: there is no such group, kind or unit, or the group is not asked about it.
    """
    known = tuple(each.key for each in design.groups)
    if group not in known:
        near = nearest(group, known)
        raise UsageError(problem("E-GROUP", found=group, known=", ".join(known), nearest=near))
    kinds = _kinds(design, group, kind)
    named = _units(design, group, kinds, tuple(units))
    if rated := named or _listed(design, kinds):
        kinds = tuple(each for each in kinds if any(unit.kind == each for unit in rated))
    asked = tuple(each for each in design.questions if any(design.asks(group, each, one) for one in kinds))
    return Questionnaire(design, design.group(group), kinds, rated, asked)


def _kinds(design: Design, group: str, kind: str | None) -> tuple[str, ...]:
    """Return the kinds of units that a group is asked about, or the one that is wanted."""
    known = tuple(each.key for each in design.ruleset.units.kinds)
    if kind is not None and kind not in known:
        near = nearest(kind, known)
        raise UsageError(problem("E-KIND", found=kind, known=", ".join(known), nearest=near))
    wanted = known if kind is None else (kind,)
    asked = tuple(
        each for each in wanted if any(design.asks(group, question, each) for question in design.questions)
    )
    if not asked:
        raise UsageError(problem("E-NOTHING-ASKED", group=group, about=", ".join(wanted)))
    return asked


def _listed(design: Design, kinds: tuple[str, ...]) -> tuple[Unit, ...]:
    """Return the listed units of some kinds; a ruleset that lists units must list some of them."""
    units = tuple(each for each in design.units.values() if each.kind in kinds)
    if design.units and not units:
        raise UsageError(problem("E-NONE-LISTED", kinds=", ".join(kinds)))
    return units


def _units(design: Design, group: str, kinds: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[Unit, ...]:
    """Return the units that are named, in the order they are named."""
    units = tuple(_unit(design, key, kinds) for key in wanted)
    for key, times in Counter(wanted).items():
        if times > 1:
            raise UsageError(problem("E-UNIT-TWICE", unit=key))
    for each in units:
        if each.kind not in kinds:
            raise UsageError(problem("E-NOTHING-ASKED", group=group, about=each.key))
    return units


def _unit(design: Design, key: str, kinds: tuple[str, ...]) -> Unit:
    if key in design.units:
        return design.units[key]
    if design.units:
        raise UsageError(problem("E-UNIT", found=key, nearest=nearest(key, design.units)))
    found = validate(Unit, {"key": key, "name": {"vi": key}, "kind": kinds[0]})
    if not isinstance(found, Unit):
        raise UsageError(problem("E-SLUG", found=key))
    if len(kinds) > 1:
        raise UsageError(problem("E-WHICH-KIND", unit=key, known=", ".join(kinds)))
    return found


def head(questionnaire: Questionnaire, lang: Language) -> Head:
    """Say whose questionnaire it is, what it is for, and from when to when it can be answered."""
    ruleset, span = questionnaire.design.ruleset, questionnaire.design.span
    group = say(questionnaire.group.name, lang)
    days = (day(span.from_, lang), day(span.to, lang)) if span else None
    return Head(
        pick(lang, "Phiếu điều tra xã hội học", "Sociological survey questionnaire"),
        say(ruleset.title, lang),
        tuple(labels(ruleset, lang)),
        pick(lang, f"Dành cho: {group}", f"For: {group}"),
        pick(
            lang,
            f"Trả lời từ ngày {days[0]} đến hết ngày {days[1]}.",
            f"Answer from {days[0]} to {days[1]}, both days included.",
        )
        if days
        else "",
        f"{ruleset.id} · SHA-256 {ruleset.digest[:_PRINT]}",
    )


def rated_kinds(questionnaire: Questionnaire) -> tuple[UnitKind, ...]:
    """Return the kinds of units that are rated."""
    kinds = questionnaire.design.ruleset.units.kinds
    return tuple(each for each in kinds if each.key in questionnaire.kinds)


def column_key(question: Asked) -> str:
    """Return the name of the column of a question: its key, behind ``_`` where that means another column."""
    return f"_{question.key}" if word(question.key) else question.key


def spelled(things: Iterable[Named], lang: Language) -> FrozenMap[str, str]:
    """Return by key what to write for each thing so that it is read back: its name, or its key.

    The key stands where another thing is read from the same name, whatever its marks, case and language.
    """
    things = tuple(things)
    read = Counter(text for each in things for text in _readings(each))
    names = {each.key: " ".join(say(each.name, lang).split()) for each in things}
    return FrozenMap({key: name if read[plain(name)] == 1 else key for key, name in names.items()})


def _readings(thing: Named) -> set[str]:
    return {plain(text) for text in (thing.key, thing.name.vi, thing.name.en) if text}
