"""Promises: what the tests prove, and how far; the page of promises is made from the run, never typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "promises.md"
PROMISES = {
    "engines": (
        "Máy tính điểm theo đúng trang ngữ nghĩa: bộ máy thứ hai, viết độc lập, cho cùng kết quả.",
        "The engine follows the page of semantics: a second one, written independently, agrees.",
    ),
    "columns": (
        "Chấm hàng triệu đơn vị theo cột cho đúng kết quả của bộ máy chính, từng đơn vị một.",
        "Millions of units scored by columns get what the engine gives each of them.",
    ),
    "teeth": (
        "Phép so sánh đó phát hiện được lỗi: lỗi cố ý đưa vào đều bị tìm ra.",
        "That comparison finds bugs: those put in on purpose are all found.",
    ),
    "same-bytes": (
        "Cùng bộ tiêu chí và cùng dữ liệu thì hồ sơ giống nhau từng byte ở mọi môi trường.",
        "The same rules and facts give the same record, byte for byte, in every environment.",
    ),
    "two-writers": (
        "Hồ sơ do bộ máy chính và bộ kiểm tra nhỏ lập giống nhau từng byte.",
        "The engine and the small verifier write the same record, byte for byte.",
    ),
    "verdicts": (
        "Bộ kiểm tra nhỏ, chạy bằng Python không cài thêm gì, cho cùng kết luận.",
        "The small verifier, on a bare Python, gives the same verdicts.",
    ),
    "attacks": (
        "Hồ sơ bị sửa hay giả mạo đều bị từ chối.",
        "A record that was edited or forged is refused.",
    ),
    "golden": (
        "Hồ sơ của mọi bản phát hành được kiểm tra lại từng byte.",
        "The records of every release are verified again, byte for byte.",
    ),
    "published": (
        "Bộ tiêu chí đã công bố không bao giờ thay đổi.",
        "A published ruleset never changes.",
    ),
    "rulesets": (
        "Ở mọi bộ tiêu chí: mỗi chỉ số thuộc đúng một mức, điểm trong khoảng, kết quả tốt hơn không bị điểm thấp hơn.",
        "In every ruleset each index lies in exactly one band, points keep their bounds, better is never worse.",
    ),
    "borders": (
        "Tệp hỏng hay có ý xấu chỉ gây lỗi có mã và vị trí, không gây hại gì khác.",
        "A damaged or hostile file gives an error with a code and a place, and does no other harm.",
    ),
    "canonical": (
        "Byte chuẩn của hồ sơ đúng RFC 8785.",
        "The canonical bytes of a record are those of RFC 8785.",
    ),
    "pure": (
        "Tính điểm không đọc tệp, không dùng mạng, đồng hồ hay số ngẫu nhiên.",
        "Scoring reads no file and uses no network, clock or chance.",
    ),
    "builds": (
        "Gói cài đặt và bộ kiểm tra nhỏ đóng gói hai lần ra cùng một tệp.",
        "The wheel and the small verifier, built twice, are the same files.",
    ),
}
_HEAD = """# Cam kết · Promises

Trang này do lần chạy kiểm thử ghi ra (`make promises`); không con số nào được gõ tay, và trang chỉ được ghi khi mọi
kiểm thử của các cam kết đều đạt.

The test run makes this page (`make promises`); no figure in it was typed, and it is written only when every test of
every promise passed.

"""
_LIMITS = """
## Không cam kết · Not promised

- **Bộ tiêu chí đúng như quyết định.** Phép tính theo đúng bộ tiêu chí đã viết; việc bộ tiêu chí khớp với văn bản cần
  hai người đọc và mã băm của bản quét. *That the encoded rules are the decree: this needs two readers and the digest of
  the scanned text.*
- **Dữ liệu đúng sự thật.** Hồ sơ cho biết đã nhập gì, ai sửa và vì sao. *That the facts are true: a record shows what was
  entered, who changed it and why.*
- **Chữ ký làm cho con số đúng.** Chữ ký chỉ cho biết ai bảo đảm các byte đó; số nào cũng được tính lại. Khoá ở đây là biện
  pháp kỹ thuật, không phải chữ ký điện tử của cơ quan theo luật. *That a signature makes a figure right; keys are
  a technical means, not the electronic signature of an office under the law.*
- **Chạy ngẫu nhiên là chứng minh.** Đó là số liệu. Chỉ điều `z3` chỉ ra mới là chứng minh, về một mô hình viết từ
  [trang ngữ nghĩa](reference/semantics.md). *That campaigns are proofs: only what z3 shows is one, of a model.*

[Các giới hạn khác · Other limits](explanation/limits.md).
"""


class Proof(NamedTuple):
    """What one passed test adds to a promise."""

    promise: str
    test: str
    reached: tuple[tuple[str, int], ...]


def proof_of(report: pytest.TestReport) -> Proof | None:
    """Return what a test proves: a test of a promise says so in its report."""
    said = dict(report.user_properties)
    if "promise" not in said:
        return None
    reached = tuple((name, count) for name, count in report.user_properties if name.startswith("reached "))
    test = report.nodeid.partition("[")[0]
    return Proof(str(said["promise"]), test, tuple((name[8:], int(str(count))) for name, count in reached))


def page(proofs: Iterable[Proof], before: str = "") -> str:
    """Write the page: a section for each promise, the counts of its tests added up.

    A promise of which this run tried nothing keeps its section from the page as it was before.
    """
    tests: defaultdict[str, set[str]] = defaultdict(set)
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in proofs:
        tests[each.promise].add(each.test)
        for what, count in each.reached:
            counts[each.promise][what] += count
    kept = {part.partition("\n")[0]: f"## {part}" for part in before.split("\n## ")[1:-1]}
    parts = [
        _section(name, sorted(tests[name]), counts[name]) if name in tests else kept.get(vi, "")
        for name, (vi, _) in PROMISES.items()
    ]
    return _HEAD + "\n".join(part.strip("\n") + "\n" for part in parts if part) + _LIMITS


def _section(name: str, tests: list[str], counts: dict[str, int]) -> str:
    vi, en = PROMISES[name]
    reached = "".join(f"- {what}: **{count:,}**\n" for what, count in sorted(counts.items()))
    proven = "".join(f"- `{test}`\n" for test in tests)
    files = " ".join(sorted({test.partition("::")[0] for test in tests}))
    repeat = f"```sh\nPARINDEX_THOROUGH=1 .venv/bin/pytest -n 2 -m promise {files}\n```\n"
    return f"## {vi}\n\n*{en}*\n\n{reached}\n{proven}\n{repeat}\n"


class Collector:
    """Collects the proofs of a run, and writes the page when asked and all of them passed."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.proofs: list[Proof] = []
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a test proved, or that it failed or was skipped."""
        proof = proof_of(report)
        if proof is None:
            return
        if report.when == "call" and report.passed:
            self.proofs.append(proof)
        elif not report.passed:
            self.failed.append(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the page; not while a promise is not kept, or was not tried."""
        if self.failed:
            terminalreporter.write_line(f"no page of promises: {', '.join(self.failed)}")
            return
        before = self.target.read_text(encoding="utf-8") if self.target.exists() else ""
        self.target.write_text(page(self.proofs, before), encoding="utf-8")
        terminalreporter.write_line(f"{len({each.promise for each in self.proofs})} promises: {self.target}")


Reached = Callable[[str, int], None]
