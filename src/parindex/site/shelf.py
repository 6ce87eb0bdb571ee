"""The published rulesets, read as plainly as can be: `LOCK` says that they were checked and not changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from parindex.errors import Language
from parindex.explanation.sheet import labels
from parindex.fields import Text, say
from parindex.ruleset.declaration import id_of
from parindex.ruleset.lock import canonical_file, locked, published
from parindex.ruleset.model import Ruleset

__all__ = ["listing", "load"]


def load(id_: str) -> Ruleset:
    """Return a ruleset by its id; what is not published is looked for, and checked, by the catalog.

    Raises:
        NotFoundError: there is none.
        RulesetError: it is not sound, or not what LOCK pins.
    """
    if id_ in _published():
        return _read(id_)
    from parindex.ruleset import catalog  # noqa: PLC0415 (it reads YAML, which nothing published needs)

    return catalog.load(id_)


@lru_cache(maxsize=32)
def _read(id_: str) -> Ruleset:
    file = published(_published()[id_][0])
    assert file is not None  # noqa: S101 (only what LOCK pins is listed)
    return Ruleset.model_validate(json.loads(file.read_bytes()))


def listing(lang: Language) -> Iterator[dict[str, Any]]:
    """Describe each published ruleset, in the order of their ids, without making a model of any."""
    for id_, (file, digest) in _published().items():
        tree = _plain(file)
        if tree.get("kind") == "plan":
            continue
        nature = {"standing": tree["standing"], "coverage": tree["coverage"]}
        yield {
            "id": id_,
            "title": _said(tree["title"], lang),
            "year": tree["year"],
            **nature,
            "kinds": [
                {"key": each["key"], "name": _said(each["name"], lang)} for each in tree["units"]["kinds"]
            ],
            "labels": labels(Ruleset.model_construct(**nature), lang),  # they look at these two alone
            "digest": digest,
        }


def _said(text: Mapping[str, str], lang: Language) -> str:
    return say(Text.model_construct(vi=text["vi"], en=text.get("en")), lang)


@lru_cache(maxsize=128)
def _plain(file: Path) -> Mapping[str, Any]:
    tree: Mapping[str, Any] = json.loads(canonical_file(file).read_bytes())
    return tree


@lru_cache(maxsize=1)
def _published() -> dict[str, tuple[Path, str]]:
    """Return the file and the digest of every published declaration by its id, in order."""
    folder = _folder()
    files = {folder / name: digest for name, digest in locked(folder).items()}
    return {id_of(file): (file.with_suffix(".yaml"), files[file]) for file in sorted(files, key=id_of)}


@lru_cache(maxsize=1)
def _folder() -> Path:
    """Return the folder of what is shipped; an editable install has it in the repository."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "rulesets"
    return inside if inside.is_dir() else package.parent.parent / "rulesets"
