"""The server of a built site: plain files, their types, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from parindex.errors import UsageError
from parindex.site.build import MARK
from parindex.site.serve import HOST, server

TYPES = {
    "index.html": "text/html; charset=utf-8",
    "a.mjs": "text/javascript; charset=utf-8",
    "a.wasm": "application/wasm",
    "a.whl": "application/zip",
    "a.WHAT": "application/octet-stream",
    "deep/b.js": "text/javascript; charset=utf-8",
}


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Serve a small folder on a free port."""
    for name in (MARK, *TYPES):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(name.encode())
    with server(tmp_path, 0) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running.server_port
        running.shutdown()
        thread.join()


def got(port: int, path: str) -> tuple[int, str | None, bytes]:
    """Ask for a path; return the status, the type and what came."""
    connection = HTTPConnection(HOST, port)
    connection.request("GET", f"/{path}")
    answer = connection.getresponse()
    found = answer.status, answer.headers["Content-Type"], answer.read()
    connection.close()
    return found


def test_types(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Each file comes with the type that browsers insist on, and no request is written down."""
    for name, kind in TYPES.items():
        assert got(port, name) == (200, kind, name.encode())
    assert got(port, "") == (200, TYPES["index.html"], b"index.html")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("path", ["deep/", "c.html", "..%2f..%2fetc/passwd"])
def test_nothing_else(port: int, path: str) -> None:
    """A folder without a page, a missing page and a way out of the folder are not found."""
    assert got(port, path)[0] == 404


def test_refusals(tmp_path: Path) -> None:
    """A folder that is no built site is refused, and a port that somebody else has."""
    with pytest.raises(UsageError) as caught:
        server(tmp_path, 0)
    assert [each.code for each in caught.value.problems] == ["E-SITE-SERVED"]
    (tmp_path / MARK).touch()
    with server(tmp_path, 0) as running, pytest.raises(UsageError) as caught:
        server(tmp_path, running.server_port)
    assert [each.code for each in caught.value.problems] == ["E-SITE-PORT"]


def fail(error: type[Exception]) -> None:
    """Fail in a way."""
    raise error


@pytest.mark.parametrize(("error", "said"), [(BrokenPipeError, False), (ValueError, True)])
def test_a_browser_that_breaks_off_is_not_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: type[Exception], *, said: bool
) -> None:
    """Nothing is said of a request that was broken off; any other fault is still told."""
    (tmp_path / MARK).touch()
    with server(tmp_path, 0) as running:
        try:
            fail(error)
        except error:
            running.handle_error(None, (HOST, 0))  # type: ignore[arg-type]
    assert bool(capsys.readouterr().err) is said
