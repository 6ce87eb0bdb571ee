"""Templates of pages: every text is escaped, and a name that is not there is an error."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from parindex.errors import UsageError, problem

if TYPE_CHECKING:  # an extra, imported only where it is used
    from jinja2 import Environment

__all__ = ["templates"]


def templates(package: str) -> Environment:
    """Return the templates that lie in a package, each read once.

    Raises:
        UsageError: the extra ``html`` is not installed (``E-EXTRA``).
    """
    try:
        import jinja2  # noqa: F401, PLC0415 (an extra; what is kept of it must not hide that it is missing)
    except ImportError:
        raise UsageError(problem("E-EXTRA", extra="html")) from None
    return _environment(package)


@functools.cache
def _environment(package: str) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 (an extra, see above)

    return Environment(
        loader=PackageLoader(package, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
