"""A score sheet in Vietnamese or English sentences, each figure with its clause."""

from parindex.explanation.sheet import explain

__all__ = ["explain"]
