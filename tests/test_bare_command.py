"""Facts about the command of the small verifier, and about the one file that it is built into."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from helpers import Plain, leaf, plain_ruleset
from promises import Reached
from test_bare_ed25519 import pem_of
from test_bare_trace import assessed
from test_bare_verdict import KEYS, RULES, bundle, changed, envelope, included, written

from parindex.audit import bare
from parindex.audit.bare import build as builder
from parindex.audit.bare import catalog
from parindex.audit.bare.__main__ import main
from parindex.audit.bare.reading import canonical
from parindex.audit.bare.statement import build
from parindex.audit.bare.words import WORDS

FOLDER = Path(bare.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
JUSTICE = "national/ministries@2023"
PUBLISHED = json.loads(catalog.load(catalog.shelf())[JUSTICE])
UNIT = {"key": "ministry-of-justice", "name": "Bộ Tư pháp", "kind": "ministry"}
ENTRIES = {"appraisal": {"points": "62.51"}, "survey": {"points": "27.45"}}
RECORD = build(PUBLISHED, assessed({"final": {"entries": ENTRIES}}, ruleset=JUSTICE, unit=UNIT))
SMALL = plain_ruleset(
    leaf("a", code="1.1"), leaf("b", role="bonus", max="3"), root={"cap": "none"}, above_max="allow"
)
del SMALL["bands"]
SMALL_RECORD = build(SMALL, assessed({"final": {"entries": {"a": {"points": "5"}, "b": {"points": "0.5"}}}}))


@pytest.fixture(scope="session")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the verifier."""
    out = tmp_path_factory.mktemp("dist") / "new" / "verify.pyz"
    assert builder.main([str(out)]) == 0
    return out


def place(folder: Path, content: bytes) -> str:
    """Write a file, and return its path."""
    file = folder / hashlib.sha256(content).hexdigest()
    file.write_bytes(content)
    return str(file)


def said(capsysbinary: pytest.CaptureFixture[bytes], *words: str) -> tuple[int, str]:
    """Run the command here; return the exit code and what it printed."""
    code = main(words)
    return code, capsysbinary.readouterr().out.decode()


# The words


def test_a_reproduced_record_in_words(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A reproduced record is told in Vietnamese: verdict, unit, figures with commas, band, texts, code."""
    content = canonical(RECORD)
    code, out = said(capsysbinary, place(tmp_path, content))
    lines = out.splitlines()
    assert (code, len(lines)) == (0, 14)
    assert lines[:6] == [
        "Kết luận: TÁI LẬP ĐƯỢC: tính lại từ đầu, mọi số liệu và từng bước đều khớp.",
        "Đơn vị: Bộ Tư pháp (ministry-of-justice)",
        "Tổng điểm: 89,96 / 100",
        "Chỉ số: 89,96 %",
        "Xếp loại: Nhóm B",
        f"Bộ tiêu chí: {JUSTICE} (bản đã công bố đi kèm công cụ, hoặc tệp được chỉ định)",
    ]
    assert lines[6].startswith("Văn bản: 876/QĐ-BNV · Quyết định phê duyệt")
    rules, digest = (hashlib.sha256(each).hexdigest() for each in (canonical(PUBLISHED), content))
    assert lines[10] == f"SHA-256 của bộ tiêu chí: {rules}"
    assert lines[11].startswith("Mã đối chiếu: ")
    assert lines[12:] == [f"SHA-256 của hồ sơ: {digest}", "Chữ ký: không có"]


def test_a_reproduced_record_in_english(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """In English figures have a point, and what has no English name has its Vietnamese one."""
    file = place(tmp_path, bundle(envelope(content=canonical(SMALL_RECORD)), ruleset=SMALL))
    code, out = said(capsysbinary, file, "--lang", "en")
    assert code == 0
    assert out.splitlines()[:6] == [
        "Verdict: REPRODUCED: computed again from the start, every figure and every step agrees.",
        "Unit: Sở A (so-a)",
        "Total: 5.50 / 10",
        "Index: 55.00 %",
        "Band: none",
        "Ruleset: example/small@2024 (as it came in the file; the tool has none)",
    ]
    assert "Instrument: 1/QĐ-UBND · Quyết định minh hoạ" in out
    assert out.endswith("Signatures: there, but not checked: no key was given\n")


def test_a_difference_is_told_by_the_name_of_its_item(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A figure of an item that differs is told with the item, what is recorded and what is right."""
    ruleset = place(tmp_path, canonical(SMALL))
    forged = changed("predicate", "result", "items", 0, "published", to="9.99", tree=SMALL_RECORD)
    code, out = said(capsysbinary, place(tmp_path, canonical(forged)), "--ruleset", ruleset)
    assert code == 1
    assert out.splitlines()[:6] == [
        "Kết luận: KHÔNG KHỚP: tính lại ra kết quả khác.",
        "Nơi: /predicate/result/items/0/published",
        "Mục: 1.1 Mục a (a), điểm (công bố)",
        "Tính lại: 5,00",
        "Ghi trong hồ sơ: 9,99",
        "Các số dưới đây là số ghi trong hồ sơ, chưa được xác nhận.",
    ]


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("items", 0, "steps", 0, "value"), "4", "Mục: 1.1 Mục a (a), steps · 0 · value"),
        (("items", 1), None, "Mục: Mục b (b)"),
        (("items", 1), "x\ny", "Ghi trong hồ sơ: x y"),
        (("items",), {"0": "x"}, 'Ghi trong hồ sơ: {"0":"x"}'),
        (("band",), "tot", "Xếp loại: tot"),
        (("band",), ["x"], 'Xếp loại: ["x"]'),
        (("total",), "x", "Ghi trong hồ sơ: x"),
        (("rounding",), "x" * 300, "Ghi trong hồ sơ: " + "x" * 200 + "…"),
        (("submission",), "x", "Tính lại: không có gì"),
    ],
)
def test_other_differences_in_words(
    path: tuple[Any, ...], value: Any, line: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Whatever a record says in place of what is right is shown on one line that is not too long."""
    ruleset = place(tmp_path, canonical(SMALL))
    forged = changed("predicate", "result", *path, to=value, tree=SMALL_RECORD)
    code, out = said(capsysbinary, place(tmp_path, canonical(forged)), "--ruleset", ruleset)
    assert code == 1
    assert line in out.splitlines()


@pytest.mark.parametrize(
    ("content", "code", "lines"),
    [
        (b"{", 3, ["Nơi: /", "Lý do: not strict JSON"]),
        (written(RECORD), 1, ["Nơi: /", "Bộ tiêu chí", "Chữ ký: không có"]),
        (
            canonical(changed("predicateType", to="parindex:league/v1", tree=RECORD)),
            3,
            ["Nơi: /predicateType", "Lý do: tệp này là hồ sơ cả bảng xếp hạng; công cụ này chỉ kiểm tra"],
        ),
        (canonical(SMALL_RECORD), 1, ["Nơi: /predicate/ruleset/id", "Bộ tiêu chí: example/small@2024"]),
        (canonical(changed("predicate", tree=RECORD)), 3, ["Nơi: /predicate/semantics", "Lý do: 1"]),
        (
            canonical(changed("predicate", "assessment", "unit", to="x", tree=RECORD)),
            1,
            ["Tính lại: is not an object", "Ghi trong hồ sơ: không có gì"],
        ),
        (
            canonical(changed("predicate", "ruleset", "instruments", to="x", tree=RECORD)),
            1,
            ["Nơi: /predicate/ruleset/instruments"],
        ),
    ],
)
def test_other_verdicts_in_words(
    content: bytes, code: int, lines: list[str], tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Every other verdict says its place, and has the exit code of its kind."""
    found = said(capsysbinary, place(tmp_path, content))
    assert found[0] == code
    for line in lines[: 1 if code == 1 and lines[0] == "Nơi: /" else None]:
        assert line in found[1]


def test_signatures_in_words(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Keys are files; a valid signature is said to be, and one that lacks is the verdict."""
    keys = [place(tmp_path, pem_of(key)) for key in KEYS]
    file = place(tmp_path, written(envelope(KEYS[0], content=canonical(RECORD))))
    code, out = said(capsysbinary, file, "--key", keys[0])
    assert (code, out.splitlines()[-1]) == (0, "Chữ ký: hợp lệ")
    code, out = said(capsysbinary, file, "--key", keys[0], "--key", keys[1])
    assert (code, out.splitlines()[2:]) == (1, ["Tính lại: 2", "Ghi trong hồ sơ: 1"])
    assert said(capsysbinary, file, "--key", keys[0], "--key", keys[1], "--threshold", "1")[0] == 0


def test_the_root_in_words(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A proof is said to be there, and to lead to the root when one is given."""
    inclusion, root = included(1, 3)
    file = place(tmp_path, bundle(inclusion=inclusion, ruleset=RULES))
    code, out = said(capsysbinary, file)
    assert (code, out.splitlines()[-1]) == (0, "Gốc Merkle: có chứng minh, chưa kiểm tra; thêm --root")
    code, out = said(capsysbinary, file, "--root", root, "--lang", "en")
    assert (code, out.splitlines()[-1]) == (0, "Merkle root: the record lies below the root given")


def test_the_same_as_json(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """With `--json` the whole answer is one object, and a root that does not fit is a difference."""
    file = place(tmp_path, canonical(RECORD))
    code, out = said(capsysbinary, file, "--json", "--root", "AB" * 32)
    found = json.loads(out)
    assert (code, found["verdict"], found["at"]) == (1, "DIFFERS", "/inclusion")
    assert list(found) == [
        *("verdict", "at", "expected", "found", "ruleset", "sha256", "signatures", "root", "check_code"),
    ]


def test_files_that_are_no_use(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A file that cannot be opened, or is no key or no ruleset, gives 3 and its name."""
    record, other = place(tmp_path, canonical(RECORD)), place(tmp_path, b"[]")
    for words in (
        (str(tmp_path / "none"),),
        (str(tmp_path),),
        ("\0",),
        (record, "--key", other),
        (record, "--ruleset", other),
        (record, "--ruleset", place(tmp_path, b'{"id": ["x"]}')),
    ):
        assert main(words) == 3
        assert words[-1] in capsysbinary.readouterr().err.decode()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["x", "y"],
        ["x", "--threshold", "0"],
        ["x", "--root", "00"],
        ["x", "--lang", "fr"],
        ["x", "--more"],
    ],
)
def test_wrong_usage(words: list[str]) -> None:
    """Words that mean nothing give 2."""
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2


def test_both_languages_say_everything() -> None:
    """Every word of the report is there in both languages."""
    assert WORDS["vi"].keys() == WORDS["en"].keys()


# The published rulesets


def shelf_of(folder: Path, lock: str, **files: str) -> Path:
    """Write a folder with LOCK and files, `_` for `/`."""
    (folder / "LOCK").write_text(lock, encoding="utf-8")
    for name, content in files.items():
        file = folder / (name.replace("_", "/") + ".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "lock",
    [
        "x",
        f"{hashlib.sha256(b'{}').hexdigest()}  a/b/2023.json\n",
        f"{'0' * 64}  a/b/2024.json\n",
        f"{hashlib.sha256(b'{}').hexdigest()}  ../b/2024.json\n",
        "é",
    ],
)
def test_a_damaged_shelf(
    lock: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A published file that is gone or changed, or a LOCK that is none, stops the verifier with 3."""
    folder = shelf_of(tmp_path, lock, a_b_2024="{}")
    with pytest.raises(catalog.DamagedError):
        catalog.published(folder)
    monkeypatch.setattr(catalog, "shelf", lambda: folder)
    assert main([place(tmp_path, canonical(RECORD))]) == 3
    assert "LOCK" in capsysbinary.readouterr().err.decode()


def test_ids_are_read_off_paths(tmp_path: Path) -> None:
    """A published file lies where its id says, corrections too."""
    digest = hashlib.sha256(b"{}").hexdigest()
    lock = f"{digest}  a/b-c/2024.json\n{digest}  a/b-c/2024.2.json\n"
    folder = shelf_of(tmp_path, lock, **{"a_b-c_2024": "{}", "a_b-c_2024.2": "{}"})
    assert catalog.load(folder) == {"a/b-c@2024": b"{}", "a/b-c@2024.2": b"{}"}


def test_a_shelf_inside_the_package_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package has its rulesets inside, a checkout beside its sources."""
    assert (catalog.shelf() / "LOCK").is_file()
    (tmp_path / "rulesets").mkdir()
    monkeypatch.setattr(catalog, "files", lambda _name: tmp_path)
    assert catalog.shelf() == tmp_path / "rulesets"


# The one file


@pytest.mark.promise("builds")
def test_it_is_built_the_same_each_time(verifier: Path, reached: Reached) -> None:
    """Built twice the verifier has the same bytes, in order, at one time, and uncompressed."""
    content = verifier.read_bytes()
    assert content == builder.archive()
    reached("small verifiers compared", 2)
    assert content.startswith(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        infos = parts.infolist()
        assert parts.testzip() is None
    assert {(info.date_time, info.external_attr, info.compress_type) for info in infos} == {
        ((1980, 1, 1, 0, 0, 0), 0o100644 << 16, zipfile.ZIP_STORED)
    }
    names = [info.filename for info in infos]
    assert names == sorted(names)
    assert [name for name in names if name.startswith("parindex/audit/bare/")] == [
        f"parindex/audit/bare/{module.name}" for module in MODULES if module.name != "build.py"
    ]


def test_the_builder_takes_one_word() -> None:
    """Without a place to write to there is nothing to build."""
    assert builder.main([]) == 2


@pytest.mark.promise("verdicts")
@pytest.mark.parametrize(
    ("tree", "words"),
    [(RECORD, []), (RECORD, ["--lang", "en", "--json"]), (changed("subject", tree=RECORD), [])],
    ids=["reproduced", "as-json", "differs"],
)
def test_it_runs_with_python_alone(
    tree: Plain,
    words: list[str],
    verifier: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
    reached: Reached,
) -> None:
    """Without any package, folder or setting the file says what the package says, in UTF-8."""
    file = place(verifier.parent, canonical(tree))
    interpreter = Path(sys.base_prefix) / "bin" / "python3"
    command = [str(interpreter), "-I", "-S", str(verifier), file, *words]
    done = subprocess.run(command, capture_output=True, check=False, cwd="/", env={"LC_ALL": "C"})
    assert done.stderr == b""
    assert (done.returncode, done.stdout.decode()) == said(capsysbinary, file, *words)
    reached("runs by a Python without any package", 1)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_it_imports_only_the_standard_library_and_the_oracle(module: Path) -> None:
    """Each module imports the standard library, the oracle and its own package, and so can run alone."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            own = name == "parindex.audit.oracle" or f"{name}.".startswith("parindex.audit.bare.")
            assert own or name.partition(".")[0] in sys.stdlib_module_names, name


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_it_knows_no_float_and_no_clock(module: Path) -> None:
    """Nothing in the verifier is inexact, and nothing depends on the day, the network or chance."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float)
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            assert name not in {"float", "now", "today", "random", "time", "socket", "urllib"}
