"""Verdicts: what came of checking a record, and where it failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from parindex.errors import Language, Path, Problem
from parindex.scoresheet import ScoreSheet

__all__ = ["VERDICTS", "Refused", "Root", "Rules", "Signatures", "Verdict", "VerdictName", "plain", "pointer"]

VerdictName = Literal[
    "REPRODUCED", "DIFFERS", "UNKNOWN-RULESET", "NOT-CANONICAL", "BAD-SIGNATURE", "UNREADABLE"
]
VERDICTS: tuple[VerdictName, ...] = get_args(VerdictName)
Rules = Literal["catalog", "given", "bundle"]
Root = Literal["included", "unchecked", "none"]
Signatures = Literal["valid", "invalid", "unchecked", "none"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of checking one record.

    ``at`` is a JSON pointer into the statement (into the file for what is wrong around it); ``expected`` is
    what was recomputed there and ``found`` what the record says, as text; ``because`` says it in words.
    ``sheet`` is the score computed again; ``rules`` tells whose ruleset it was computed by.
    """

    verdict: VerdictName
    at: str = ""
    expected: str | None = None
    found: str | None = None
    because: Problem | None = None
    sheet: ScoreSheet | None = None
    rules: Rules | None = None
    sha256: str | None = None
    check_code: str | None = None
    signatures: Signatures = "none"
    root: Root = "none"

    def __bool__(self) -> bool:
        return self.verdict == "REPRODUCED"


class Refused(Exception):  # noqa: N818 (a step of verifying, never seen outside)
    """Ends a verification with a verdict, a path and a reason."""

    def __init__(
        self,
        verdict: VerdictName,
        path: Path,
        because: Problem,
        *,
        expected: object = None,
        found: object = None,
    ) -> None:
        super().__init__(verdict)
        self.verdict: VerdictName = verdict
        self.path = path
        self.because = because
        self.expected = expected
        self.found = found


def pointer(path: Path) -> str:
    """Write a path as a JSON pointer (RFC 6901).

    >>> pointer(("predicate", "result", "items", 3, "a/b"))
    '/predicate/result/items/3/a~1b'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def plain(verdict: Verdict, lang: Language = "vi") -> dict[str, Any]:
    """Return a verdict as a plain tree: the result of ``verify --json``."""
    return {
        "verdict": verdict.verdict,
        "at": verdict.at,
        "expected": verdict.expected,
        "found": verdict.found,
        "code": verdict.because.code if verdict.because else None,
        "because": verdict.because.line(lang) if verdict.because else None,
        **_recomputed(verdict),
        "sha256": verdict.sha256,
        "check_code": verdict.check_code,
        "signatures": verdict.signatures,
        "root": verdict.root,
    }


def _recomputed(verdict: Verdict) -> dict[str, Any]:
    """Say what the score computed again is of, and what it is."""
    sheet = verdict.sheet
    if sheet is None:
        return {"unit": None, "ruleset": None, "total": None, "index": None, "band": None}
    rules = sheet.ruleset
    return {
        "unit": sheet.unit.key,
        "ruleset": {"id": rules.id, "sha256": rules.digest, "from": verdict.rules},
        "total": sheet.total.rounding.text(sheet.total.least),
        "index": sheet.index.rounding.text(sheet.index.least),
        "band": sheet.band.key if sheet.band else None,
    }
