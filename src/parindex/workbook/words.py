"""The words of a form, Vietnamese first: names of sheets and columns, and what is said beside a cell."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.assessment import StageName
from parindex.errors import Language
from parindex.fields import pick

__all__ = ["COLUMNS", "SHEETS", "STAGES", "WORDS", "stage_points", "word"]

SHEETS: Mapping[str, tuple[str, str]] = {
    "summary": ("Tổng hợp", "Summary"),
    "guide": ("Hướng dẫn", "Guide"),
    "working": ("Tính toán", "Working"),
    "self": ("Tự chấm", "Self-assessment"),
    "appraisal-1": ("Thẩm định 1", "Appraisal 1"),
    "explanation": ("Giải trình", "Explanation"),
    "appraisal-2": ("Thẩm định 2", "Appraisal 2"),
    "final": ("Kết quả cuối", "Final"),
}
STAGES: Mapping[StageName, tuple[str, str]] = {
    "self": ("Đơn vị tự đánh giá, chấm điểm", "Self-assessment"),
    "appraisal-1": ("Thẩm định lần một", "First appraisal"),
    "explanation": ("Đơn vị giải trình", "Explanation by the unit"),
    "appraisal-2": ("Thẩm định lần hai", "Second appraisal"),
    "final": ("Kết quả cuối cùng của Hội đồng", "Final result of the council"),
}
_POINTS: Mapping[StageName, tuple[str, str]] = {
    "self": ("Điểm tự chấm", "Own points"),
    "appraisal-1": ("Điểm thẩm định lần 1", "Points, appraisal 1"),
    "explanation": ("Điểm sau giải trình", "Points, explanation"),
    "appraisal-2": ("Điểm thẩm định lần 2", "Points, appraisal 2"),
    "final": ("Điểm đạt được", "Final points"),
}
COLUMNS: Mapping[str, tuple[str, str]] = {
    "code": ("STT", "No."),
    "name": ("Lĩnh vực / Tiêu chí / Tiêu chí thành phần", "Field / criterion / sub-criterion"),
    "max": ("Điểm tối đa", "Max"),
    "before": ("Giai đoạn trước", "Stage before"),
    "result": ("Kết quả, mức đạt", "Result, level"),
    "done": ("Đã thực hiện", "Done"),
    "planned": ("Kế hoạch, tổng số", "Planned, in all"),
    "state": ("Trạng thái khác", "Other state"),
    "status": ("Ghi chú", "Note"),
    "why": ("Giải trình, lý do", "Explanation, reason"),
    "evidence": ("Tài liệu kiểm chứng", "Evidence"),
    "by": ("Cơ quan điều chỉnh", "Changed by"),
    "because": ("Lý do điều chỉnh", "Reason of the change"),
    "key": ("Mã", "Key"),
}
WORDS: Mapping[str, tuple[str, str]] = {
    "unit.name": ("Tên đơn vị", "Name of the unit"),
    "unit.key": ("Mã đơn vị", "Key of the unit"),
    "unit.kind": ("Loại đơn vị", "Kind of unit"),
    "period": ("Kỳ đánh giá", "Period"),
    "submitted": ("Ngày gửi báo cáo tự chấm", "Day of the self-scoring report"),
    "stage": ("Giai đoạn", "Stage"),
    "ruleset": ("Bộ tiêu chí", "Ruleset"),
    "sha256": ("SHA-256 của bộ tiêu chí", "SHA-256 of the ruleset"),
    "template": ("Phiên bản biểu mẫu", "Version of the form"),
    "before": ("SHA-256 của các giai đoạn khác", "SHA-256 of the other stages"),
    "form": ("BIỂU CHẤM ĐIỂM", "SCORING FORM"),
    "unit": ("Đơn vị", "Unit"),
    "total": ("TỔNG ĐIỂM", "TOTAL"),
    "index": ("Chỉ số (%)", "Index (%)"),
    "band": ("Xếp loại", "Band"),
    "next": ("Mức xếp loại tiếp theo", "Next band"),
    "gap": ("Số điểm còn thiếu để đạt mức tiếp theo", "Points to the next band"),
    "missing": ("Số tiêu chí chưa có kết quả", "Items without a result"),
    "result": ("KẾT QUẢ", "RESULT"),
    "facts": ("THÔNG TIN ĐƠN VỊ", "THE UNIT"),
    "rules": ("CĂN CỨ CHẤM ĐIỂM", "THE RULES"),
    "points": ("Điểm", "Points"),
    "author": ("NGƯỜI LẬP BIỂU", "PREPARED BY"),
    "head": ("THỦ TRƯỞNG ĐƠN VỊ", "HEAD OF THE UNIT"),
    "sign": ("(Ký, ghi rõ họ tên)", "(Signature, full name)"),
    "seal": ("(Ký, ghi rõ họ tên, đóng dấu)", "(Signature, full name, seal)"),
    "ballots": ("Số phiếu", "Ballots"),
    "faults": (
        "Bắt đầu từ điểm tối đa, trừ theo số lần của từng lỗi dưới đây.",
        "From the maximum, less for each fault below.",
    ),
    "ticks": (
        "Cộng điểm của từng nội dung đạt dưới đây (x: đạt; không: chưa đạt).",
        "The points of each thing below that is there (x: yes; no: not there).",
    ),
    "survey": (
        "Nhập số phiếu theo từng phương án dưới đây, hoặc nhập điểm khi chỉ có kết quả.",
        "Enter the ballots of each answer below, or the points where only these are known.",
    ),
    "evidence": ("Tài liệu cần có", "Evidence asked for"),
}


def word(name: str, lang: Language) -> str:
    """Return a word of the form."""
    return pick(lang, *WORDS[name])


def stage_points(stage: StageName, lang: Language) -> str:
    """Return the heading of the points of a stage."""
    return pick(lang, *_POINTS[stage])
