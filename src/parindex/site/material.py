"""What the site is made from: every shipped ruleset, plan and source document, read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from parindex.comparison.difference import Difference, diff
from parindex.errors import NotFoundError, problem
from parindex.fields import FrozenMap
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset
from parindex.ruleset.plan import Plan
from parindex.sources.document import SourceDocument
from parindex.sources.matrix import read_matrix

__all__ = ["Material", "gather"]


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that pages are written from.

    ``root`` holds the manual (``docs/``); ``families`` lists the ids of each family from the oldest year on,
    ``changes`` has the difference between each two neighbours of a family, by (older id, newer id).
    """

    root: Path
    rulesets: Mapping[str, Ruleset]
    plans: Mapping[str, Plan]
    sources: Mapping[str, SourceDocument]
    families: Mapping[str, tuple[str, ...]]
    changes: Mapping[tuple[str, str], Difference]


def gather(root: Path) -> Material:
    """Read all that the site is made from.

    Raises:
        NotFoundError: ``root`` has no manual, so it is not the project's own folder (``E-SITE-ROOT``).
        ReadError: a file cannot be read.
    """
    if not (root / "docs" / "index.md").is_file():
        raise NotFoundError(problem("E-SITE-ROOT", found=str(root)))
    declared = {id_: catalog.declaration(id_) for id_ in catalog.available()}
    rulesets = {id_: each for id_, each in sorted(declared.items()) if isinstance(each, Ruleset)}
    families = _families(rulesets)
    return Material(
        root=root,
        rulesets=FrozenMap(rulesets),
        plans=FrozenMap({id_: each for id_, each in sorted(declared.items()) if isinstance(each, Plan)}),
        sources=FrozenMap({key: each.source for key, each in read_matrix(catalog.folders()[0]).items()}),
        families=FrozenMap(families),
        changes=FrozenMap(
            {
                (old, new): diff(rulesets[old], rulesets[new])
                for ids in families.values()
                for old, new in pairwise(ids)
            }
        ),
    )


def _families(rulesets: Mapping[str, Ruleset]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for id_ in rulesets:  # in order of ids, and so of years within a family
        found[id_.partition("@")[0]].append(id_)
    return {family: tuple(ids) for family, ids in found.items()}
