"""What one row of a form says of an item: an entry of an assessment as the values of its cells, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from parindex.assessment import Entry
from parindex.errors import Language, Problem, nearest, problem
from parindex.exact import ZERO, parse_number
from parindex.fields import pick
from parindex.workbook.evidence import written
from parindex.workbook.figures import kept, typed
from parindex.workbook.inputs import Choice, Input

__all__ = ["OWN", "Value", "choice", "decoded", "entry_tree", "missing", "values"]

Value = str | Fraction
OWN = ("why", "evidence", "by", "because")
"""The texts of a row that belong to no scale: a reason, evidence, which body changed it, and why."""

_MISSING = ("Chưa có kết quả", "No result yet")
_NO = "no"
_WRONG = {"none": "E-FORM-NUMBER", "unclear": "E-FORM-UNCLEAR", "long": "E-FORM-DIGITS"}


def missing(lang: Language) -> Choice:
    """Return the choice that says there is no result yet, though an earlier stage may have one."""
    return Choice(pick(lang, *_MISSING), "missing")


def choice(given: Input, key: str) -> str:
    """Return what the list of an input shows for a key."""
    return next(each.label for each in given.choices if each.key == key)


def values(entry: Entry, inputs: Iterable[Input], lang: Language) -> dict[str, Value]:
    """Return what the cells of an entry hold: by the name of the input, or of one of its `OWN` texts."""
    found: dict[str, Value] = {}
    for given in inputs:
        value = _value(entry, given, lang)
        if value is not None:
            found[given.name] = value
    texts = (
        entry.why,
        written(entry.evidence),
        *((entry.changed.by, entry.changed.why) if entry.changed else ("", "")),
    )
    return found | {name: text for name, text in zip(OWN, texts, strict=True) if text}


def _value(entry: Entry, given: Input, lang: Language) -> Value | None:
    match given.field:
        case "state":
            if entry.state == "missing":
                return missing(lang).label
            return None if entry.state in {None, "observed"} else choice(given, str(entry.state))
        case "why":
            return None
        case "level":
            return None if entry.level is None else choice(given, entry.level)
        case "ticks":
            return (
                None if entry.ticks is None else choice(given, "yes" if given.part[0] in entry.ticks else _NO)
            )
        case "counts":
            # A kind that was not counted has none, for a blank cell is no answer.
            return None if entry.counts is None else entry.counts.get(given.part[0], ZERO)
        case "tallies":
            group, option = given.part
            return None if entry.tallies is None else entry.tallies.get(group, {}).get(option, ZERO)
        case field:
            figure: Fraction | None = getattr(entry, field)
            return figure


def decoded(given: Input, text: str, *, text_cell: bool) -> tuple[str, Problem | None]:
    """Return what a filled cell says, as the text that an assessment has; a text that is a number says so.

    ``text_cell`` tells that the cell holds text: a number typed as one is read where it has one meaning only.
    """
    if given.choices:
        labels = {_plain(each.label): each.key for each in given.choices}
        if (key := labels.get(_plain(text))) is not None:
            return key, None
        known = tuple(each.label for each in given.choices)
        return "", problem("E-FORM-CHOICE", found=text, nearest=nearest(text, known), known="; ".join(known))
    if not text_cell:
        # Of what a spreadsheet keeps as a number only minus zero is none for another reason.
        code = "E-FORM-NUMBER" if text == "-0" else "E-FORM-DIGITS"
        return (text, None) if _is_number(text) else ("", problem(code, found=text))
    number, wrong = typed(text)
    if wrong:
        return "", problem(_WRONG[wrong], found=text)
    return number, problem("W-FORM-NUMBER" if kept(number) else "W-FORM-DIGITS", found=text, read=number)


def _is_number(text: str) -> bool:
    """Tell whether the grammar of numbers has it: six decimals at most."""
    try:
        parse_number(text)
    except ValueError:
        return False
    return True


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def entry_tree(decoded: Mapping[Input, str], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry of a row as a plain tree, from what its inputs say and its own texts."""
    entry: dict[str, Any] = {}
    for given, text in decoded.items():
        match given.field:
            case "ticks":
                ticks: list[str] = entry.setdefault("ticks", [])
                ticks += [given.part[0]] * (text == "yes")
            case "counts":
                entry.setdefault("counts", {})[given.part[0]] = text
            case "tallies":
                entry.setdefault("tallies", {}).setdefault(given.part[0], {})[given.part[1]] = text
            case field:
                entry[field] = text
    if own.get("why"):
        entry["why"] = own["why"]
    if own.get("evidence"):
        entry["evidence"] = own["evidence"]
    if own.get("by") or own.get("because"):
        entry["changed"] = {"by": own.get("by", ""), "why": own.get("because", "")}
    return entry
