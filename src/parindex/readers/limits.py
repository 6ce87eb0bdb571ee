"""The caps of every border, in one place: far above any real instrument, far below what hurts."""

from __future__ import annotations

__all__ = ["BYTES", "COMBINING_MARKS", "DEPTH", "ITEMS", "ITEM_DEPTH", "NODES", "STRING"]

BYTES = 2 * 1024 * 1024  # of a file
DEPTH = 32  # of maps and lists inside one another
NODES = 50_000  # maps, lists and texts of a file
STRING = 20_000  # characters of one text
COMBINING_MARKS = 3  # in a row; normalising is quadratic in them
ITEMS = 400  # of one ruleset
ITEM_DEPTH = 8  # of the tree of items
