"""`site build` and `site serve`: what is built, what is refused, and how a look at it ends."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from commands import ROOT, ran, run

from parindex.cli.site import site
from parindex.errors import problem
from parindex.site.build import MARK, Job
from parindex.site.page import LANGUAGES

each_language = pytest.mark.parametrize("lang", ["vi", "en"])


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Let everything that takes a while be done at once, and note what was asked for."""
    known = SimpleNamespace(problems=(), jobs=[], outputs=[], fetched=[])

    def build(job: Job, output: Path) -> Any:
        known.jobs.append(job)
        known.outputs.append(output)
        if not known.problems:
            (output / "en").mkdir(parents=True)
            for name in (MARK, "index.html", "en/index.html"):
                (output / name).touch()
        return known.problems

    def packages(cache: Path) -> Path:
        known.fetched.append(cache)
        return cache

    monkeypatch.setattr("parindex.site.build.build", build)
    monkeypatch.setattr("parindex.site.search.packages", packages)
    monkeypatch.setattr("parindex.site.material.gather", lambda root: SimpleNamespace(root=root))
    monkeypatch.setattr("parindex.site.pages.write", lambda _, __: {lang: {} for lang in LANGUAGES})
    monkeypatch.setattr("parindex.site.navigation.navigation", lambda _, lang: ((lang, "index.md"),))
    return known


@each_language
def test_build(made: SimpleNamespace, tmp_path: Path, lang: str) -> None:
    """Both trees are built with the project's own code, and how many pages there are is told."""
    told = ran("site", "build", "-o", tmp_path / "out", "--root", tmp_path, "--lang", lang)
    assert told == f"{tmp_path / 'out'}: {'2 trang' if lang == 'vi' else '2 pages'}\n"
    (job,) = made.jobs
    assert job.navs == {"vi": (("vi", "index.md"),), "en": (("en", "index.md"),)}
    assert (job.code, made.fetched) == (tmp_path / "src", [tmp_path / ".cache" / "search"])
    assert job.calculator is not None


def test_where_it_is_built(made: SimpleNamespace, tmp_path: Path) -> None:
    """Without a folder the site is built beside the project; the calculator can be left out."""
    ran("site", "build", "--root", tmp_path, "--no-calculator")
    assert made.outputs == [tmp_path / "site"]
    assert made.jobs[0].calculator is None


def test_the_calculator_is_of_the_same_project(
    made: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The runtime is made from the project that the site is made from."""
    asked: list[Any] = []
    monkeypatch.setattr("parindex.site.runtime.install", lambda target, *, root: asked.append((target, root)))
    ran("site", "build", "--root", tmp_path)
    made.jobs[0].calculator(tmp_path / "site" / "calculator")
    assert asked == [(tmp_path / "site" / "calculator", tmp_path.resolve())]


@each_language
def test_problems(made: SimpleNamespace, tmp_path: Path, lang: str) -> None:
    """What is wrong with the site is listed, and the answer is no."""
    made.problems = (
        problem("E-SITE-LINK", file="a.html"),
        problem("E-SITE-ANCHOR", found="b", file="c.html"),
    )
    result = run("site", "build", "-o", tmp_path / "out", "--lang", lang)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [each.line(lang) for each in made.problems]


def test_refusals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with other files, a folder that is no project, and a missing extra are refused at once."""
    (tmp_path / "letter.txt").touch()
    result = run("site", "build", "-o", tmp_path, "--root", ROOT)
    assert (result.exit_code, result.stderr.startswith("E-SITE-OUTPUT: ")) == (3, True)
    result = run("site", "build", "-o", tmp_path / "out", "--root", tmp_path)
    assert (result.exit_code, result.stderr.startswith("E-SITE-ROOT: ")) == (3, True)
    monkeypatch.setattr("parindex.site.build.find_spec", lambda _: None)
    result = run("site", "build", "-o", tmp_path / "out", "--root", ROOT)
    assert (result.exit_code, result.stderr) == (
        2,
        "E-EXTRA: cần phần mở rộng `docs`; pip install 'parindex[docs]'\n",
    )


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Let a server be interrupted as soon as it runs."""
    folders: list[Path] = []

    class Interrupted:
        server_port = 8123

        def serve_forever(self) -> None:
            raise KeyboardInterrupt

    @contextmanager
    def server(folder: Path, port: int) -> Any:
        assert (port, (folder / MARK).is_file()) == (8123, True)
        folders.append(folder)
        yield Interrupted()

    monkeypatch.setattr("parindex.site.serve.server", server)
    return folders


def test_serve_a_folder(served: list[Path], tmp_path: Path) -> None:
    """A built folder is shown as it is, until it is interrupted."""
    (tmp_path / MARK).touch()
    assert ran("site", "serve", tmp_path, "--port", "8123") == "http://127.0.0.1:8123/\n"
    assert served == [tmp_path]


def test_build_and_serve(served: list[Path], made: SimpleNamespace, tmp_path: Path) -> None:
    """Without a folder the site is built for the occasion, and gone afterwards."""
    assert ran("site", "serve", "--root", tmp_path, "--port", "8123") == "http://127.0.0.1:8123/\n"
    assert served == made.outputs
    assert not served[0].exists()


def test_serve_refuses(tmp_path: Path) -> None:
    """A folder that is no built site cannot be shown, and a port that is none is wrong usage."""
    result = run("site", "serve", tmp_path, "--port", "0")
    assert (result.exit_code, result.stderr.startswith("E-SITE-SERVED: ")) == (3, True)
    assert run("site", "serve", tmp_path, "--port", "70000").exit_code == 2


def test_help() -> None:
    """The command and both of its parts say what they do in both languages."""
    for words in (("site",), ("site", "build"), ("site", "serve")):
        assert " / " in ran(*words, "--help")
    assert set(site.commands) == {"build", "serve"}
