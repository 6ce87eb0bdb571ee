"""The Python that runs in the browser: each file pinned by its SHA-256, fetched once, put beside the page.

Pyodide comes from npm and the wheels from PyPI, by the ordinary clients; the project's own wheel is built
from the checkout. Modules are compiled to bytecode beforehand, by the very Python that runs them: so it
starts in half the time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parindex.errors import UsageError, problem
from parindex.readers import json as strict_json

__all__ = ["fetch", "install", "lock"]

_HERE = Path(__file__).resolve().parent
_PIP = (sys.executable, "-m", "pip")
_SECONDS = 600
_ENGINE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
_STDLIB, _PACKAGES = "python_stdlib.zip", "pyodide-lock.json"


def lock() -> dict[str, Any]:
    """Return what the runtime is made of: name, version, licence, source, file and SHA-256 of each part."""
    content = (_HERE / "runtime.lock.json").read_bytes()
    found: dict[str, Any] = strict_json.read(content, "runtime.lock.json").data
    return found


def fetch(cache: Path) -> tuple[Path, ...]:
    """Return the pinned files in the cache: the engine, then the wheels; what is missing is downloaded.

    Raises:
        UsageError: a file is not the pinned one (``E-SITE-RUNTIME``), or a program that downloads is not
            there or fails (``E-SITE-PROGRAM``).
    """
    cache.mkdir(parents=True, exist_ok=True)
    pinned = lock()
    return (
        _kept(cache, pinned["pyodide"], _npm),
        *(_kept(cache, wheel, _pip) for wheel in pinned["wheels"]),
    )


def install(target: Path, cache: Path | None = None, *, root: Path | None = None) -> None:
    """Put the calculator into a folder: its scripts, and below ``runtime/`` what they run.

    ``root`` is the checkout that the wheel is made from. ``cache`` keeps what was fetched and compiled, by
    default ``.cache/site`` of the checkout, which is not committed; whatever it holds may be deleted.

    Raises:
        UsageError: as `fetch`.
    """
    checkout = root or _HERE.parents[2]
    store = (cache or checkout / ".cache" / "site").resolve()
    engine, *wheels = fetch(store)
    pinned = lock()
    into = target / "runtime"
    into.mkdir(parents=True, exist_ok=True)
    shutil.copytree(_HERE / "assets" / "calculator", target, dirs_exist_ok=True)
    with TemporaryDirectory(prefix="parindex-") as name:
        folder = Path(name)
        _unpack(engine, folder)
        own = _wheel(checkout, folder)
        archives = {
            f"python-{pinned['python']}.zip": folder / _STDLIB,
            f"{own.name.partition('-py3')[0]}.zip": own,
            **{
                f"{each['name']}-{each['version']}.zip": wheel
                for each, wheel in zip(pinned["wheels"], wheels, strict=True)
            },
        }
        kept = _compiled(archives, folder, store)
        for each in (*_ENGINE, _PACKAGES):
            shutil.copyfile(folder / each, into / each)
        for each, file in kept.items():
            shutil.copyfile(file, into / each)
        _describe(into, list(archives), _digest(own))


def _unpack(engine: Path, folder: Path) -> None:
    """Take out of Pyodide's package what is needed; the list of its own packages is emptied.

    So nothing is ever loaded from anywhere else.
    """
    with tarfile.open(engine) as package:
        for each in (*_ENGINE, _STDLIB, _PACKAGES):
            member = package.extractfile(f"package/{each}")
            (folder / each).write_bytes(member.read() if member else b"")
    packages = json.loads((folder / _PACKAGES).read_bytes())
    (folder / _PACKAGES).write_text(json.dumps({"info": packages["info"], "packages": {}}), encoding="utf-8")


def _compiled(archives: Mapping[str, Path], folder: Path, store: Path) -> dict[str, Path]:
    """Return each archive with its modules compiled; what was compiled before is in the store."""
    program = _HERE / "compile.mjs"
    made_by = f"{lock()['pyodide']['sha256']} {_digest(program)}"
    keys = {
        name: hashlib.sha256(f"{made_by} {_digest(file)}".encode()).hexdigest()
        for name, file in archives.items()
    }
    kept = {name: store / f"{key}.zip" for name, key in keys.items()}
    fresh = [name for name, file in kept.items() if not file.is_file()]
    if fresh:
        made = {name: folder / f"compiled-{name}" for name in fresh}
        _run(
            [
                "node",
                str(program),
                str(folder),
                *(str(file) for name in fresh for file in (archives[name], made[name])),
            ]
        )
        for name, file in made.items():
            moved = store / f"{folder.name}-{name}"  # so that a reader of the store never meets half a file
            shutil.copyfile(file, moved)
            moved.replace(kept[name])
    return kept


def _describe(into: Path, archives: Sequence[str], wheel: str) -> None:
    """Write what the page loads and how large it is, and the notice of licences."""
    pinned = lock()
    forms = {f"{each['name']}-{each['version']}.zip" for each in pinned["wheels"] if each["when"] == "form"}
    described = {
        "format": "1",
        "python": pinned["python"],
        "pyodide": pinned["pyodide"]["version"],
        "wheel": wheel,
        "engine": _sizes(into, (*_ENGINE, *archives[:1])),
        "start": _sizes(into, [name for name in archives[1:] if name not in forms]),
        "form": _sizes(into, sorted(forms)),
    }
    (into / "runtime.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    (into / "NOTICE.txt").write_text(_notice(pinned), encoding="utf-8")


def _sizes(into: Path, names: Sequence[str]) -> list[dict[str, str]]:
    return [{"file": name, "bytes": str((into / name).stat().st_size)} for name in names]


def _notice(pinned: Mapping[str, Any]) -> str:
    parts = (
        ("parindex", "Apache-2.0", "its own wheel"),
        *(
            (f"{each['name']} {each['version']}", each["licence"], each["source"])
            for each in (pinned["pyodide"], *pinned["wheels"])
        ),
        (f"CPython {pinned['python']}, inside Pyodide", "PSF-2.0", "https://github.com/python/cpython"),
    )
    return (
        "This folder holds the work of others, under their own licences. The text of each licence is\n"
        "inside its archive (*.dist-info); those of Pyodide, CPython and the C libraries inside Pyodide\n"
        "are with their sources. Nothing was changed but that modules of Python are compiled to bytecode;\n"
        "of PyYAML only the part in Python is here.\n\n"
        + "\n".join(f"{name}: {licence}, {source}" for name, licence, source in parts)
        + "\n"
    )


def _kept(
    cache: Path, pinned: Mapping[str, str], download: Callable[[Mapping[str, str], Path], None]
) -> Path:
    """Return a file of the cache, downloaded if it is not there or is another."""
    file = cache / pinned["file"]
    if file.is_file() and _digest(file) == pinned["sha256"]:
        return file
    with TemporaryDirectory(prefix="fetch-", dir=cache) as folder:
        download(pinned, Path(folder))
        fresh = Path(folder) / pinned["file"]
        found = _digest(fresh) if fresh.is_file() else "-"
        if found != pinned["sha256"]:
            wanted = pinned["sha256"]
            raise UsageError(
                problem("E-SITE-RUNTIME", (), file=pinned["file"], found=found[:16], wanted=wanted[:16])
            )
        return fresh.replace(file)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _npm(pinned: Mapping[str, str], folder: Path) -> None:
    wanted = f"{pinned['name']}@{pinned['version']}"
    _run(["npm", "pack", wanted, "--ignore-scripts", "--silent", "--pack-destination", str(folder)])


def _pip(pinned: Mapping[str, str], folder: Path) -> None:
    made_for = (
        *("--python-version", lock()["python"], "--implementation", "cp", "--platform", pinned["platform"]),
        *("--no-deps", "--only-binary", ":all:"),
    )
    wanted = f"{pinned['name']}=={pinned['version']}"
    _run([*_PIP, "download", "--quiet", *made_for, "--dest", str(folder), wanted])


def _wheel(root: Path, folder: Path) -> Path:
    """Build the project's own wheel; where hatchling is installed, without fetching it again."""
    at_hand = ("--no-build-isolation",) if find_spec("hatchling") else ()
    _run([*_PIP, "wheel", "--quiet", "--no-deps", *at_hand, "--wheel-dir", str(folder), str(root)])
    return next(folder.glob("parindex-*.whl"))


def _run(words: Sequence[str]) -> None:
    """Run a program.

    Raises:
        UsageError: it is not there, or does not succeed (``E-SITE-PROGRAM``).
    """
    program = Path(words[0]).name
    try:
        subprocess.run(  # noqa: S603 (three programs, and words of our own)
            [shutil.which(words[0]) or words[0], *words[1:]],
            check=True,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout or "").strip().splitlines() or [str(error.returncode)]
        raise UsageError(problem("E-SITE-PROGRAM", program=program, reason=said[-1])) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(problem("E-SITE-PROGRAM", program=program, reason=type(error).__name__)) from None
