"""How much a form may hold: above any that people fill in, and little enough to be read in two seconds."""

from __future__ import annotations

from parindex.readers import limits
from parindex.readers.xml import Budget

__all__ = ["CELLS", "DOCUMENTS", "EVIDENCE", "budget"]

CELLS = 40_000  # the largest form of a ruleset that ships, with all five stages, has 27,000
DOCUMENTS = 100  # of one item at one stage
EVIDENCE = 3_000  # documents of a form
_NODES = 300_000  # elements and attributes; a cell has five to seven of them


def budget() -> Budget:
    """Return what the reader of workbooks may spend on one form."""
    return Budget(_NODES, CELLS, limits.TEXT_SUM)
