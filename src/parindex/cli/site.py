"""`site build`, `site serve`: the documentation site, and a look at it on this computer."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console

from parindex.cli.output import NO, guarded, lang_option, pick, print_problems
from parindex.errors import Language
from parindex.fields import counted

__all__ = ["site"]

_PORTS = click.IntRange(0, 65535)

root_option = click.option(
    "--root",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Thư mục của dự án, mặc định là thư mục này / the project's folder, by default this one.",
)
calculator_option = click.option(
    "--no-calculator", is_flag=True, help="Không kèm máy tính điểm / without the calculator."
)


@click.group("site")
def site() -> None:
    """Trang tài liệu: dựng, xem / the documentation site: build it, show it."""


@site.command("build", short_help="Dựng trang tài liệu / build the site")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Thư mục ghi ra, mặc định là site của dự án / the folder to write, by default the project's site.",
)
@root_option
@calculator_option
@lang_option
@guarded
def build(*, output: Path | None, root: Path, no_calculator: bool, lang: Language) -> None:
    """Dựng trang tài liệu / build the site: both languages, the search and the calculator.

    Mã thoát 1, thư mục giữ nguyên, khi có liên kết hỏng hoặc trang không dựng được / exits with 1, and leaves
    the folder as it was, when a link leads nowhere or a page cannot be built.
    """
    target = output or root / "site"
    _make(root, target, lang, calculator=not no_calculator)
    count = sum(1 for _ in target.rglob("*.html"))
    click.echo(pick(lang, f"{target}: {count} trang", f"{target}: {counted(count, 'page')}"))


@site.command("serve", short_help="Xem trang tài liệu / show the site")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--port", type=_PORTS, default=8000, show_default=True, help="Cổng / the port.")
@root_option
@calculator_option
@lang_option
@guarded
def serve(folder: Path | None, *, port: int, root: Path, no_calculator: bool, lang: Language) -> None:
    """Xem trang tài liệu / show a built site in FOLDER, or build one and show it, until Ctrl-C.

    Chỉ máy này xem được / only this computer can see it.
    """
    if folder is not None:
        _show(folder, port)
        return
    with TemporaryDirectory(prefix="parindex-") as work:
        target = Path(work) / "site"
        _make(root, target, lang, calculator=not no_calculator)
        _show(target, port)


def _make(root: Path, target: Path, lang: Language, *, calculator: bool) -> None:
    # What only these commands need is imported here.
    from parindex.site import build, pages, runtime, search  # noqa: PLC0415
    from parindex.site.material import gather  # noqa: PLC0415
    from parindex.site.navigation import navigation  # noqa: PLC0415

    # What can go wrong at once goes wrong first: the pages take a minute.
    build.ready(target)
    material = gather(root)
    packages = search.packages(root / ".cache" / "search")
    install = partial(runtime.install, root=root.resolve()) if calculator else None
    with (
        TemporaryDirectory(prefix="parindex-") as work,
        Console(stderr=True).status(pick(lang, "Đang dựng trang tài liệu", "Building the site")),
    ):
        trees = Path(work)
        found = pages.write(material, trees)
        navs = {each: navigation(known, each) for each, known in found.items()}
        job = build.Job(trees, navs, packages, code=root / "src", calculator=install)
        problems = build.build(job, target)
    if problems:
        print_problems(problems, lang)
        sys.exit(NO)


def _show(folder: Path, port: int) -> None:
    from parindex.site.serve import HOST, server  # noqa: PLC0415

    with server(folder, port) as running:
        click.echo(f"http://{HOST}:{running.server_port}/")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)
