"""The command line: one file per group of commands, each imported only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from parindex import __version__

__all__ = ["COMMANDS", "app"]

COMMANDS = {
    "list": ("rulesets", "Bộ tiêu chí, kế hoạch hiện có / the rulesets and plans there are"),
    "show": ("rulesets", "Một bộ tiêu chí / one ruleset for a reader"),
    "check": ("rulesets", "Kiểm tra bộ tiêu chí / find every problem"),
    "sources": ("sources", "Từng điều khoản của văn bản nguồn / every clause of the sources"),
    "lock": ("rulesets", "Công bố, ghim bản chuẩn / publish: canonical JSON and its digest"),
    "score": ("scores", "Chấm điểm, xếp hạng / total, index, band, rank"),
    "explain": ("scores", "Vì sao được điểm đó / why, in sentences"),
    "record": ("records", "Lập hồ sơ tính lại được / a record that anyone can recompute"),
    "verify": ("verdicts", "Kiểm tra hồ sơ / compute a record again"),
    "sign": ("records", "Ký thêm vào hồ sơ / add a signature to a record"),
    "keygen": ("records", "Tạo cặp khoá ký / a pair of keys to sign with"),
    "schedule": ("work", "Lịch thực hiện, hạn, việc quá hạn / milestones with dates, due and late"),
    "plan": ("work", "Kế hoạch và mức hoàn thành / a reform plan and its fulfilment"),
    "ledger": ("ledger", "Các giai đoạn: ai đổi gì, vì sao / who changed what at each stage, and why"),
    "diff": ("differences", "So sánh hai năm / what changed between two years, and to what effect"),
    "reproduce": ("reproductions", "Đối chiếu bảng đã in / verdict on a printed table"),
    "distance": ("distances", "Còn cách mức xếp loại bao xa / how far the next band is, and the way to it"),
    "survey": ("surveys", "Phiếu điều tra thành điểm, và độ chắc / ballots to points, and how sure they are"),
    "batch": ("batch", "Chấm nhiều đơn vị một lúc / many units at once"),
    "simulate": ("simulate", "Mô phỏng: nếu như / what if: where each unit may land"),
    "form": ("forms", "Biểu tự chấm điểm Excel / the form that people fill in"),
    "read": ("forms", "Đọc biểu đã điền / read forms that were filled in"),
    "report": ("documents", "In phiếu điểm, bảng xếp hạng, kết luận / sheets and verdicts as documents"),
    "import": ("annexes", "Nhập phụ lục thành bản nháp / an official criterion table to a draft ruleset"),
    "units": ("rulesets", "Tìm đơn vị / find a unit by its name"),
    "site": ("site", "Trang tài liệu: dựng, xem / the documentation site: build it, show it"),
    "schema": ("rulesets", "JSON Schema của các tệp / JSON Schema of the files"),
    "test": ("cases", "Chạy ca kiểm thử / run YAML cases"),
}
# Where the plain name is a word of Python, or of another thing in the module.
_NAMES = {"import": "import_", "list": "list_", "sign": "sign_"}


class _Lazy(click.Group):
    """A group that knows its commands by name and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"parindex.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, _NAMES.get(cmd_name, cmd_name))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's signature)
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="parindex", help="In phiên bản / print the version.")
def app() -> None:
    """Chấm điểm Chỉ số cải cách hành chính: chính xác, có giải thích, tính lại được.

    Score administrative reform exactly, with every figure explained.
    """
