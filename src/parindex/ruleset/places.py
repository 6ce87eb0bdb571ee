"""Places in a declared file: dotted, keyed things by their key, as assumptions and sources name them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from parindex.errors import Path

__all__ = ["path_of", "place_of", "value_at"]


def path_of(tree: Any, place: str) -> Path | None:  # noqa: ANN401 (any plain tree)
    """Return the path of a place in a plain tree, or nothing when the tree has no such place.

    A list is entered by the key of its part, or by its number from 0 where parts have no key; the items of an
    item need no word ``items`` before them.

    >>> path_of({"bands": [{"key": "tot", "from": "85"}]}, "bands.tot.from")
    ('bands', 0, 'from')
    """
    path: Path = ()
    node = tree
    for part in place.split("."):
        step = _step(node, part)
        if step is None:
            return None
        path = (*path, *step)
        node = value_at(node, step)
    return path


def _step(node: Any, part: str) -> Path | None:  # noqa: ANN401 (any plain tree)
    if isinstance(node, Mapping):
        if part in node:
            return (part,)
        below = _step(node.get("items"), part)
        return None if below is None else ("items", *below)
    if isinstance(node, (list, tuple)):
        for index, each in enumerate(node):
            if isinstance(each, Mapping) and "key" in each:
                if each["key"] == part:
                    return (index,)
            elif part == str(index):
                return (index,)
    return None


def value_at(tree: Any, path: Path) -> Any:  # noqa: ANN401 (any plain tree)
    """Return what stands at a path of a plain tree."""
    for part in path:
        tree = tree[part]
    return tree


def place_of(tree: Any, path: Path) -> str:  # noqa: ANN401 (any plain tree)
    """Return the place of a path: the other way round of `path_of`.

    >>> place_of({"bands": [{"key": "tot", "from": "85"}]}, ("bands", 0, "from"))
    'bands.tot.from'
    """
    return ".".join(_words(tree, path))


def _words(tree: Any, path: Path) -> Iterator[str]:  # noqa: ANN401 (any plain tree)
    for index, part in enumerate(path):
        inside = tree[part]
        if isinstance(part, int):
            yield str(inside["key"]) if isinstance(inside, Mapping) and "key" in inside else str(part)
        elif not (part == "items" and index + 1 < len(path) and isinstance(inside, (list, tuple))):
            yield part
        tree = inside
