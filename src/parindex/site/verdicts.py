"""The verdict on a record, in the words of the page."""

from __future__ import annotations

from typing import Any

from parindex.audit.bare.words import WORDS
from parindex.audit.pointer import where
from parindex.audit.verdict import Verdict
from parindex.audit.verify import known_rulesets
from parindex.audit.verify import verify as verify_bytes
from parindex.errors import Language
from parindex.explanation.sheet import band, labels
from parindex.fields import say
from parindex.scoresheet import ScoreSheet
from parindex.site.results import figure

__all__ = ["plain_verdict", "verified"]


def verified(content: bytes) -> Verdict:
    """Compute a record again, by the rules that are known here or that came with it."""
    return verify_bytes(content, known_rulesets())


def plain_verdict(verdict: Verdict, lang: Language) -> dict[str, Any]:
    """Return a verdict as the calculator's protocol has it."""
    title, _, text = WORDS[lang][verdict.verdict].partition(": ")
    return {
        "verdict": verdict.verdict,
        "reproduced": bool(verdict),
        "title": title,
        "text": text,
        "at": verdict.at,
        "where": where(verdict, lang),
        "expected": verdict.expected,
        "found": verdict.found,
        "code": verdict.because.code if verdict.because else None,
        "check_code": verdict.check_code,
        "sha256": verdict.sha256,
        "signatures": WORDS[lang][verdict.signatures],
        "rules": WORDS[lang][verdict.rules] if verdict.rules else "",
        **_recomputed(verdict.sheet, lang),
    }


def _recomputed(sheet: ScoreSheet | None, lang: Language) -> dict[str, Any]:
    if sheet is None:
        return {"ruleset": None, "unit": None, "total": None, "index": None, "band_text": ""}
    rules = sheet.ruleset
    return {
        "ruleset": {
            "id": rules.id,
            "title": say(rules.title, lang),
            "digest": rules.digest,
            "labels": labels(rules, lang),
        },
        "unit": {"key": sheet.unit.key, "name": sheet.unit.name},
        "total": figure(sheet.total, lang),
        "index": figure(sheet.index, lang),
        "band_text": band(sheet, lang),
    }
