"""Hypothesis profiles: the ordinary one is the same on every run; the thorough one searches long."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile(
    "ordinary", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_slow
)
settings.register_profile(
    "thorough", max_examples=2000, deadline=None, suppress_health_check=_slow, print_blob=True
)
settings.load_profile("thorough" if os.environ.get("PARINDEX_THOROUGH") else "ordinary")
