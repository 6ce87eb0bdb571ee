"""A change in words: what kind it is, what it is about, and what each side says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Literal

from parindex.comparison.change import Change, Kind, Place, Tree, freeze, thaw
from parindex.comparison.difference import Difference
from parindex.comparison.vocabulary import FIELDS, KINDS, POLICIES, UNITS, VALUES
from parindex.errors import Language
from parindex.explanation.policies import not_applicable, policies
from parindex.explanation.rules import in_points, number, rule
from parindex.explanation.sheet import clause
from parindex.fields import FrozenMap, counted, say
from parindex.process.prose import day, due_text
from parindex.ruleset.concordance import Concordance, Correspondence
from parindex.ruleset.model import Alternative, Item, Reading, Ruleset, UnitKind, walk
from parindex.ruleset.process import Due, Role, Source
from parindex.ruleset.variants import vary

__all__ = ["basis", "item_name", "kind_name", "policy_name", "side", "sources", "subject"]

_Basis = FrozenMap[str, Tree] | None

_TOLD = (
    *("points", "share", "weight", "from", "to", "population", "minimum", "rates", "status"),
    *("responsible", "due", "item", "issuer", "title", "chosen", "changes", "unknown"),
)  # what is told of a whole part besides its name
_FIGURES = frozenset({"share", "weight", "from", "to", "population", "minimum"})
_UNSAID = frozenset({"edges", "empty"})  # of a scale: one of two values is not written, and still a rule
_SILENT = frozenset({"role", "code", "steps", "of"})  # fields of an item that the kind of change names
_RULE = frozenset({"scale", "steps", "of", *_UNSAID})  # said by the whole rule
_SECTIONS: dict[str, Kind] = {"process": "process", "survey": "survey", "units": "unit"}
_FIELD, _SCALE = 3, 4  # how long a place is: ("score", key, field), ("score", key, "scale", field)


def kind_name(kind: Kind, lang: Language) -> str:
    """Name a kind of change.

    >>> kind_name("cap", "vi")
    'Mức trần, sàn, quy đổi'
    """
    return _of(KINDS[kind], lang)


def policy_name(name: str, lang: Language) -> str:
    """Name a policy.

    >>> policy_name("rank", "vi")
    'Xếp hạng'
    """
    return _of(POLICIES[name], lang)


def item_name(item: Item, lang: Language) -> str:
    """Write the code and the name of an item."""
    return " ".join(part for part in (item.code, say(item.name, lang)) if part)


def subject(change: Change, difference: Difference, lang: Language) -> str:
    """Say what a change is about: the item, band, policy, unit or step, and which part of it."""
    ruleset = difference.new if change.new_place else difference.old
    if change.kind in {"split", "merged"}:
        return _items(thaw(change.old), difference.old, lang)
    return " – ".join(_names(ruleset, change.place, lang)) or kind_name(change.kind, lang)


def side(change: Change, difference: Difference, which: Literal["old", "new"], lang: Language) -> str:
    """Say what one side has; ``–`` where it has nothing."""
    sides = (change.old, change.old_place, difference.old), (change.new, change.new_place, difference.new)
    (value, place, ruleset), (*_, other) = sides if which == "old" else sides[::-1]
    if change.place[0] == "score" and len(change.place) == _SCALE and change.place[-1] in _UNSAID:
        kept = difference.matching.turned.kept if which == "old" and change.new_place else {}
        kept = difference.matching.kept if which == "new" and not change.new_place else kept
        return rule(ruleset.item(kept.get(change.at, change.at)), lang)
    if value is None or place is None:
        return "–"
    plain = thaw(value)
    if change.kind in {"split", "merged"}:
        return _items(plain, ruleset, lang)
    if place[0] == "score":
        return _item_side(change, plain, ruleset.item(place[1]), ruleset, lang)
    if place[0] == "policies" and "value" in place:
        return _policy(place[1], ruleset, lang)
    if place[0] == "concordance" and ruleset.concordance and place[-1] != "of":
        return _concordance(ruleset.concordance, ruleset, other, lang)
    return _value(plain, place, ruleset, lang)


def sources(change: Change, difference: Difference) -> tuple[_Basis, _Basis]:
    """Return what each side rests on: for a key that changed, what the concordance rests on."""
    if change.kind not in {"rekeyed", "split", "merged"} or change.old_place is None:
        return change.old_source, change.new_source
    key, old, new = change.old_place[1], difference.old, difference.new
    if new.concordance and new.concordance.of == old.id:
        return None, next(_rest(each) for each in new.concordance.items if key in each.old)
    declared = old.concordance.items if old.concordance else ()
    return next(_rest(each) for each in declared if key in each.new), None


def _rest(line: Correspondence) -> _Basis:
    told = line.model_dump(mode="json", include={"source", "assumed"}, exclude_none=True)
    return FrozenMap({name: freeze(value) for name, value in told.get("source", told).items()}) or None


def basis(source: _Basis, ruleset: Ruleset, lang: Language) -> str:
    """Name the clause that a side rests on, or say that it is assumed and why."""
    if source is None:
        return "–"
    plain = thaw(source)
    if "assumed" in plain:
        return _assumed(plain["assumed"], lang)
    return clause(ruleset, Source.model_validate(plain), lang)


def _of(words: tuple[str, str], lang: Language) -> str:
    return words[0 if lang == "vi" else 1]


def _assumed(why: Any, lang: Language) -> str:  # noqa: ANN401 (a text, or one by language)
    return f"{_of(('giả định', 'assumed'), lang)}: {_text(why, lang)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# Names


def _names(ruleset: Ruleset, place: Place, lang: Language) -> list[str]:
    """Name the keyed parts on the way to a place, the item first, and the field at its end."""
    section, *rest = place
    if section == "policies":
        return [policy_name(rest[0], lang)]
    names: list[str] = []
    node: Any = None
    field = section
    if section == "score":
        item, *rest = rest
        names.append(_item_words(ruleset, item, lang))
        node, field = ruleset.item(item).model_dump(mode="json", by_alias=True, exclude={"items"}), ""
    else:
        node = ruleset.model_dump(mode="json", by_alias=True, include={section})[section]
    for word in rest:
        if isinstance(node, list):
            node, field = next(each for each in node if each["key"] == word), ""
            names.append(_part_name(node, lang))
        else:
            node, field = node.get(word), word
            names += [_of(FIELDS["chosen"], lang)] if word == "chosen" else []
    if rest and not names:
        kind = _SECTIONS.get(section)
        names.append(kind_name(kind, lang) if kind else _capital(_of(FIELDS[section], lang)))
    if field in FIELDS and not (section == "score" and field in _SILENT):
        said = _of(FIELDS[field], lang)
        names.append(said if names else _capital(said))
    return names


def _part_name(part: Mapping[str, Any], lang: Language) -> str:
    """Name a part; only a period may have no name."""
    named = next((part[field] for field in ("name", "question", "text", "number") if part.get(field)), None)
    return _text(named, lang) if named else _capital(_of(VALUES["annual_result"][part["key"]], lang))


def _item_words(ruleset: Ruleset | None, key: str, lang: Language) -> str:
    """Write the code and the name of an item; its key where it is no item of the ruleset."""
    items = () if ruleset is None else (item for item, _ in walk(ruleset.score) if item.key == key)
    return next((item_name(item, lang) for item in items), key)


def _items(keys: Iterable[str], ruleset: Ruleset | None, lang: Language, mark: str = "; ") -> str:
    return mark.join(_item_words(ruleset, key, lang) for key in keys)


def _text(value: Any, lang: Language) -> str:  # noqa: ANN401 (a text, or one by language)
    return str(value) if not isinstance(value, Mapping) else str(value.get(lang) or value["vi"])


# Values


def _item_side(change: Change, plain: Any, item: Item, ruleset: Ruleset, lang: Language) -> str:  # noqa: ANN401
    """Say what a field of an item is, or the whole item where it came, went or moved."""
    place = change.place
    if change.kind in {"added", "removed"}:
        most = "" if item.max is None else in_points(item.max, lang)
        return ". ".join(part for part in (most, rule(item, lang)) if part)
    if change.kind == "moved":
        order = f"{_of(('mục thứ', 'number'), lang)} {int(plain['position']) + 1}"
        if "under" not in plain:
            return order
        return f"{_of(('trong', 'in'), lang)} {_item_words(ruleset, plain['under'], lang)}, {order}"
    if _FIELD <= len(place) <= _SCALE and place[-1] in _RULE:
        return rule(item, lang)
    if place[-1] == "not_applicable":
        return _capital(not_applicable(plain, lang))
    return _value(plain, place, ruleset, lang)


def _policy(name: str, ruleset: Ruleset, lang: Language) -> str:
    """Say what a policy answers, items by their names."""
    said = policies(ruleset, lang)[name]
    for key in ruleset.policies.rounding.value.at if name == "rounding" else ():
        named = _item_words(ruleset, key, lang)
        said = re.sub(rf"(mục|item) {key}(?=,|$)", lambda found: f"{found[1]} {named}", said)  # noqa: B023
    return _capital(said)


def _concordance(declared: Concordance, ruleset: Ruleset, other: Ruleset, lang: Language) -> str:
    """Say what became of each key of the other ruleset that the concordance names."""
    older = other if other.id == declared.of else None
    lines = []
    for each in declared.items:
        new = _items(each.new, ruleset, lang, " + ")
        single = len(each.old) == len(each.new)
        old = each.old[0] if single else _items(each.old, older, lang, " + ")
        lines.append(f"{new} ({each.old[0]} → {each.new[0]})" if single else f"{old} → {new}")
    return f"{declared.of}: {'; '.join(lines)}"


def _value(plain: Any, place: Place, ruleset: Ruleset, lang: Language) -> str:  # noqa: ANN401 (any plain value)
    """Write a plain value: a part, a date rule, a clause, a text by language, a list, a figure or a word."""
    if place[-1] == "assumed":
        return _assumed(plain, lang)
    if isinstance(plain, dict):
        return _tree(plain, place, ruleset, lang)
    if isinstance(plain, list):
        return "; ".join(_value(each, place, ruleset, lang) for each in plain)
    return _scalar(plain, place, ruleset, lang)


def _tree(plain: dict[str, Any], place: Place, ruleset: Ruleset, lang: Language) -> str:
    """Write a map by what it is."""
    match plain:
        case {"instrument": str(), "at": str()}:
            return clause(ruleset, Source.model_validate(plain), lang)
        case {"vi": str()}:
            return _text(plain, lang)
        case {"part": part, "position": _}:
            return _part(part, place, ruleset, lang)
        case {"position": position}:
            return str(int(position) + 1)
        case {"at": str() as at, "value": told}:
            return _read(at, told, ruleset, lang)
        case {"from": first, "to": last} if place[-1] == "span":
            words = (_of(("từ", "from"), lang), day(first, lang), _of(("đến", "to"), lang), day(last, lang))
            return " ".join(words)
        case _ if place[-1] == "due":
            return due_text(_due(plain, ruleset), lang)
        case {"key": _}:
            return _part(plain, place, ruleset, lang)
        case _:
            known = [(name, _value(each, (*place, name), ruleset, lang)) for name, each in plain.items()]
            return "; ".join(f"{_of(FIELDS[name], lang)}: {said}" for name, said in known if name in FIELDS)


def _part(part: Mapping[str, Any], place: Place, ruleset: Ruleset, lang: Language) -> str:
    """Write a whole part: its name, and what is most needed to see what it is."""
    told = []
    for field in (each for each in _TOLD if each in part):
        value = _value(part[field], (*place, field), ruleset, lang)
        word = _of(FIELDS[field], lang)
        # Points say themselves what they are, and what is no figure stands after a colon.
        told.append(value if field == "points" else f"{word}{'' if field in _FIGURES else ':'} {value}")
    return f"{_part_name(part, lang)} ({', '.join(told)})" if told else _part_name(part, lang)


def _due(plain: Any, ruleset: Ruleset) -> Due:  # noqa: ANN401 (a plain date rule)
    """Return a date rule with the name of the piece of work that it counts from."""
    due = Due.model_validate(plain)
    milestones = ruleset.process.milestones if ruleset.process else ()
    named = next((each.name for each in milestones if each.key == due.after), None)
    return due.model_copy(update={"after": None, "after_event": named}) if named else due


def _read(at: str, told: Any, ruleset: Ruleset, lang: Language) -> str:  # noqa: ANN401 (a text or a list)
    """Say what another reading has at a place of the ruleset."""
    section, *rest = at.split(".")
    keys = {item.key for item, _ in walk(ruleset.score)}
    if section == "score":
        # The items on the way need no word: the last one says where it is.
        way = [ruleset.score.key, *(word for word in rest if word in keys)]
        rest = [way[-1], *(word for word in rest if word not in keys)]
    place = (section, *rest)
    reading = {"key": "other", "name": {"vi": at}, "changes": [{"at": at, "value": told}]}
    varied = vary(ruleset, Alternative.model_validate(reading))
    if not isinstance(varied, Ruleset):
        return f"{at}: {told}"
    said = _policy(rest[0], varied, lang) if section == "policies" else _value(told, place, ruleset, lang)
    return f"{' – '.join(_names(varied, place, lang))}: {said}"


def _scalar(plain: Any, place: Place, ruleset: Ruleset, lang: Language) -> str:  # noqa: ANN401 (a text or true)
    """Write a figure with its unit, a word of the format in words, a day as a day, a key by what it names."""
    field, text = place[-1], str(plain)
    if plain is True:
        return _of(("có", "yes"), lang)
    # A kind of unit and a role of the procedure are keys.
    if text in VALUES.get(field, {}) and (place[0], field) not in {("units", "kind"), ("process", "role")}:
        return _of(VALUES[field][text], lang)
    if field in UNITS or (place[0] == "bands" and field in {"from", "to"}):
        figure = number(Fraction(text), lang)
        vi, one, many = UNITS.get(field, ("%", "%", "%"))
        return (f"{figure} {vi}" if lang == "vi" else counted(figure, one, many)).strip()
    if field in {"from", "to", "signed"}:
        return day(text, lang)
    return _meant(text, place, ruleset, lang)


def _meant(text: str, place: Place, ruleset: Ruleset, lang: Language) -> str:
    """Write what a key stands for, and any other text as it is."""
    named: Iterable[UnitKind | Role | Reading] = ()
    match place:
        case ("score", _, "applies_to") | ("units", "units", *_, "kind") | ("survey", "groups", *_, "rates"):
            named = ruleset.units.kinds
        case ("process", "steps", *_, "role"):
            named = ruleset.process.roles if ruleset.process else ()
        case ("interpretations", question, "chosen", "key"):
            named = (each.chosen for each in ruleset.interpretations if each.key == question)
        case ("survey", "questions", *_, "item"):
            return _item_words(ruleset, text, lang)
        case _:
            return text
    return next((say(each.name, lang) for each in named if each.key == text), text)
