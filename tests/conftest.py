"""Hypothesis profiles (the ordinary one is the same on every run), and the collecting of promises."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from promises import PROMISES, Collector, Reached

_slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile(
    "ordinary", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_slow
)
settings.register_profile(
    "thorough", max_examples=2000, deadline=None, suppress_health_check=_slow, print_blob=True
)
# What a terminal is like is said by the tests that are about one, not by where they run.
for _name in ("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
    os.environ.pop(_name, None)
os.environ["TERM"] = "xterm"
# It takes minutes, in programs that are not tests: begun last, it would leave all workers but one idle.
FIRST = "test_site_browser.py"
THOROUGH = bool(os.environ.get("PARINDEX_THOROUGH"))
settings.load_profile("thorough" if THOROUGH else "ordinary")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run write the page of promises."""
    parser.addoption("--promises", type=Path, help="write the page of promises to this file")


def pytest_configure(config: pytest.Config) -> None:
    """Collect proofs where all reports arrive: not in a worker."""
    target = config.getoption("--promises")
    if target is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Collector(target), "promises")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each test of a promise say which one it proves, leave long campaigns out, put the longest first."""
    items.sort(key=lambda item: item.path.name != FIRST)
    for item in items:
        if not THOROUGH and item.get_closest_marker("thorough"):
            item.add_marker(pytest.mark.skip(reason="a long campaign: make thorough"))
        for mark in item.iter_markers("promise"):
            (name,) = mark.args
            if name not in PROMISES:
                raise pytest.UsageError(f"{item.nodeid}: no promise {name!r}")
            item.user_properties.append(("promise", name))


@pytest.fixture
def reached(request: pytest.FixtureRequest) -> Reached:
    """Say how far a test of a promise went: so many of what."""

    def say(what: str, count: int) -> None:
        request.node.user_properties.append((f"reached {what}", count))

    return say
