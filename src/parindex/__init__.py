"""Score administrative reform in Vietnam (Chỉ số cải cách hành chính): exact, explained, reproducible.

>>> import parindex
>>> ruleset = parindex.load("national/ministries@2023")
>>> parindex.check(ruleset)
()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parindex.api import (
        check,
        diff,
        distance,
        effects,
        estimate,
        explain,
        fulfil,
        impact,
        ledger,
        load_plan,
        rank,
        record,
        reproduce,
        schedule,
        tally,
        verify,
        what_if,
    )
    from parindex.assessment import Assessment
    from parindex.audit.ledger import Ledger
    from parindex.audit.verdict import Verdict
    from parindex.comparison.change import Change
    from parindex.comparison.difference import Difference
    from parindex.core import load, publish, score
    from parindex.errors import (
        AssessmentError,
        NotFoundError,
        ParindexError,
        Problem,
        ReadError,
        RulesetError,
        UsageError,
    )
    from parindex.exact import Interval
    from parindex.figures.publication import Published
    from parindex.process.fulfilment import Fulfilment
    from parindex.ranking import Ranked
    from parindex.reproduction.relation import Relation
    from parindex.reproduction.reproduce import Reproduction
    from parindex.ruleset.model import Band, Item, Ruleset
    from parindex.ruleset.plan import Plan
    from parindex.scoresheet import Figure, Line, ScoreSheet

__version__ = "0.1.0"

# Each name is imported when it is first used, so that `import parindex` reads and parses nothing.
_HOMES = {
    "parindex.api": (
        "check",
        "diff",
        "distance",
        "effects",
        "estimate",
        "explain",
        "fulfil",
        "impact",
        "ledger",
        "load_plan",
        "rank",
        "record",
        "reproduce",
        "schedule",
        "tally",
        "verify",
        "what_if",
    ),
    "parindex.assessment": ("Assessment",),
    "parindex.audit.ledger": ("Ledger",),
    "parindex.audit.verdict": ("Verdict",),
    "parindex.comparison.change": ("Change",),
    "parindex.comparison.difference": ("Difference",),
    "parindex.core": ("load", "publish", "score"),
    "parindex.errors": (
        "AssessmentError",
        "NotFoundError",
        "ParindexError",
        "Problem",
        "ReadError",
        "RulesetError",
        "UsageError",
    ),
    "parindex.exact": ("Interval",),
    "parindex.figures.publication": ("Published",),
    "parindex.process.fulfilment": ("Fulfilment",),
    "parindex.ranking": ("Ranked",),
    "parindex.reproduction.relation": ("Relation",),
    "parindex.reproduction.reproduce": ("Reproduction",),
    "parindex.ruleset.model": ("Band", "Item", "Ruleset"),
    "parindex.ruleset.plan": ("Plan",),
    "parindex.scoresheet": ("Figure", "Line", "ScoreSheet"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Assessment",
    "AssessmentError",
    "Band",
    "Change",
    "Difference",
    "Figure",
    "Fulfilment",
    "Interval",
    "Item",
    "Ledger",
    "Line",
    "NotFoundError",
    "ParindexError",
    "Plan",
    "Problem",
    "Published",
    "Ranked",
    "ReadError",
    "Relation",
    "Reproduction",
    "Ruleset",
    "RulesetError",
    "ScoreSheet",
    "UsageError",
    "Verdict",
    "check",
    "diff",
    "distance",
    "effects",
    "estimate",
    "explain",
    "fulfil",
    "impact",
    "ledger",
    "load",
    "load_plan",
    "publish",
    "rank",
    "record",
    "reproduce",
    "schedule",
    "score",
    "tally",
    "verify",
    "what_if",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (any public name)
    if name not in _HOME:
        raise AttributeError(f"module 'parindex' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name]), name)  # the next time it is there
    return found


def __dir__() -> list[str]:
    return __all__
