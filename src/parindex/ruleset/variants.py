"""A ruleset read another way: the same declaration with the changes of one alternative reading."""

from __future__ import annotations

from typing import Any

from parindex.errors import Problem, problem
from parindex.ruleset.model import Alternative, Ruleset
from parindex.ruleset.places import path_of, value_at
from parindex.validation import validate

__all__ = ["vary"]


def vary(ruleset: Ruleset, reading: Alternative) -> Ruleset | tuple[Problem, ...]:
    """Return the ruleset as a reading has it, or why it cannot be made.

    The variant carries no readings of its own; whether it is sound is for the checks to say.
    """
    tree: dict[str, Any] = ruleset.plain()
    tree.pop("interpretations", None)
    for change in reading.changes:
        parent, _, name = change.at.rpartition(".")
        path = path_of(tree, parent) if parent else ()
        node = None if path is None else value_at(tree, path)
        if not isinstance(node, dict):
            return (problem("W-READING", (), found=reading.key, reason=change.at),)
        node[name] = change.value if isinstance(change.value, str) else list(change.value)
    return validate(Ruleset, tree)
