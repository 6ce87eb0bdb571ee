"""The caps of every border, in one place: far above any real instrument, far below what hurts."""

from __future__ import annotations

__all__ = [
    "BYTES",
    "CELLS",
    "CHOICES",
    "COLUMNS",
    "COMBINING_MARKS",
    "DEPTH",
    "ITEMS",
    "ITEM_DEPTH",
    "KINDS",
    "NODES",
    "PART",
    "PARTS",
    "PARTS_SUM",
    "PROBLEMS",
    "RATIO",
    "RATIO_FROM",
    "ROWS",
    "STRING",
    "TEXT_SUM",
    "TOKEN",
    "UNITS",
    "WORDS",
    "WORKBOOK",
    "XML_NODES",
]

BYTES = 2 * 1024 * 1024  # of a file
DEPTH = 32  # of maps and lists inside one another
NODES = 50_000  # maps, lists and texts of a file
STRING = 20_000  # characters of one text
WORDS = 150_000  # words, lines and escapes of a YAML file; the parser takes some microseconds for each
COMBINING_MARKS = 3  # in a row; normalising is quadratic in them
PROBLEMS = 100  # said of one file; each looks for the word that was meant
ITEMS = 400  # of one ruleset
ITEM_DEPTH = 8  # of the tree of items
CHOICES = 100  # levels, steps, ticks, kinds of faults, options or groups of one scale
KINDS = 50  # of units in one ruleset
UNITS = 10_000  # of one ruleset

# Tables
ROWS = 20_000
COLUMNS = 256
CELLS = 100_000  # of a table, and of all sheets of a workbook

# Workbooks
WORKBOOK = 10 * 1024 * 1024  # bytes of a file
PARTS = 500
PART = 40 * 1024 * 1024  # bytes of one part, unpacked
PARTS_SUM = 80 * 1024 * 1024  # bytes of all parts, unpacked
RATIO = 200  # of unpacked to packed bytes of a part; sheets of a form come to 30
RATIO_FROM = 1024 * 1024  # unpacked bytes from which the ratio counts
XML_NODES = 600_000  # elements and attributes of all parts that are read
TOKEN = 256 * 1024  # bytes of one tag or comment; older parsers are quadratic in it
TEXT_SUM = 4_000_000  # characters of all texts
