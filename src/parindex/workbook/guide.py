"""The sheet that tells people how to fill in a form."""

from __future__ import annotations

from collections.abc import Iterator

from parindex.errors import Language
from parindex.explanation.policies import policies
from parindex.explanation.sheet import assumed, band_span, labels
from parindex.fields import pick, say
from parindex.ruleset.model import Ruleset
from parindex.workbook.layout import Column, Page, Spot
from parindex.workbook.words import SHEETS

__all__ = ["guide"]

_FILLING: tuple[tuple[str, str], ...] = (
    (
        (
            "Chỉ nhập vào các ô màu vàng nhạt. Các ô khác bị khoá, không có mật khẩu; đừng mở khoá để"
            " sửa công thức: khi đọc biểu, phần mềm tính lại từ đầu và nêu từng ô bị sửa."
        ),
        (
            "Fill in the pale yellow cells only. The others are locked, without a password; do not "
            "unlock them to change a formula: whoever reads the form computes everything again and "
            "names every cell that was changed."
        ),
    ),
    (
        "Ở sheet Tổng hợp: chọn hoặc ghi tên đơn vị, kỳ đánh giá, ngày gửi báo cáo (ngày/tháng/năm).",
        "On the sheet Summary: the name of the unit, the period, the day of the report (day/month/year).",
    ),
    (
        "Tiêu chí theo mức: chọn đúng một mức trong danh sách ở cột Kết quả.",
        "An item with levels: choose one of the list in the column Result.",
    ),
    (
        (
            "Tiêu chí theo tỷ lệ: nhập Đã thực hiện và Kế hoạch; hoặc chỉ nhập tỷ lệ ở cột Kết quả, "
            "không nhập cả hai cách."
        ),
        "An item by ratio: enter Done and Planned; or only the ratio in the column Result, never both.",
    ),
    (
        "Tiêu chí theo nội dung: ở mỗi dòng nhỏ bên dưới chọn x (đạt) hoặc không (chưa đạt).",
        "A checklist: on each small row below choose x (there) or no (not there).",
    ),
    (
        (
            "Tiêu chí trừ điểm theo lỗi, phiếu điều tra: nhập số lần, số phiếu ở từng dòng nhỏ; không"
            " có thì nhập 0."
        ),
        "Faults and ballots: enter how many on each small row; 0 where there is none.",
    ),
    (
        "Điểm trừ nhập số dương; dấu trừ do biểu tự đặt.",
        "Points taken away are entered without a minus sign; the form puts it.",
    ),
    (
        (
            "Không có kết quả để chấm: chọn ở cột Trạng thái khác và ghi lý do ở cột Giải trình. Bỏ "
            "trống nghĩa là chưa có kết quả, không phải 0 điểm."
        ),
        (
            "Nothing to enter: choose in the column Other state and give the reason in the column "
            "Explanation. A blank cell means no result yet, never 0 points."
        ),
    ),
    (
        (
            "Tài liệu kiểm chứng: mỗi dòng một tài liệu: tên | đường dẫn | mã SHA-256 (đường dẫn và "
            "mã có thể bỏ). Xuống dòng trong ô: Alt+Enter."
        ),
        (
            "Evidence: a document each line: title | address | SHA-256 (the last two where known). A "
            "new line in a cell: Alt+Enter."
        ),
    ),
    (
        (
            "Số thập phân dùng dấu của máy đang dùng (thường là dấu phẩy). Không dùng dấu chấm để "
            "ngăn hàng nghìn."
        ),
        "Decimals are typed with the sign that your computer uses. Never part thousands with a point.",
    ),
    (
        "Không chèn, xoá, sắp xếp dòng hay cột; không gộp ô; không sửa cột Mã.",
        "Insert, delete or sort no row or column; merge no cells; leave the column Key alone.",
    ),
)
_READING: tuple[tuple[str, str], ...] = (
    (
        (
            "Tổng điểm, chỉ số và xếp loại chỉ hiện khi mọi tiêu chí đã có kết quả. Chỗ nào công thức"
            " không chứng minh được là chính xác thì ô ghi “cần parindex”."
        ),
        (
            "Total, index and band appear only when every item has a result. Where no formula is "
            "proven exact, the cell says “needs parindex”."
        ),
    ),
    (
        (
            "Ô điểm của mỗi tiêu chí có tên, như diem_… và mã của tiêu chí (gạch nối thành gạch dưới), để "
            "lấy điểm sang tệp khác."
        ),
        (
            "The cell with the points of an item has a name, diem_… and the key of the item (hyphens as "
            "underscores), so that other files can take them."
        ),
    ),
    (
        (
            "Các sheet của giai đoạn khác bị khoá. Ở giai đoạn sau, tiêu chí để trống thì giữ kết quả"
            " của giai đoạn trước; tiêu chí thay đổi phải ghi cơ quan và lý do điều chỉnh."
        ),
        (
            "Sheets of other stages are locked. At a later stage an item left blank keeps what the "
            "stage before said; one that is changed needs the body and the reason."
        ),
    ),
    (
        (
            "Đọc biểu và tính lại: parindex read TỆP.xlsx -o don-vi.yaml. Con số chính thức là con số"
            " phần mềm tính lại từ các ô nhập."
        ),
        (
            "To read the form and compute it again: parindex read FILE.xlsx -o unit.yaml. What counts"
            " is what is computed from the cells that were filled in."
        ),
    ),
)


def guide(ruleset: Ruleset, lang: Language) -> Page:
    """Lay out the sheet of the guide."""
    lines = [*_lines(ruleset, lang)]
    spots = tuple(Spot(row, 0, style, text) for row, (style, text) in enumerate(lines))
    return Page("guide", pick(lang, *SHEETS["guide"]), (Column("text", "", 84),), spots, {})


def _lines(ruleset: Ruleset, lang: Language) -> Iterator[tuple[str, str]]:
    yield "title", pick(lang, "HƯỚNG DẪN ĐIỀN BIỂU", "HOW TO FILL IN THE FORM")
    yield "subtitle", f"{say(ruleset.title, lang)} ({ruleset.id})"
    for label in labels(ruleset, lang):
        yield "remark", label
    yield "section", pick(lang, "Điền biểu", "Filling in")
    yield from (("text", f"{at}. {pick(lang, *each)}") for at, each in enumerate(_FILLING, 1))
    yield "section", pick(lang, "Đọc kết quả", "Reading the result")
    yield from (("text", f"{at}. {pick(lang, *each)}") for at, each in enumerate(_READING, 1))
    if ruleset.bands:
        yield "section", pick(lang, "Xếp loại theo chỉ số (%)", "Bands by the index (%)")
    for band in ruleset.bands:
        yield "text", f"{say(band.name, lang)}: {band_span(ruleset, band, lang)}"
    yield "section", pick(lang, "Cách tính", "How it is computed")
    yield from (("text", f"{said[:1].upper()}{said[1:]}.") for said in policies(ruleset, lang).values())
    yield from (("text", line) for line in assumed(ruleset, lang))
