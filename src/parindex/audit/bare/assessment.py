"""The canonical form of an assessment, from a tree as it was found."""

from __future__ import annotations

import re
from typing import Any

from parindex.audit.bare.reading import Path
from parindex.audit.bare.shapes import (
    Read,
    Refused,
    day,
    list_of,
    map_of,
    matching,
    number,
    said,
    shape,
    slug,
    some,
    text,
    word,
)

__all__ = ["canonical_assessment"]

_STAGES = ("self", "appraisal-1", "explanation", "appraisal-2", "final")
_DIGEST = matching(re.compile(r"[0-9a-f]{64}"), "a digest")
_ENTRY = shape(
    {},
    {
        **dict.fromkeys(("value", "done", "planned", "points", "count"), number),
        **dict.fromkeys(("level", "state", "why"), text),
        "ticks": list_of(text),
        "counts": map_of(number),
        "tallies": map_of(map_of(number)),
        "evidence": list_of(shape({"title": some}, {"sha256": _DIGEST, "url": text})),
        "changed": shape({"by": said, "why": said}),
    },
)


def canonical_assessment(found: object, ruleset: str) -> dict[str, Any]:
    """Rebuild an assessment in its canonical form, as far as it can be told without its ruleset.

    Raises:
        Refused: It is not an assessment, or not one under the ruleset of this id.
    """
    members: dict[str, Read] = {
        "format": word("1"),
        "ruleset": word(ruleset),
        "unit": shape({"key": slug, "name": some, "kind": slug}),
        "period": word("year", "half-year"),
        "stages": shape({}, dict.fromkeys(_STAGES, shape({"entries": map_of(_entry)}))),
    }
    tree: dict[str, Any] = shape(members, {"submitted": day})((), found)
    if not tree["stages"]:
        raise Refused(("stages",), "there is no stage")
    return tree


def _entry(place: Path, found: object) -> dict[str, Any]:
    # What goes without saying is not there; but empty ticks and counts say that there were none.
    given = _ENTRY(place, found).items()
    return {
        name: value for name, value in given if (name, value) not in (("evidence", []), ("state", "observed"))
    }
