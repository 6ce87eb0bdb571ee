"""Who a declaration is: its instruments, standing and digest, and the way to the pages that belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parindex.comparison.vocabulary import VALUES
from parindex.errors import Language
from parindex.explanation.sheet import instrument
from parindex.fields import pick, say
from parindex.ruleset.declaration import Declaration
from parindex.ruleset.model import Ruleset
from parindex.site import paths
from parindex.site.clauses import outside
from parindex.site.material import Material
from parindex.site.page import escape, link, table

__all__ = ["RULESETS", "above", "coverage", "facts", "identity", "standing"]

RULESETS = "rulesets/index.md"
_SHORT = 12  # letters


def above(ruleset: Ruleset, lang: Language) -> tuple[tuple[str, str], ...]:
    """Return the way to a page that belongs to a ruleset."""
    return (RULESETS, pick(lang, "Các bộ tiêu chí", "Rulesets")), (paths.ruleset(ruleset.id), ruleset.id)


def standing(declared: Declaration, lang: Language) -> str:
    """Say whether a declaration is in force.

    >>> from parindex.ruleset.catalog import load
    >>> standing(load("national/ministries@2023"), "en")
    'in force'
    """
    return pick(lang, *VALUES["standing"][declared.standing])


def coverage(declared: Declaration, lang: Language) -> str:
    """Say how much of a table of criteria a declaration has."""
    return pick(lang, *VALUES["coverage"][declared.coverage])


def facts(rows: Iterable[tuple[str, str]], lang: Language) -> str:
    """Write a table of two columns: what, and what of it."""
    # A short word for what stays on one line, however narrow the page is.
    kept = ((what.replace(" ", "\u00a0") if len(what) <= _SHORT else what, said) for what, said in rows)
    return table((pick(lang, "Mục", "What"), pick(lang, "Nội dung", "Answer")), kept)


def identity(
    material: Material, declared: Declaration, lang: Language, *, at: str
) -> Iterator[tuple[str, str]]:
    """Give what every declaration has: instruments, year, standing, coverage, id, digest."""
    for each in declared.instruments:
        said = outside(instrument(each, lang), each.url)
        if each.document in material.sources:
            clauses = pick(lang, "từng điều khoản", "clause by clause")
            said += f" – {link(clauses, paths.source(each.document or ''), at=at)}"
        yield (
            pick(lang, "Văn bản", "Instrument"),
            said + (f". {escape(say(each.note, lang))}" if each.note else ""),
        )
    yield pick(lang, "Năm", "Year"), declared.year
    yield pick(lang, "Hiệu lực", "Standing"), standing(declared, lang)
    yield pick(lang, "Mức đầy đủ", "Coverage"), coverage(declared, lang)
    if declared.supersedes:
        why = escape(say(declared.supersedes.why, lang))
        yield pick(lang, "Đính chính", "Corrects"), f"`{declared.supersedes.id}`: {why}"
    yield pick(lang, "Mã", "Id"), f"`{declared.id}`"
    yield "SHA-256", f"`{declared.digest}`"
