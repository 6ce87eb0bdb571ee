"""What the calculator runs on: pinned, fetched once, and refused when it is anything else."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from parindex.errors import UsageError
from parindex.site import runtime

PACKAGES = {
    "info": {"python": "3.14.2"},
    "packages": {"numpy": {"file_name": "https://example.org/numpy.whl"}},
}
PARTS = {
    "pyodide.mjs": b"engine",
    "pyodide.asm.mjs": b"glue",
    "pyodide.asm.wasm": b"\0asm",
    "python_stdlib.zip": b"stdlib",
    "pyodide-lock.json": json.dumps(PACKAGES).encode(),
    "README.md": b"not needed",
}


class World:
    """Stands for npm, pip and node: hands out what `files` has, and writes down what was asked for."""

    def __init__(self) -> None:
        self.files = {
            "pyodide-1.tgz": package(),
            "small-1-py3-none-any.whl": b"small",
            "forms-2.whl": b"forms",
        }
        self.asked: list[str] = []

    def lock(self) -> dict[str, Any]:
        """Return a lock of three files, as they are meant to be."""
        return {
            "python": "3.14",
            "pyodide": self.pin("pyodide", "1", "pyodide-1.tgz"),
            "wheels": [
                self.pin("small", "1", "small-1-py3-none-any.whl"),
                self.pin("forms", "2", "forms-2.whl", when="form"),
            ],
        }

    @staticmethod
    def pin(name: str, version: str, file: str, when: str = "start") -> dict[str, str]:
        """Pin a file by what it first was."""
        content = World().files[file] if file != "pyodide-1.tgz" else package()
        known = {"licence": "MIT", "source": f"https://example.org/{name}", "platform": "any"}
        digest = hashlib.sha256(content).hexdigest()
        return {"name": name, "version": version, "file": file, "when": when, "sha256": digest, **known}

    def run(self, words: Sequence[str]) -> None:
        """Do what a program would do."""
        self.asked.append(" ".join(Path(word).name for word in words))
        if "pack" in words:
            self.give(Path(words[-1]), "pyodide-1.tgz")
        elif "download" in words:
            name = words[-1].partition("==")[0]
            self.give(
                Path(words[words.index("--dest") + 1]),
                *(each for each in self.files if each.startswith(name)),
            )
        elif "wheel" in words:
            (Path(words[words.index("--wheel-dir") + 1]) / "parindex-0.1.0-py3-none-any.whl").write_bytes(
                b"own"
            )
        else:
            for source, target in zip(words[3::2], words[4::2], strict=True):
                Path(target).write_bytes(b"compiled " + Path(source).read_bytes())

    def give(self, folder: Path, *names: str) -> None:
        """Put files into a folder."""
        for name in names:
            (folder / name).write_bytes(self.files[name])


def package() -> bytes:
    """Pack what the package of Pyodide has, the same each time."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in PARTS.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Put the stand-in in the place of programs and lock."""
    found = World()
    monkeypatch.setattr(runtime, "lock", found.lock)
    monkeypatch.setattr(runtime, "_run", found.run)
    return found


def test_the_lock_pins_everything() -> None:
    """Every part has a version, a digest, a licence and a source; its file has the version in its name."""
    found = runtime.lock()
    for each in (found["pyodide"], *found["wheels"]):
        assert re.fullmatch("[0-9a-f]{64}", each["sha256"])
        assert each["version"] in each["file"]
        assert each["licence"]
        assert each["source"].startswith("https://github.com/")
    assert {each["when"] for each in found["wheels"]} == {"start", "form"}


def test_what_is_fetched_once_is_kept(world: World, tmp_path: Path) -> None:
    """The first time each file is downloaded, the second time none, and a damaged one again."""
    files = runtime.fetch(tmp_path)
    assert [file.name for file in files] == list(world.files)
    assert len(world.asked) == 3
    assert runtime.fetch(tmp_path) == files
    assert len(world.asked) == 3
    files[1].write_bytes(b"damaged")
    assert runtime.fetch(tmp_path)[1].read_bytes() == b"small"
    assert world.asked[3].endswith("small==1")
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(world.files)


@pytest.mark.parametrize("name", ["pyodide-1.tgz", "small-1-py3-none-any.whl"])
def test_another_file_is_refused(world: World, tmp_path: Path, name: str) -> None:
    """A download with another digest is said with its digest, and not kept."""
    world.files[name] = b"tampered"
    with pytest.raises(UsageError) as caught:
        runtime.fetch(tmp_path)
    (found,) = caught.value.problems
    assert found.code == "E-SITE-RUNTIME"
    assert hashlib.sha256(b"tampered").hexdigest()[:16] in found.line("en")
    assert not (tmp_path / name).exists()


def test_a_file_that_does_not_come_is_refused(world: World, tmp_path: Path) -> None:
    """A program that succeeds and leaves nothing is not believed."""
    del world.files["forms-2.whl"]
    with pytest.raises(UsageError, match="E-SITE-RUNTIME"):
        runtime.fetch(tmp_path)


def test_the_runtime_is_put_beside_the_page(world: World, tmp_path: Path) -> None:
    """The folder has the scripts, the engine, every archive compiled, their sizes, and the licences."""
    target = tmp_path / "calculator"
    runtime.install(target, tmp_path / "cache", root=tmp_path)
    assert (target / "calculator.js").is_file()
    into = target / "runtime"
    assert (into / "pyodide.asm.wasm").read_bytes() == PARTS["pyodide.asm.wasm"]
    assert (into / "python-3.14.zip").read_bytes() == b"compiled stdlib"
    assert (into / "parindex-0.1.0.zip").read_bytes() == b"compiled own"
    assert json.loads((into / "pyodide-lock.json").read_bytes()) == {**PACKAGES, "packages": {}}
    described = json.loads((into / "runtime.json").read_bytes())
    assert described["wheel"] == hashlib.sha256(b"own").hexdigest()
    names = {part: [each["file"] for each in described[part]] for part in ("engine", "start", "form")}
    assert names == {
        "engine": ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python-3.14.zip"],
        "start": ["parindex-0.1.0.zip", "small-1.zip"],
        "form": ["forms-2.zip"],
    }
    for each in (*described["engine"], *described["start"], *described["form"]):
        assert each["bytes"] == str((into / each["file"]).stat().st_size)
    notice = (into / "NOTICE.txt").read_text("utf-8")
    assert "small 1: MIT, https://example.org/small" in notice
    assert "numpy" not in "".join(file.name for file in into.iterdir())
    assert world.asked[-1].startswith("node compile.mjs")


def test_nothing_is_compiled_twice(world: World, tmp_path: Path) -> None:
    """The second time only the wheel is built again; a part that is gone from the cache is compiled alone."""
    cache = tmp_path / "cache"
    runtime.install(tmp_path / "one", cache, root=tmp_path)
    done = len(world.asked)
    runtime.install(tmp_path / "two", cache, root=tmp_path)
    assert [words.split()[:3] for words in world.asked[done:]] == [[Path(sys.executable).name, "-m", "pip"]]
    gone = next(file for file in cache.glob("*.zip") if file.read_bytes() == b"compiled small")
    gone.unlink()
    runtime.install(tmp_path / "two", cache, root=tmp_path)
    assert world.asked[-1].split()[3:] == ["small-1-py3-none-any.whl", "compiled-small-1.zip"]
    assert (tmp_path / "two/runtime/small-1.zip").read_bytes() == b"compiled small"


def test_the_cache_lies_in_the_checkout(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless told otherwise, what is fetched is kept in `.cache/site` of the checkout, which git ignores."""
    checkout = Path(runtime.__file__).resolve().parents[3]
    assert "/.cache/" in (checkout / ".gitignore").read_text("utf-8").split()
    monkeypatch.setattr(runtime, "_HERE", fake_here(tmp_path))
    runtime.install(tmp_path / "out")
    assert (tmp_path / "checkout/.cache/site/pyodide-1.tgz").is_file()
    assert world.asked


def fake_here(folder: Path) -> Path:
    """Make a checkout that has only what is copied from this room."""
    here = folder / "checkout/src/parindex/site"
    shutil.copytree(Path(runtime.__file__).parent / "assets/calculator", here / "assets/calculator")
    shutil.copyfile(Path(runtime.__file__).parent / "compile.mjs", here / "compile.mjs")
    return here


def test_without_hatchling_it_is_fetched_for_the_wheel(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wheel is built with what is installed, or else in a place of its own."""
    runtime.install(tmp_path / "one", tmp_path / "cache", root=tmp_path)
    assert any("--no-build-isolation" in words for words in world.asked)
    world.asked.clear()
    monkeypatch.setattr(runtime, "find_spec", lambda _: None)
    runtime.install(tmp_path / "one", tmp_path / "cache", root=tmp_path)
    assert not any("--no-build-isolation" in words for words in world.asked)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["no-such-program-here"], "FileNotFoundError"),
        ([sys.executable, "-c", "import sys; sys.exit('one\\nthe last line')"], "the last line"),
        ([sys.executable, "-c", "import sys; sys.exit(7)"], "7"),
        ([sys.executable, "-c", "import time; time.sleep(9)"], "TimeoutExpired"),
    ],
)
def test_a_program_that_fails_is_named(
    words: list[str], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that is not there, fails, says nothing or does not end gives a problem with its name."""
    if reason == "TimeoutExpired":  # the others may take their time to start
        monkeypatch.setattr(runtime, "_SECONDS", 0.5)
    with pytest.raises(UsageError) as caught:
        runtime._run(words)
    (found,) = caught.value.problems
    assert found.code == "E-SITE-PROGRAM"
    assert f"`{Path(words[0]).name}`" in found.line("en")
    assert reason in found.line("en")


def test_modules_are_compiled(tmp_path: Path) -> None:
    """Modules become bytecode, data stays, C made for another system is left out, a template stays text."""
    checkout = Path(runtime.__file__).resolve().parents[3]
    engine = checkout / ".cache/site" / runtime.lock()["pyodide"]["file"]
    if not engine.is_file() or shutil.which("node") is None:
        pytest.skip("Node.js, or what `parindex site build` fetches once, is not there")
    runtime._unpack(engine, tmp_path)
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("a/__init__.py", "x = 1\n")
        archive.writestr("a/data.json", "{}")
        archive.writestr("a/template.py", "{{ no module }")
        archive.writestr("a/_c.cpython-314-x86_64-linux-gnu.so", b"\x7fELF")
        archive.writestr("a/_d.cpython-314-wasm32-emscripten.so", b"\0asm")
    program = Path(runtime.__file__).parent / "compile.mjs"
    runtime._run(["node", str(program), str(tmp_path), str(tmp_path / "in.zip"), str(tmp_path / "out.zip")])
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist() == [
            "a/__init__.pyc",
            "a/data.json",
            "a/template.py",
            "a/_d.cpython-314-wasm32-emscripten.so",
        ]
        assert archive.read("a/__init__.pyc")[4:8] == b"\x01\x00\x00\x00"  # by hash, and not looked at again
