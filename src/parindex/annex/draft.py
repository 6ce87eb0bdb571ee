"""The draft of a ruleset: what the annex says, and marked places for what it does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from parindex.annex.codes import Code
from parindex.annex.keys import slug, with_code
from parindex.annex.ladder import ladder
from parindex.annex.lines import Line
from parindex.annex.outline import Item, Outline, Role, walk
from parindex.annex.worth import Worth
from parindex.errors import Problem, problem
from parindex.exact import ZERO, decimal_text
from parindex.ruleset.checks import UNFILLED
from parindex.ruleset.model import Item as Declared

__all__ = ["PLACES", "Draft", "draft"]

Plain = dict[str, Any]

_KEY = 48  # letters of a key; there is room for a number after it
_YEAR = re.compile(r"\b(20[0-9]{2})\b")
NO_YEAR = "1900"
_ASSUMED = {
    "vi": f"{UNFILLED}: phụ lục không nêu; thay bằng nguồn khi có văn bản.",
    "en": "TO FILL IN: the annex does not say; give the source once the decision is at hand.",
}
_POLICIES: Plain = {
    "band_on": "exact",
    "rank": {"on": "exact", "ties": "competition"},
    "not_applicable": "forbid",
    "missing": "refuse",
    "above_max": "cap",
}
# Words of the format that no key of an item may be.
_RESERVED = frozenset({"total", "publication", "leaf", *Declared.model_fields})
# What only the decision itself says.
PLACES = (
    "id",
    "year",
    "standing",
    "instruments.annex.number",
    "instruments.annex.signed",
    "instruments.annex.issuer",
    "units",
    "periods",
    "bands",
    "policies",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """The plain tree of a draft, how many scales of each method it has, and what its ladders showed."""

    tree: Plain
    methods: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def draft(found: Outline, values: Worth, *, file: str, title: str, sha256: str) -> Draft:
    """Write the draft of a ruleset; the same annex always gives the same draft."""
    maker = _Maker(values, _keys(found))
    items = [maker.item(each, None, ()) for each in found.items]
    year = _YEAR.search(title) or _YEAR.search(file)
    named = year[1] if year else NO_YEAR
    root: Plain = {"key": "total", "name": {"vi": title or file}}
    root.update(_maximum(values.total, found.total))
    if any(each.role == "bonus" for each in found.items):
        root["cap"] = "none"
        cell = next(each.line.cell for each in found.items if each.role == "bonus")
        maker.remarks.append(problem("W-ANNEX-CAP", cell=cell.name).located(cell.place))
    root["items"] = items
    tree = {**_head(file, title, sha256, named), "score": root, "policies": _policies(values)}
    methods = tuple(sorted(maker.methods.items()))
    return Draft(tree, methods, tuple(maker.problems), tuple(maker.remarks))


def _keys(found: Outline) -> dict[int, str]:
    """Return the key of each criterion by its row."""
    keys: dict[int, str] = {}
    taken = set(_RESERVED)
    for item in walk(found.items):
        code = item.line.code.text if item.line.code else ""
        key = with_code(slug(item.line.text, _KEY) or "muc", code, taken)
        taken.add(key)
        keys[item.line.row] = key
    return keys


class _Maker:
    """Writes criteria, and gathers what their ladders showed."""

    def __init__(self, values: Worth, keys: dict[int, str]) -> None:
        self.values = values
        self.keys = keys
        self.methods: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []

    def item(self, item: Item, above: Role | None, codes: tuple[Code, ...]) -> Plain:
        """Write one criterion, and everything below it; ``codes`` are the numbers that lead to it."""
        role = item.role or above
        line = item.line
        key = self.keys[line.row]
        tree: Plain = {"key": key}
        if line.code is not None:
            tree["code"] = line.code.text
        tree["name"] = {"vi": line.text}
        maximum = self.values.maxima.get(line.row)
        tree.update(_maximum(maximum, line))
        if item.role is not None:
            tree["role"] = item.role
        if item.items:
            tree.update(self._limit(item, role, maximum))
            below = codes if line.code is None else (*codes, line.code)
            tree["items"] = [self.item(each, role, below) for each in item.items]
        else:
            tree["scale"] = self._scale(item, role)
            if tree["scale"]["method"] == "steps":
                # The words of the annex, which a scale of percent has no place for.
                words = "; ".join(each.text for each in item.steps)
                lacking = tree.get("note", {"vi": ""})["vi"]
                tree["note"] = {"vi": f"{lacking} Nguyên văn các bậc: {words}.".strip()}
        tree["source"] = {
            "instrument": "annex",
            "at": f"Phụ lục, {_place(line, codes)}",
        }
        return tree

    def _limit(self, item: Item, role: Role | None, maximum: Fraction | None) -> Plain:
        """Return how far a bonus or penalty counts: as far as its section's max."""
        if maximum is not None and role == "bonus":
            return {"cap": decimal_text(maximum)}
        if maximum is not None and item.line.row in self.values.capped:
            return {"floor": decimal_text(-maximum)}
        if any(each.role == "bonus" for each in item.items):
            cell = item.line.cell
            self.remarks.append(problem("W-ANNEX-CAP", cell=cell.name).located(cell.place))
            return {"cap": "none"}
        return {}

    def _scale(self, item: Item, role: Role | None) -> Plain:
        if not item.steps:
            self._count("direct")
            return {"method": "direct"}
        sign = role == "penalty"
        steps = [replace(each, points=abs(each.points)) if sign else each for each in item.steps]
        found = ladder(steps)
        self.problems += found.problems
        self.remarks += found.remarks
        method = str(found.scale["method"])
        self._count(method)
        return found.scale

    def _count(self, method: str) -> None:
        self.methods[method] = self.methods.get(method, 0) + 1


def _maximum(maximum: Fraction | None, line: Line | None) -> Plain:
    """Write a max, or what stands in its place."""
    if maximum is not None:
        return {"max": decimal_text(maximum)}
    cell = line.points_cell or line.cell if line else None
    found = (
        f"phụ lục ghi `{line.marred}`, không phải số điểm" if line and line.marred else "phụ lục không ghi"
    )
    at = f" (ô {cell.name})" if cell else ""
    return {"note": {"vi": f"{UNFILLED} điểm tối đa: {found}{at}."}}


def _place(line: Line, codes: tuple[Code, ...]) -> str:
    """Return where a criterion stands: its number, after those above that it does not begin with."""
    if line.code is None:
        return line.cell.name
    path = [*codes, line.code]
    told = [
        above.text
        for above, below in pairwise(path)
        if above.family != below.family or above.parts != below.parts[: len(above.parts)]
    ]
    return ", ".join([*told, line.code.text])


def _head(file: str, title: str, sha256: str, year: str) -> Plain:
    """Write what stands before the tree; what the annex does not say is marked."""
    vi = (
        f"BẢN NHÁP lập tự động từ tệp {file} (SHA-256 {sha256}). "
        "Các chỗ mà `parindex check` nêu phải điền theo văn bản ban hành."
    )
    en = (
        f"DRAFT made from the file {file} (SHA-256 {sha256}). "
        "The places that `parindex check` names are to be filled in from the decision itself."
    )
    unit = {"vi": f"{UNFILLED}: loại đơn vị được chấm", "en": "TO FILL IN: the kind of units scored"}
    return {
        "format": "1",
        "id": f"nhap/{slug(file.rpartition('.')[0], 60) or 'phu-luc'}@{year}",
        "year": year,
        "title": {"vi": f"[BẢN NHÁP từ {file}] {title}".strip()},
        "standing": "illustrative",
        "coverage": "full",
        "note": {"vi": vi, "en": en},
        "instruments": [
            {
                "key": "annex",
                "number": UNFILLED,
                "kind": "decision",
                "issuer": UNFILLED,
                "title": {"vi": title or file},
                "reliability": "D",
                "note": {"vi": f"Đọc từ {file}, SHA-256 {sha256}; chưa đối chiếu với văn bản đã ký."},
            }
        ],
        "units": {"kinds": [{"key": "unit", "name": unit}], "assumed": _ASSUMED},
        "periods": [{"key": "year", "from": f"{year}-01-01", "to": f"{year}-12-31", "assumed": _ASSUMED}],
    }


def _policies(values: Worth) -> Plain:
    """Answer the policies with what is plainest, each as an assumption."""
    total = values.total or ZERO
    digits = next((each for each in range(2, 6) if not total * 10**each % 1), 6)
    rounding = {"digits": str(digits), "mode": "half-up", "at": ["publication"]}
    chosen: Sequence[tuple[str, Any]] = (("rounding", rounding), *_POLICIES.items())
    return {name: {"value": value, "assumed": _ASSUMED} for name, value in chosen}
