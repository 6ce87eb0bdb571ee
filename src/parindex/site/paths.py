"""Where each page of the site is: one path for a thing, the same in both languages."""

from __future__ import annotations

from urllib.parse import quote

__all__ = [
    "CALCULATOR",
    "HOME",
    "PROMISES",
    "bands",
    "calculation",
    "calendar",
    "change",
    "error",
    "item",
    "plan",
    "readings",
    "result",
    "ruleset",
    "source",
]

HOME = "index.md"
CALCULATOR = "calculator.md"
PROMISES = "promises.md"


def ruleset(id_: str) -> str:
    """Return the page of a ruleset.

    >>> ruleset("ha-noi/departments@2024")
    'rulesets/ha-noi/departments/2024/index.md'
    """
    return f"rulesets/{id_.replace('@', '/')}/index.md"


def _beside(id_: str, name: str) -> str:
    return ruleset(id_).removesuffix("index.md") + name


def item(id_: str, key: str) -> str:
    """Return the page of an item, leaf or not.

    >>> item("example/department@2024", "plan-issued")
    'rulesets/example/department/2024/items/plan-issued.md'
    """
    return _beside(id_, f"items/{key}.md")


def bands(id_: str) -> str:
    """Return the page of a ruleset's bands; the anchor of a band is its key."""
    return _beside(id_, "bands.md")


def readings(id_: str) -> str:
    """Return the page of a ruleset's open questions; the anchor of one is its key."""
    return _beside(id_, "readings.md")


def calendar(id_: str) -> str:
    """Return the page of a ruleset's, or a plan's, milestones."""
    return _beside(id_, "calendar.md")


def change(old: str, new: str) -> str:
    """Return the page of the difference between two rulesets of one family.

    >>> change("example/department@2023", "example/department@2024")
    'changes/example/department/2023-2024.md'
    """
    family, _, year = old.partition("@")
    return f"changes/{family}/{year}-{new.partition('@')[2]}.md"


def source(key: str) -> str:
    """Return the page of a source document, clause by clause."""
    return f"sources/{key}.md"


def plan(id_: str) -> str:
    """Return the page of a reform plan.

    >>> plan("ha-noi/reform-plan@2021")
    'plans/ha-noi/reform-plan/2021/index.md'
    """
    return f"plans/{id_.replace('@', '/')}/index.md"


def result(name: str) -> str:
    """Return the page of a published table."""
    return f"results/{name}.md"


def error(code: str) -> str:
    """Return the place of an error code.

    >>> error("E-SUM")
    'reference/errors.md#e-sum'
    """
    return f"reference/errors.md#{code.lower()}"


def calculation(id_: str, key: str = "") -> str:
    """Return the calculator, opened at a ruleset and an item.

    >>> calculation("example/department@2024", "plan-issued")
    'calculator.md?ruleset=example/department%402024&item=plan-issued'
    """
    return f"{CALCULATOR}?ruleset={quote(id_)}" + (f"&item={key}" if key else "")
