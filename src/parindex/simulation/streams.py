"""Streams of random numbers: one for each unit and change, so that what is drawn depends on nothing else."""

from __future__ import annotations

from hashlib import sha256

import numpy as np

__all__ = ["GENERATOR", "stream"]

GENERATOR = "PCG64"
_WORD = 4  # bytes


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return the generator of a seed and some names, always the same for the same.

    >>> int(stream(1, "so-noi-vu", "website").integers(0, 1000)) == int(
    ...     stream(1, "so-noi-vu", "website").integers(0, 1000)
    ... )
    True
    """
    digest = sha256("\0".join(names).encode()).digest()
    words = (int.from_bytes(digest[at : at + _WORD], "little") for at in range(0, len(digest), _WORD))
    return np.random.Generator(np.random.PCG64([seed, *words]))
