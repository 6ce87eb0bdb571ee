"""Whether a ruleset that came with a record is sound: its shape, its points, bands and weights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from parindex.audit.bare.reading import Path
from parindex.audit.bare.shapes import (
    Read,
    Refused,
    Tree,
    day,
    list_of,
    matching,
    number,
    shape,
    slug,
    some,
    text,
    word,
)

__all__ = ["check_sound"]

_ITEMS, _LEVELS, _CHOICES, _KINDS, _UNITS = 400, 8, 100, 50, 10_000
_EXTRA = ("bonus", "penalty")
_UNSUITED = {"bonus": ("survey",), "penalty": ("deduction", "survey")}
_AT = frozenset({"publication", "leaf"})
_PARTS = ("levels", "steps", "ticks", "kinds", "options", "groups")
_WORTH = ("points", "share", "weight")
_STEPS_END = {"ratio": "1", "percent": "100"}
_NUMBERED = r"(0|[1-9][0-9]{0,14})"
_WORDS = shape({"vi": some}, {"en": some})
_ID = re.compile(r"[a-z0-9-]+/[a-z0-9-]+@([0-9]{4})(\.[1-9][0-9]*)?")
_SHARE = re.compile(rf"{_NUMBERED}/[1-9][0-9]{{0,14}}")
_NOTES: dict[str, Read] = {"note": _WORDS}


def _any(_place: Path, found: object) -> object:
    return found  # what changes no figure is not looked into


def _share(place: Path, found: object) -> str:
    words = text(place, found)
    return words if _SHARE.fullmatch(words) else str(number(place, found))


def _reason(place: Path, found: object) -> object:
    return text(place, found) if isinstance(found, str) else _WORDS(place, found)


_SOURCE = shape({"instrument": slug, "at": some})
_ORIGIN: dict[str, Read] = {"source": _SOURCE, "assumed": _reason}
_NAMED: dict[str, Read] = {"key": slug, "name": _WORDS}
_VALUED = list_of(shape({**_NAMED, "points": number}, _ORIGIN))
_STEPS = list_of(shape({"from": number, "points": number}, {"to": number}))
_SCALES = {
    "levels": shape({"method": text, "levels": _VALUED}),
    "steps": shape(
        {"method": text, "of": word("ratio", "percent", "count", "days-late"), "steps": _STEPS},
        {"edges": word("lower", "upper")},
    ),
    "ratio": shape({"method": text}, {"full_at": _share, "zero_below": _share}),
    "checklist": shape({"method": text, "ticks": _VALUED}),
    "count": shape({"method": text, "each": number}),
    "deduction": shape({"method": text, "kinds": _VALUED}),
    "direct": shape({"method": text}, {"grid": number}),
    "survey": shape(
        {
            "method": text,
            "options": list_of(shape({**_NAMED, "share": _share}, _ORIGIN)),
            "groups": list_of(shape({**_NAMED, "weight": _share}, _ORIGIN)),
        },
        {"empty": word("reweight")},
    ),
}


def _scale(place: Path, found: object) -> Any:  # noqa: ANN401 (a tree)
    method = found.get("method") if isinstance(found, dict) else None
    if not isinstance(method, str) or method not in _SCALES:
        raise Refused((*place, "method"), "is none of the eight")
    return _SCALES[method](place, found)


_POLICY = {
    "not_applicable": word("forbid", "zero", "full", "exclude"),
    "missing": word("refuse", "zero"),
    "above_max": word("cap", "allow", "refuse"),
    "band_on": word("exact", "published"),
    "rank": shape({"on": word("exact", "published"), "ties": word("competition", "dense")}),
    "rounding": shape(
        {
            "digits": matching(re.compile("[0-6]"), "0 to 6"),
            "mode": word("half-up", "half-even", "down", "up"),
            "at": list_of(text),
        }
    ),
}


def _item(place: Path, found: object) -> Any:  # noqa: ANN401 (a tree)
    if len(place) > 2 * _LEVELS:
        raise Refused(place, f"lies below {_LEVELS} levels")
    inner = isinstance(found, dict) and "items" in found
    own: dict[str, Read] = {"items": list_of(_item)} if inner else {"scale": _scale}
    limits: dict[str, Read] = {"cap": _cap, "floor": number, "rescale": _true} if inner else {}
    free: dict[str, Read] = {
        "code": some,
        "max": number,
        "role": word("criterion", "bonus", "penalty", "survey"),
        "applies_to": list_of(slug),
        "not_applicable": _POLICY["not_applicable"],
        "appraiser": _WORDS,
        "evidence": list_of(_WORDS),
    }
    return shape({**_NAMED, **own}, {**free, **limits, **_ORIGIN, **_NOTES})(place, found)


def _true(place: Path, found: object) -> bool:
    if found is not True:
        raise Refused(place, "is not true")
    return True


def _cap(place: Path, found: object) -> str:
    return "none" if found == "none" else str(number(place, found))


_DUE = shape(
    {},
    {
        **dict.fromkeys(("on", "by", "before"), day),
        "between": list_of(day),
        "month": matching(re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])"), "a month"),
        "quarter": matching(re.compile(r"(19|20|21)[0-9]{2}-Q[1-4]"), "a quarter"),
        **dict.fromkeys(("every", "working_days", "after", "after_event"), _any),
    },
)
_INSTRUMENT = shape(
    {
        "key": slug,
        "number": some,
        "kind": word("decision", "plan", "guidance", "report"),
        "issuer": some,
        "title": _WORDS,
        "reliability": word("A", "B", "C", "D"),
    },
    {"signed": day, "url": some, "document": slug, "source": _SOURCE, **_NOTES},
)
_UNIT = shape({**_NAMED, "kind": slug}, {"from": day, "to": day, "status": text, "source": _SOURCE})
_RULESET = shape(
    {
        "format": word("1"),
        "id": matching(_ID, "an id"),
        "year": some,
        "title": _WORDS,
        "standing": word("in-force", "superseded", "illustrative"),
        "coverage": word("full", "structure"),
        "instruments": list_of(_INSTRUMENT),
        "units": shape({"kinds": list_of(shape(_NAMED, _ORIGIN))}, {"units": list_of(_UNIT), **_ORIGIN}),
        "periods": list_of(
            shape(
                {"key": word("year", "half-year"), "from": day, "to": day},
                {"name": _WORDS, "due": _DUE, **_ORIGIN},
            )
        ),
        "score": _item,
        "policies": shape({name: shape({"value": read}, _ORIGIN) for name, read in _POLICY.items()}),
    },
    {
        **dict.fromkeys(
            ("annual_result", "survey", "process", "interpretations", "concordance", "supersedes"), _any
        ),
        "bands": list_of(shape({**_NAMED, "from": number}, {"to": number, **_ORIGIN, **_NOTES})),
        **_NOTES,
    },
)


def check_sound(ruleset: object) -> None:
    """Look at all that a score reads; what changes no figure, and what is only odd, is not looked at.

    Raises:
        Refused: The ruleset is not sound.
    """
    rules = _RULESET((), ruleset)
    if rules != ruleset or _has_nothing(ruleset):
        raise Refused((), "is not in canonical form")
    for place, broken in _laws(rules):
        if broken:
            raise Refused((place,), "is not sound")


def _has_nothing(node: object) -> bool:
    """Tell whether a tree holds a null or something empty: a canonical form leaves out what is not there."""
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return node is None or node in ([], {}) or any(map(_has_nothing, parts))


def _sources(node: object) -> Iterator[str]:
    """Give the key of every instrument that a source names."""
    if isinstance(node, dict):
        if node.keys() >= {"instrument", "at"}:
            yield str(node["instrument"])
        node = [*node.values()]
    for part in node if isinstance(node, list) else ():
        yield from _sources(part)


def _laws(rules: Tree) -> Iterator[tuple[str, bool]]:
    """Give each law by the place that it is about, and whether it is broken."""
    kinds = [kind["key"] for kind in rules["units"]["kinds"]]
    rows = list(_rows(rules["score"], "criterion", frozenset(kinds)))
    keys = [row.item["key"] for row in rows]
    named = rules["policies"]["rounding"]["value"]["at"]
    origins = [{"source", "assumed"} & set(policy) for policy in rules["policies"].values()]
    yield "id", rules["id"].partition("@")[2][:4] != rules["year"]
    instruments, units = [each["key"] for each in rules["instruments"]], rules["units"].get("units", ())
    yield "instruments", not instruments or _twice(instruments)
    yield "instruments", not set(_sources(rules)) <= set(instruments)
    yield "units", not kinds or _twice(kinds) or len(kinds) > _KINDS or len(units) > _UNITS
    yield "units", any(unit["kind"] not in kinds for unit in units) or _twice([unit["key"] for unit in units])
    yield "score", not {kind for row in rows for kind in row.item.get("applies_to", ())} <= set(kinds)
    yield "periods", not rules["periods"] or _twice([period["key"] for period in rules["periods"]])
    yield "periods", any(period["from"] > period["to"] for period in rules["periods"])
    yield "score", len(rows) > _ITEMS or _twice(keys) or "items" not in rules["score"]
    yield "score", not _AT.isdisjoint(keys)
    yield "policies", not named or not set(named) <= {*_AT, *keys} or any(len(each) != 1 for each in origins)
    yield "bands", bool(rules.get("bands")) and _bands_broken(rules["bands"])
    yield from ((row.item["key"], _broken(row)) for row in rows)


@dataclass(frozen=True)
class _Row:
    item: Tree
    role: str
    kinds: frozenset[str]  # of the units that meet it
    children: list[_Row]


def _rows(item: Tree, above: str, kinds: frozenset[str]) -> Iterator[_Row]:
    role = above if above in _EXTRA else item.get("role", above)
    applies = kinds & frozenset(item.get("applies_to", kinds))
    below = [list(_rows(child, role, applies)) for child in item.get("items", ())]
    yield _Row(item, role, applies, [rows[0] for rows in below])
    yield from (row for rows in below for row in rows)


def _twice(keys: list[str]) -> bool:
    return len(keys) != len(set(keys))


def _falling(steps: list[Tree], end: Fraction | None) -> bool:
    """Tell whether the edges fall from the end down to 0, and only the top one says an end."""
    edges = [Fraction(step["from"]) for step in steps]
    falls = all(upper > lower for upper, lower in pairwise(edges))
    ends = end is None or end >= edges[0]
    return falls and ends and edges[-1] == 0 and not any("to" in step for step in steps[1:])


def _bands_broken(bands: list[Tree]) -> bool:
    end = Fraction(bands[0].get("to", "0"))
    whole = end >= 100 and _falling(bands, end)  # noqa: PLR2004 (percent)
    return not whole or _twice([band["key"] for band in bands])


def _broken(row: _Row) -> bool:
    broken = _scale_broken if "scale" in row.item else _group_broken
    return Fraction(row.item.get("max", "1")) <= 0 or broken(row)


def _group_broken(row: _Row) -> bool:
    item, cap = row.item, row.item.get("cap", "none")
    stated = all("max" in child.item for child in row.children)
    if not row.children or "max" not in item or (cap == "none" and not stated):
        return True
    if any(child.role == "bonus" for child in row.children) and "cap" not in item:
        return True
    if (cap != "none" and Fraction(cap) < 0) or _floor_broken(row):
        return True
    if "rescale" in item:
        return row.role in _EXTRA
    return stated and any(_sum(row, kind) != Fraction(item["max"]) for kind in row.kinds)


def _floor_broken(row: _Row) -> bool:
    floor, most = Fraction(row.item.get("floor", "0")), Fraction(row.item["max"])
    return not (-most <= floor <= 0 if row.role == "penalty" else 0 <= floor <= most)


def _sum(row: _Row, kind: str) -> Fraction:
    """Add up what the children of one kind of unit can give; a bonus or penalty group may say less."""
    met = [child for child in row.children if kind in child.kinds]
    if row.role not in _EXTRA:
        return sum((Fraction(child.item["max"]) for child in met if child.role not in _EXTRA), Fraction(0))
    limit = row.item.get("cap", "none") if row.role == "bonus" else row.item.get("floor", "none")
    together = sum((Fraction(child.item["max"]) for child in met), Fraction(0))
    return together if limit == "none" else min(together, abs(Fraction(limit)))


def _scale_broken(row: _Row) -> bool:
    scale, method = row.item["scale"], row.item["scale"]["method"]
    suits = method not in _UNSUITED.get(row.role, ()) and (method == "direct" or "max" in row.item)
    if any(len(scale.get(name, ())) > _CHOICES for name in _PARTS):
        return True
    parts = [part for name in _PARTS for part in scale.get(name, ())]
    figures = [Fraction(part[name]) for part in parts for name in _WORTH if name in part]
    most = Fraction(1) if method == "survey" else Fraction(row.item.get("max", "0"))
    # A fault costs something, and may cost more than there is.
    fault = method == "deduction"
    within = all(figure > 0 if fault else 0 <= figure <= most for figure in figures)
    above_zero = all(Fraction(scale[name]) > 0 for name in ("each", "grid", "full_at") if name in scale)
    twice = any(_twice([part["key"] for part in scale.get(name, ()) if "key" in part]) for name in _PARTS)
    if row.role != "penalty" and method == "steps":
        # Points rise or fall with the figure, not both; of days late fewer are better.
        falls = figures == sorted(figures, reverse=True) and scale["of"] != "days-late"
        within &= falls or figures == sorted(figures)
    return not (suits and within and above_zero) or twice or _method_broken(scale, figures, most)


def _method_broken(scale: Tree, figures: list[Fraction], most: Fraction) -> bool:
    match scale["method"]:
        case "levels" | "deduction":
            return not figures
        case "checklist":
            return not figures or sum(figures) > most
        case "steps":
            said = scale["steps"][0].get("to", _STEPS_END.get(scale["of"])) if figures else None
            return not figures or not _falling(scale["steps"], None if said is None else Fraction(said))
        case "survey":
            return not scale["options"] or sum(Fraction(each["weight"]) for each in scale["groups"]) != 1
        case _:
            # Above the largest ratio there may be, a threshold could never be reached.
            most = max(Fraction(1), Fraction(scale.get("full_at", "1")))
            return not 0 <= Fraction(scale.get("zero_below", "0")) <= most
