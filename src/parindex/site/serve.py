"""A built site on this computer alone: plain files, with the types that a browser insists on."""

from __future__ import annotations

import io
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from parindex.errors import UsageError, problem
from parindex.site.build import MARK

__all__ = ["HOST", "server"]

HOST = "127.0.0.1"


class _Files(SimpleHTTPRequestHandler):
    """Hand out files and nothing else: no list of a folder, no line for each request."""

    # Not what the computer thinks of an ending: a script of another type is not run.
    extensions_map = {  # noqa: RUF012 (the server's own name for it)
        "": "application/octet-stream",
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".mjs": "text/javascript; charset=utf-8",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
        ".wasm": "application/wasm",
        ".whl": "application/zip",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xml": "application/xml",
        ".zip": "application/zip",
    }

    def guess_type(self, path: object) -> str:
        return self.extensions_map.get(Path(str(path)).suffix.lower(), self.extensions_map[""])

    def list_directory(self, path: object) -> io.BytesIO | None:  # noqa: ARG002 (the server's signature)
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the server's signature)
        """Say nothing: who reads which page is nobody's business."""


class _Server(ThreadingHTTPServer):
    """A server that says nothing of a browser that breaks off what it asked for."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a built site that has not started yet; port 0 takes any that is free.

    Raises:
        UsageError: there is no built site in the folder (``E-SITE-SERVED``), or the port cannot be opened
            (``E-SITE-PORT``).
    """
    if not (folder / MARK).is_file():
        raise UsageError(problem("E-SITE-SERVED", file=str(folder)))
    try:
        return _Server((HOST, port), partial(_Files, directory=str(folder)))
    except OSError as error:
        raise UsageError(problem("E-SITE-PORT", port=str(port), reason=error.strerror or "")) from None
