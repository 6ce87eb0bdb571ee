"""The pytest plugin: every YAML file below the folders of the setting `parindex_cases` is a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

__all__ = ["CaseFile", "CaseItem", "pytest_addoption", "pytest_collect_file"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting that names the folders of cases."""
    parser.addini("parindex_cases", "folders of parindex cases", type="paths", default=[])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """Collect a YAML file that lies in one of the folders."""
    folders: list[Path] = parent.config.getini("parindex_cases")
    if file_path.suffix == ".yaml" and any(file_path.is_relative_to(folder) for folder in folders):
        return CaseFile.from_parent(parent, path=file_path)
    return None


class CaseFile(pytest.File):
    """A file that holds one case."""

    def collect(self) -> Iterator[CaseItem]:
        """Give its one test."""
        yield CaseItem.from_parent(self, name=self.path.stem)


class CaseItem(pytest.Item):
    """The test that a case is: it fails with a line for each thing that is not as expected."""

    def runtest(self) -> None:
        """Run the case."""
        from parindex.cases import run  # noqa: PLC0415 (the plugin loads with every pytest; the library only when a case runs)
        from parindex.errors import ParindexError  # noqa: PLC0415 (the same)

        try:
            problems = run(self.path).problems
        except ParindexError as error:
            problems = error.problems
        if problems:
            pytest.fail("\n".join(each.line("en") for each in problems), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where the case stands."""
        return self.path, 0, f"case: {self.name}"
