"""Changes in words: every kind in each of its forms, in Vietnamese and English, as an officer reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from helpers import BANDS, KINDS, Plain, group, leaf, named, plain_ruleset, policies, rounding, ruleset
from pydantic import BaseModel

from parindex.comparison.change import KINDS as CHANGES
from parindex.comparison.difference import Difference, diff
from parindex.comparison.rows import rows
from parindex.comparison.vocabulary import FIELDS, POLICIES, VALUES
from parindex.comparison.vocabulary import KINDS as KIND_NAMES
from parindex.comparison.words import basis, kind_name, policy_name, side, sources, subject
from parindex.errors import Language
from parindex.ruleset.catalog import load
from parindex.ruleset.model import Ruleset, walk

DRAFT = Path(__file__).parents[1] / "docs" / "examples" / "department-2025-draft.yaml"
LANGS: tuple[Language, ...] = ("vi", "en")

CLAUSE: Plain = {"instrument": "qd-1", "at": "Điều 2"}
INSTRUMENT: Plain = plain_ruleset()["instruments"][0]
YEAR: Plain = {"key": "year", "from": "2024-01-01", "to": "2024-12-31"}
HALF: Plain = {"key": "half-year", "from": "2024-01-01", "to": "2024-06-30"}
A_UNIT: Plain = {
    "key": "so-a",
    "name": {"vi": "Sở A"},
    "kind": "department",
    "from": "2024-01-01",
    "status": "pilot",
}
OTHER_UNITS: list[Plain] = [
    {"key": "so-a", "name": {"vi": "Sở A"}, "kind": "district", "to": "2024-06-30", "status": "candidate"},
    {"key": "so-b", "name": {"vi": "Sở B"}, "kind": "district"},
]
DESIGN: Plain = {
    "groups": [{"key": "p", "name": {"vi": "Người dân"}, "weight": "1/3", "population": "45000"}],
    "method": ["online"],
    "span": {"from": "2024-10-14", "to": "2024-12-13", "source": CLAUSE},
    "questions": [{"key": "q1", "text": {"vi": "Có hài lòng không?"}, "item": "a"}],
    "source": CLAUSE,
    "note": {"vi": "Phiếu giấy"},
}
PEOPLE: Plain = {"key": "p", "name": {"vi": "Người dân"}}
DEPUTIES: Plain = {"key": "d", "name": {"vi": "Đại biểu"}, "population": "60", "minimum": "30"}
DEPUTIES["rates"] = ["department", "district"]
OTHER_DESIGN: Plain = {
    "groups": [
        {"key": "p", "name": {"vi": "Người dân"}, "weight": "0.5", "population": "52000"},
        {"key": "d", "name": {"vi": "Đại biểu"}, "weight": "0.5"},
    ],
    "method": ["online", "in-person"],
    "span": {"from": "2024-10-15", "to": "2024-12-13"},
    "questions": [
        {"key": "q1", "text": {"vi": "Có hài lòng không?"}, "item": "b"},
        {"key": "q2", "text": {"vi": "Vì sao?"}, "item": "a"},
    ],
    "assumed": "Không nêu.",
}
SENT: Plain = {
    "key": "m1",
    "name": {"vi": "Gửi kết quả"},
    "code": "1.2",
    "responsible": {"vi": "Sở Nội vụ"},
    "due": {"on": "2024-12-27"},
}
ANSWER: Plain = {
    "key": "m2",
    "name": {"vi": "Giải trình"},
    "responsible": {"vi": "Đơn vị"},
    "due": {"working_days": "3", "after": "m1"},
}
WORK: Plain = {
    "roles": [{"key": "h", "name": {"vi": "Hội đồng"}}, {"key": "t", "name": {"vi": "Tổ công tác"}}],
    "steps": [{"key": "s", "name": {"vi": "Thẩm định"}, "role": "h"}],
    "milestones": [SENT, ANSWER],
}
OTHER_WORK: Plain = {
    "roles": WORK["roles"],
    "steps": [{"key": "s", "name": {"vi": "Thẩm định"}, "role": "t"}],
    "milestones": [
        {
            **SENT,
            "code": "1.3",
            "responsible": {"vi": "Sở Tài chính"},
            "cooperating": [{"vi": "Sở A"}],
            "product": {"vi": "Báo cáo"},
        },
        {**ANSWER, "due": {"working_days": "5", "after": "m1"}},
        {
            "key": "m3",
            "name": {"vi": "Công bố"},
            "responsible": {"vi": "Sở Nội vụ"},
            "due": {"quarter": "2025-Q1"},
        },
    ],
}
READING: Plain = {
    "key": "q",
    "question": {"vi": "Điểm thưởng có vượt trần không?"},
    "chosen": {"key": "in", "name": {"vi": "Không"}},
    "alternatives": [
        {
            "key": "out",
            "name": {"vi": "Được"},
            "changes": [
                {"at": "score.g.cap", "value": "none"},
                {"at": "policies.above_max.value", "value": "allow"},
                {"at": "bands.tot.to", "value": "102.5"},
            ],
        },
        {"key": "no", "name": {"vi": "Không rõ"}, "unknown": {"vi": "không có số liệu"}},
    ],
    "assumed": "Không nêu.",
}
OTHER_READING: Plain = {
    **READING,
    "chosen": {"key": "out", "name": {"vi": "Được"}},
    "alternatives": [
        {
            "key": "in",
            "name": {"vi": "Không"},
            "changes": [
                {"at": "score.cap", "value": "8"},
                {"at": "annual_result", "value": "year"},
                {"at": "score.g.a.applies_to", "value": ["district"]},
                {"at": "policies.missing.value", "value": "nonsense"},
            ],
        }
    ],
}
CONCORDANCE: Plain = {
    "of": "example/small@2023",
    "items": [
        {"old": ["a"], "new": ["x"], "assumed": "Cùng nội dung."},
        {"old": ["b"], "new": ["y", "z"], "source": CLAUSE},
        {"old": ["c", "d"], "new": ["v"]},
    ],
}


def top(**fields: Any) -> Ruleset:
    """Make a ruleset of one leaf."""
    return ruleset(leaf("a"), **fields)


def levels(*points: tuple[str, str]) -> Plain:
    """Declare levels."""
    return {"method": "levels", "levels": named(*points)}


def steps(first: str, **fields: Any) -> Plain:
    """Declare steps of a percentage: 10 points from the first, else none."""
    each = [{"from": first, "to": "100", "points": "10"}, {"from": "0", "points": "0"}]
    return {"method": "steps", "of": "percent", "steps": each, **fields}


def asked(share: str, *weights: str) -> Plain:
    """Declare a survey of two answers and two groups."""
    answers = named(("a", "1"), ("b", share), figure="share")
    return {
        "method": "survey",
        "options": answers,
        "groups": named(("p", weights[0]), ("q", weights[1]), figure="weight"),
    }


def before() -> Ruleset:
    """Make last year's ruleset, of which the concordance speaks."""
    return ruleset(
        leaf("a", code="1"), leaf("b", code="2"), leaf("c"), leaf("d"), id="example/small@2023", year="2023"
    )


def after(**fields: Any) -> Ruleset:
    """Make this year's ruleset."""
    return ruleset(leaf("x", code="1"), leaf("y"), leaf("z"), leaf("v"), **fields)


# Two small rulesets each; what is said of them stands below under the same name.
PAIRS: dict[str, Callable[[], tuple[Ruleset, Ruleset]]] = {
    "item added": lambda: (ruleset(leaf("b")), ruleset(leaf("b"), leaf("a", code="1.1"))),
    "group removed": lambda: (
        ruleset(leaf("b"), group("g", leaf("c"), floor="1", cap="8", rescale="true")),
        ruleset(leaf("b")),
    ),
    "name": lambda: (
        ruleset(leaf("a", code="1.1")),
        ruleset({**leaf("a", code="1.1"), "name": {"vi": "Mục mới", "en": "New item"}}),
    ),
    "moved": lambda: (
        ruleset(group("g", leaf("a", code="1.1"), leaf("c")), group("h", leaf("b")), root={"max": "30"}),
        ruleset(group("g", leaf("c")), group("h", leaf("b"), leaf("a", code="1.1"))),
    ),
    "order": lambda: (ruleset(leaf("a"), leaf("b"), leaf("c")), ruleset(leaf("c"), leaf("a"), leaf("b"))),
    "code": lambda: (ruleset(leaf("a", code="2.4")), ruleset(leaf("a", code="2.5"))),
    "maximum": lambda: (ruleset(leaf("a", max="2.5"), leaf("b")), ruleset(leaf("a", max="3"), leaf("b"))),
    "cap, floor, rescaling": lambda: (
        ruleset(group("g", leaf("a"), cap="7.5")),
        ruleset(group("g", leaf("a"), cap="none", floor="1", rescale="true")),
    ),
    "role": lambda: (
        ruleset(leaf("a"), leaf("b", role="bonus", max="1"), root={"cap": "none"}),
        ruleset(leaf("a"), leaf("b", role="penalty", max="1"), root={"cap": "none"}),
    ),
    "not applicable": lambda: (
        ruleset(leaf("a", not_applicable="full")),
        ruleset(leaf("a", not_applicable="exclude")),
    ),
    "applies to": lambda: (
        ruleset(leaf("a"), leaf("b")),
        ruleset(leaf("a"), leaf("b", applies_to=["department", "district"])),
    ),
    "source of an item": lambda: (
        ruleset(leaf("a", source=CLAUSE)),
        ruleset(leaf("a", assumed={"vi": "Không nêu.", "en": "Not stated."})),
    ),
    "wording": lambda: (
        ruleset(leaf("a", note={"vi": "Cũ"}, evidence=[{"vi": "Báo cáo"}], appraiser={"vi": "Sở A"})),
        ruleset(
            leaf(
                "a", note={"vi": "Mới"}, evidence=[{"vi": "Báo cáo"}, {"vi": "Ảnh"}], appraiser={"vi": "Sở B"}
            )
        ),
    ),
    "levels": lambda: (
        ruleset(leaf("a", levels(("x", "10"), ("y", "2.5")))),
        ruleset(leaf("a", levels(("x", "10"), ("z", "1"), ("y", "3")))),
    ),
    "a level whose key is a field": lambda: (
        ruleset(leaf("a", levels(("x", "10"), ("steps", "2.5")))),
        ruleset(leaf("a", levels(("x", "10")))),
    ),
    "method": lambda: (
        ruleset(leaf("a", levels(("x", "10")))),
        ruleset(leaf("a", {"method": "ratio", "full_at": "0.95"})),
    ),
    "steps": lambda: (ruleset(leaf("a", steps("90"))), ruleset(leaf("a", steps("95", edges="upper")))),
    "edges to upper": lambda: (
        ruleset(leaf("a", steps("90"))),
        ruleset(leaf("a", steps("90", edges="upper"))),
    ),
    "edges to lower": lambda: (
        ruleset(leaf("a", steps("90", edges="upper"))),
        ruleset(leaf("a", steps("90"))),
    ),
    "ratio": lambda: (
        ruleset(leaf("a", {"method": "ratio", "full_at": "0.95"})),
        ruleset(leaf("a", {"method": "ratio", "full_at": "0.9", "zero_below": "0.5"})),
    ),
    "count and grid": lambda: (
        ruleset(
            leaf("a", {"method": "count", "each": "0.5"}), leaf("b", {"method": "direct", "grid": "0.5"})
        ),
        ruleset(leaf("a", {"method": "count", "each": "2"}), leaf("b", {"method": "direct", "grid": "0.25"})),
    ),
    "survey item": lambda: (
        ruleset(leaf("a", asked("0.5", "1/3", "2/3"), role="survey")),
        ruleset(leaf("a", asked("0.6", "0.5", "0.5"), role="survey")),
    ),
    "groups without ballots": lambda: (
        ruleset(leaf("a", asked("0.5", "1/3", "2/3"), role="survey")),
        ruleset(leaf("a", {**asked("0.5", "1/3", "2/3"), "empty": "reweight"}, role="survey")),
    ),
    "who rates what": lambda: (
        top(survey={"groups": [{**PEOPLE, "minimum": "300"}]}),
        top(survey={"groups": [{**PEOPLE, "minimum": "500", "rates": ["district"]}, DEPUTIES]}),
    ),
    "rounding": lambda: (
        top(rounding=rounding()),
        top(rounding=rounding("1", "half-even", ("publication", "a"))),
    ),
    "rank": lambda: (top(), top(rank={"on": "published", "ties": "dense"})),
    "missing": lambda: (top(), top(missing="zero")),
    "above the maximum": lambda: (top(), top(above_max="allow")),
    "figure of the bands": lambda: (top(), top(band_on="published")),
    "items not applicable": lambda: (top(), top(not_applicable="zero")),
    "source of a policy": lambda: (
        top(),
        top(policies={**policies(), "rank": {"value": policies()["rank"]["value"], "source": CLAUSE}}),
    ),
    "bands": lambda: (
        top(),
        top(
            bands=[
                {**BANDS[0], "to": "110"},
                {"key": "gioi", "name": {"vi": "Giỏi"}, "from": "60"},
                {**BANDS[1], "from": "50.5"},
                BANDS[2],
            ]
        ),
    ),
    "bands where there were none": lambda: (top(bands=[]), top()),
    "list of units": lambda: (top(), top(units={"kinds": KINDS, "units": [A_UNIT], "source": CLAUSE})),
    "units": lambda: (
        top(units={"kinds": KINDS, "units": [A_UNIT]}),
        top(units={"kinds": KINDS, "units": OTHER_UNITS}),
    ),
    "kinds of units": lambda: (
        top(),
        top(units={"kinds": [*KINDS[::-1], {"key": "w", "name": {"vi": "Xã"}}]}),
    ),
    "periods": lambda: (
        top(),
        top(
            periods=[{**YEAR, "to": "2024-11-30", "due": {"before": "2024-11-20"}}, HALF],
            annual_result="year",
        ),
    ),
    "annual result": lambda: (
        top(periods=[YEAR, HALF], annual_result="year"),
        top(periods=[YEAR, HALF], annual_result="half-year"),
    ),
    "survey where there was none": lambda: (top(), top(survey=DESIGN)),
    "survey": lambda: (
        ruleset(leaf("a"), leaf("b"), survey=DESIGN),
        ruleset(leaf("a"), leaf("b"), survey=OTHER_DESIGN),
    ),
    "procedure where there was none": lambda: (top(), top(process=WORK)),
    "procedure": lambda: (top(process=WORK), top(process=OTHER_WORK)),
    "readings where there were none": lambda: (
        ruleset(group("g", leaf("a"), cap="9")),
        ruleset(group("g", leaf("a"), cap="9"), interpretations=[READING]),
    ),
    "readings": lambda: (
        ruleset(group("g", leaf("a"), cap="9"), interpretations=[READING]),
        ruleset(group("g", leaf("a"), cap="9"), interpretations=[OTHER_READING]),
    ),
    "instruments": lambda: (
        top(),
        top(
            instruments=[
                {
                    **INSTRUMENT,
                    "number": "2.4",
                    "kind": "plan",
                    "signed": "2024-03-01",
                    "issuer": "Bộ Nội vụ",
                    "reliability": "B",
                    "url": "https://a.vn",
                    "document": "a.pdf",
                    "title": {"vi": "Kế hoạch"},
                    "note": {"vi": "Bản quét"},
                },
                {**INSTRUMENT, "key": "qd-2", "number": "2/QĐ"},
            ]
        ),
    ),
    "identity": lambda: (
        top(),
        top(standing="superseded", coverage="structure", title={"vi": "Bộ mới"}, note={"vi": "Ghi"}),
    ),
    "correction": lambda: (
        top(id="example/small@2024.2", supersedes={"id": "example/small@2024", "why": {"vi": "Sai số"}}),
        top(id="example/small@2024.3", supersedes={"id": "example/small@2024.2", "why": {"vi": "Sai tên"}}),
    ),
    "concordance": lambda: (before(), after(concordance=CONCORDANCE)),
    "concordance backwards": lambda: (after(concordance=CONCORDANCE), before()),
    "another concordance": lambda: (
        after(concordance=CONCORDANCE),
        after(
            id="example/small@2025",
            year="2025",
            concordance={
                "of": "example/small@2024",
                "items": [{"old": ["x"], "new": ["x"], "assumed": "Như cũ."}],
            },
        ),
    ),
}

# Kind | subject | old | new
VI = """
# item added
Điểm tối đa | Nhóm total | 10 điểm | 20 điểm
Thêm tiêu chí | 1.1 Mục a | – | 10 điểm. Điểm được nhập trực tiếp, tối đa 10.
# group removed
Điểm tối đa | Nhóm total | 20 điểm | 10 điểm
Bỏ tiêu chí | Nhóm g | 10 điểm. Cộng các mục bên dưới, quy đổi về 10 điểm, không dưới 1 điểm, không quá 8 điểm. | –
Bỏ tiêu chí | Mục c | 10 điểm. Điểm được nhập trực tiếp, tối đa 10. | –
# name
Đổi tên gọi | 1.1 Mục mới | Mục a | Mục mới
# moved
Điểm tối đa | Nhóm g | 20 điểm | 10 điểm
Điểm tối đa | Nhóm h | 10 điểm | 20 điểm
Chuyển chỗ | 1.1 Mục a | trong Nhóm g, mục thứ 1 | trong Nhóm h, mục thứ 2
# order
Chuyển chỗ | Mục c | mục thứ 3 | mục thứ 1
# code
Đổi số mục | 2.5 Mục a | 2.4 | 2.5
# maximum
Điểm tối đa | Nhóm total | 12,5 điểm | 13 điểm
Điểm tối đa | Mục a | 2,5 điểm | 3 điểm
# cap, floor, rescaling
Mức trần, sàn, quy đổi | Nhóm g – mức trần | 7,5 điểm | không giới hạn
Mức trần, sàn, quy đổi | Nhóm g – mức sàn | – | 1 điểm
Mức trần, sàn, quy đổi | Nhóm g – quy đổi | – | có
# role
Vai trò | Mục b | điểm thưởng | điểm trừ
# not applicable
Quy tắc chung | Mục a | Mục không áp dụng thì được đủ điểm | Mục không áp dụng thì không tính vào điểm tối đa
# applies to
Đơn vị | Mục b – áp dụng cho | – | Sở; Huyện
# source of an item
Căn cứ | Mục a | – | giả định: Không nêu.
Căn cứ | Mục a | Quyết định 1/QĐ-UBND, Điều 2 | –
# wording
Câu chữ, ghi chú | Mục a – cơ quan thẩm định | Sở A | Sở B
Câu chữ, ghi chú | Mục a – tài liệu kiểm chứng | Báo cáo | Báo cáo; Ảnh
Câu chữ, ghi chú | Mục a – ghi chú | Cũ | Mới
# levels
Cách chấm | Mục a – Nội dung z | – | Nội dung z (1 điểm)
Cách chấm | Mục a – Nội dung y – điểm | 2,5 điểm | 3 điểm
# a level whose key is a field
Cách chấm | Mục a – Nội dung steps | Nội dung steps (2,5 điểm) | –
# method
Cách chấm | Mục a | Theo mức – Nội dung x: 10. | 10 điểm × tỷ lệ thực hiện / 0,95, đủ điểm khi tỷ lệ đạt 0,95.
# steps
Cách chấm | Mục a | Theo tỷ lệ % – từ 90 đến 100: 10; từ 0 đến dưới 90: 0. | Theo tỷ lệ % – trên 95 đến 100: 10; từ 0 đến 95: 0.
# edges to upper
Cách chấm | Mục a | Theo tỷ lệ % – từ 90 đến 100: 10; từ 0 đến dưới 90: 0. | Theo tỷ lệ % – trên 90 đến 100: 10; từ 0 đến 90: 0.
# edges to lower
Cách chấm | Mục a | Theo tỷ lệ % – trên 90 đến 100: 10; từ 0 đến 90: 0. | Theo tỷ lệ % – từ 90 đến 100: 10; từ 0 đến dưới 90: 0.
# ratio
Cách chấm | Mục a – đủ điểm từ tỷ lệ | 0,95 | 0,9
Cách chấm | Mục a – không có điểm dưới | – | 0,5
# count and grid
Cách chấm | Mục a – mỗi trường hợp | 0,5 điểm | 2 điểm
Cách chấm | Mục b – bội số của | 0,5 điểm | 0,25 điểm
# survey item
Điều tra xã hội học | Mục a – Nội dung b – giá trị trả lời | 0,5 | 0,6
Điều tra xã hội học | Mục a – Nội dung p – trọng số | 1/3 | 0,5
Điều tra xã hội học | Mục a – Nội dung q – trọng số | 2/3 | 0,5
# groups without ballots
Điều tra xã hội học | Mục a – nhóm không có phiếu | 10 điểm × trung bình có trọng số của các nhóm (Nội dung p: 1/3; Nội dung q: 2/3); giá trị trả lời: Nội dung a: 1; Nội dung b: 0,5. | 10 điểm × trung bình có trọng số của các nhóm (Nội dung p: 1/3; Nội dung q: 2/3); giá trị trả lời: Nội dung a: 1; Nội dung b: 0,5; nhóm không có phiếu thì không tính, trọng số phân bổ lại cho các nhóm còn lại.
# who rates what
Điều tra xã hội học | Người dân – số người trả lời ít nhất | 300 người | 500 người
Điều tra xã hội học | Người dân – đánh giá loại đơn vị | – | Huyện
Điều tra xã hội học | Đại biểu | – | Đại biểu (quy mô 60 người, số người trả lời ít nhất 30 người, đánh giá loại đơn vị: Sở; Huyện)
# rounding
Quy tắc chung | Làm tròn | Làm tròn 2 chữ số thập phân, từ nửa trở lên thì làm tròn lên; khi công bố | Làm tròn 1 chữ số thập phân, đúng nửa thì làm tròn về số chẵn; khi công bố, ở mục Mục a
# rank
Quy tắc chung | Xếp hạng | Xếp hạng theo chỉ số chính xác, sau các đơn vị đồng hạng có bỏ cách hạng | Xếp hạng theo chỉ số công bố, sau các đơn vị đồng hạng không bỏ cách hạng
# missing
Quy tắc chung | Mục chưa có kết quả | Còn mục chưa có kết quả thì điểm là một khoảng | Mục chưa có kết quả thì không có điểm
# above the maximum
Quy tắc chung | Vượt mức tối đa | Tổng điểm vượt mức tối đa thì lấy mức tối đa | Tổng điểm được vượt mức tối đa
# figure of the bands
Quy tắc chung | Số dùng để xếp loại | Xếp loại theo chỉ số chính xác | Xếp loại theo chỉ số công bố
# items not applicable
Quy tắc chung | Mục không áp dụng | Không mục nào được ghi là không áp dụng | Mục không áp dụng thì không có điểm, điểm tối đa giữ nguyên
# source of a policy
Căn cứ | Xếp hạng | – | Quyết định 1/QĐ-UBND, Điều 2
Căn cứ | Xếp hạng | giả định: phép thử | –
# bands
Mức xếp loại | Tốt – đến | 100 % | 110 %
Mức xếp loại | Giỏi | – | Giỏi (từ 60 %)
Mức xếp loại | Khá – từ | 50 % | 50,5 %
# bands where there were none
Mức xếp loại | Mức xếp loại | – | Tốt (từ 80 %, đến 100 %); Khá (từ 50 %); Yếu (từ 0 %)
# list of units
Đơn vị | Đơn vị – danh sách | – | Sở A (từ 01/01/2024, diện: thí điểm)
Căn cứ | Đơn vị | – | Quyết định 1/QĐ-UBND, Điều 2
# units
Đơn vị | Sở A – loại | Sở | Huyện
Đơn vị | Sở A – đến | – | 30/06/2024
Đơn vị | Sở A – diện | thí điểm | dự kiến
Đơn vị | Sở A – từ | 01/01/2024 | –
Đơn vị | Sở B | – | Sở B
# kinds of units
Đơn vị | Huyện – thứ tự | 2 | 1
Đơn vị | Xã | – | Xã
# periods
Kỳ đánh giá | Kỳ năm – đến | 31/12/2024 | 30/11/2024
Kỳ đánh giá | Kỳ năm – thời hạn | – | trước ngày 20/11/2024
Kỳ đánh giá | Kỳ sáu tháng | – | Kỳ sáu tháng (từ 01/01/2024, đến 30/06/2024)
Kỳ đánh giá | Kết quả năm lấy theo kỳ | – | kỳ năm
# annual result
Kỳ đánh giá | Kết quả năm lấy theo kỳ | kỳ năm | kỳ sáu tháng
# survey where there was none
Điều tra xã hội học | Điều tra xã hội học | – | nhóm được hỏi: Người dân (trọng số 1/3, quy mô 45000 người); hình thức: trực tuyến; thời gian: từ 14/10/2024 đến 13/12/2024; câu hỏi: Có hài lòng không? (tiêu chí: Mục a); ghi chú: Phiếu giấy
# survey
Điều tra xã hội học | Người dân – trọng số | 1/3 | 0,5
Điều tra xã hội học | Người dân – quy mô | 45000 người | 52000 người
Điều tra xã hội học | Đại biểu | – | Đại biểu (trọng số 0,5)
Điều tra xã hội học | Điều tra xã hội học – hình thức | trực tuyến | trực tuyến; trực tiếp
Điều tra xã hội học | Điều tra xã hội học – thời gian | từ 14/10/2024 đến 13/12/2024 | từ 15/10/2024 đến 13/12/2024
Điều tra xã hội học | Có hài lòng không? – tiêu chí | Mục a | Mục b
Điều tra xã hội học | Vì sao? | – | Vì sao? (tiêu chí: Mục a)
Căn cứ | Điều tra xã hội học | – | giả định: Không nêu.
Căn cứ | Điều tra xã hội học | Quyết định 1/QĐ-UBND, Điều 2 | –
Câu chữ, ghi chú | Điều tra xã hội học – ghi chú | Phiếu giấy | –
# procedure where there was none
Quy trình, thời hạn | Quy trình, thời hạn | – | thành phần: Hội đồng; Tổ công tác; các bước: Thẩm định; công việc: Gửi kết quả (chủ trì: Sở Nội vụ, thời hạn: ngày 27/12/2024); Giải trình (chủ trì: Đơn vị, thời hạn: trong 3 ngày làm việc kể từ Gửi kết quả)
# procedure
Quy trình, thời hạn | Thẩm định – vai trò | Hội đồng | Tổ công tác
Quy trình, thời hạn | Gửi kết quả – số mục | 1.2 | 1.3
Quy trình, thời hạn | Gửi kết quả – chủ trì | Sở Nội vụ | Sở Tài chính
Quy trình, thời hạn | Gửi kết quả – phối hợp | – | Sở A
Quy trình, thời hạn | Gửi kết quả – sản phẩm | – | Báo cáo
Quy trình, thời hạn | Giải trình – thời hạn | trong 3 ngày làm việc kể từ Gửi kết quả | trong 5 ngày làm việc kể từ Gửi kết quả
Quy trình, thời hạn | Công bố | – | Công bố (chủ trì: Sở Nội vụ, thời hạn: quý I/2025)
# readings where there were none
Cách hiểu văn bản | Cách hiểu văn bản | – | Điểm thưởng có vượt trần không? (cách hiểu được chọn: Không)
# readings
Cách hiểu văn bản | Điểm thưởng có vượt trần không? – cách hiểu được chọn | Không | Được
Cách hiểu văn bản | Điểm thưởng có vượt trần không? – Không | – | Không (khi đó: Nhóm total – mức trần: 8 điểm; Kết quả năm lấy theo kỳ: kỳ năm; Mục a – áp dụng cho: Huyện; policies.missing.value: nonsense)
Cách hiểu văn bản | Điểm thưởng có vượt trần không? – Được | Được (khi đó: Nhóm g – mức trần: không giới hạn; Vượt mức tối đa: Tổng điểm được vượt mức tối đa; Tốt – đến: 102,5 %) | –
Cách hiểu văn bản | Điểm thưởng có vượt trần không? – Không rõ | Không rõ (không tính được vì: không có số liệu) | –
# instruments
Căn cứ | 2.4 – số hiệu | 1/QĐ-UBND | 2.4
Căn cứ | 2.4 – loại | quyết định | kế hoạch
Căn cứ | 2.4 – ngày ký | – | 01/03/2024
Căn cứ | 2.4 – cơ quan ban hành | UBND tỉnh | Bộ Nội vụ
Căn cứ | 2.4 – tên | Quyết định minh hoạ | Kế hoạch
Căn cứ | 2.4 – độ tin cậy | A | B
Căn cứ | 2.4 – địa chỉ | – | https://a.vn
Căn cứ | 2.4 – bản lưu | – | a.pdf
Câu chữ, ghi chú | 2.4 – ghi chú | – | Bản quét
Căn cứ | 2/QĐ | – | 2/QĐ (cơ quan ban hành: UBND tỉnh, tên: Quyết định minh hoạ)
# identity
Văn bản | Tên | Bộ tiêu chí minh hoạ | Bộ mới
Văn bản | Hiệu lực | minh hoạ | đã được thay thế
Văn bản | Mức đầy đủ | đầy đủ | chỉ có cấu trúc
Câu chữ, ghi chú | Ghi chú | – | Ghi
# correction
Văn bản | Mã bộ tiêu chí | example/small@2024.2 | example/small@2024.3
Văn bản | Đính chính – mã bộ tiêu chí | example/small@2024 | example/small@2024.2
Văn bản | Đính chính – lý do | Sai số | Sai tên
# concordance
Văn bản | Mã bộ tiêu chí | example/small@2023 | example/small@2024
Văn bản | Năm | 2023 | 2024
Văn bản | Bảng đối chiếu | – | example/small@2023: 1 Mục x (a → x); 2 Mục b → Mục y + Mục z; Mục c + Mục d → Mục v
Đổi khoá | 1 Mục x | a | x
Tách tiêu chí | 2 Mục b | 2 Mục b | Mục y; Mục z
Gộp tiêu chí | Mục c; Mục d | Mục c; Mục d | Mục v
Đổi tên gọi | 1 Mục x | Mục a | Mục x
Thêm tiêu chí | Mục y | – | 10 điểm. Điểm được nhập trực tiếp, tối đa 10.
Thêm tiêu chí | Mục z | – | 10 điểm. Điểm được nhập trực tiếp, tối đa 10.
Thêm tiêu chí | Mục v | – | 10 điểm. Điểm được nhập trực tiếp, tối đa 10.
Bỏ tiêu chí | 2 Mục b | 10 điểm. Điểm được nhập trực tiếp, tối đa 10. | –
Bỏ tiêu chí | Mục c | 10 điểm. Điểm được nhập trực tiếp, tối đa 10. | –
Bỏ tiêu chí | Mục d | 10 điểm. Điểm được nhập trực tiếp, tối đa 10. | –
# concordance backwards
Văn bản | Mã bộ tiêu chí | example/small@2024 | example/small@2023
Văn bản | Năm | 2024 | 2023
Văn bản | Bảng đối chiếu | example/small@2023: 1 Mục x (a → x); 2 Mục b → Mục y + Mục z; Mục c + Mục d → Mục v | –
Đổi khoá | 1 Mục a | x | a
Gộp tiêu chí | Mục y; Mục z | Mục y; Mục z | 2 Mục b
Tách tiêu chí | Mục v | Mục v | Mục c; Mục d
Đổi tên gọi | 1 Mục a | Mục x | Mục a
Thêm tiêu chí | 2 Mục b | – | 10 điểm. Điểm được nhập trực tiếp, tối đa 10.
Thêm tiêu chí | Mục c | – | 10 điểm. Điểm được nhập trực tiếp, tối đa 10.
Thêm tiêu chí | Mục d | – | 10 điểm. Điểm được nhập trực tiếp, tối đa 10.
Bỏ tiêu chí | Mục y | 10 điểm. Điểm được nhập trực tiếp, tối đa 10. | –
Bỏ tiêu chí | Mục z | 10 điểm. Điểm được nhập trực tiếp, tối đa 10. | –
Bỏ tiêu chí | Mục v | 10 điểm. Điểm được nhập trực tiếp, tối đa 10. | –
# another concordance
Văn bản | Mã bộ tiêu chí | example/small@2024 | example/small@2025
Văn bản | Năm | 2024 | 2025
Văn bản | Bảng đối chiếu – với bộ | example/small@2023 | example/small@2024
Văn bản | Bảng đối chiếu | example/small@2023: 1 Mục x (a → x); b → Mục y + Mục z; c + d → Mục v | example/small@2024: 1 Mục x (x → x)
"""  # noqa: E501 (rows as they are read)
EN = """
# item added
Maximum | Nhóm total | 10 points | 20 points
Item added | 1.1 Mục a | – | 10 points. Points are entered as given, at most 10.
# group removed
Maximum | Nhóm total | 20 points | 10 points
Item removed | Nhóm g | 10 points. The sum of the items below, rescaled to 10 points, at least 1 point, at most 8 points. | –
Item removed | Mục c | 10 points. Points are entered as given, at most 10. | –
# name
Reworded name | 1.1 New item | Mục a | New item
# moved
Maximum | Nhóm g | 20 points | 10 points
Maximum | Nhóm h | 10 points | 20 points
Moved | 1.1 Mục a | in Nhóm g, number 1 | in Nhóm h, number 2
# order
Moved | Mục c | number 3 | number 1
# code
Renumbered | 2.5 Mục a | 2.4 | 2.5
# maximum
Maximum | Nhóm total | 12.5 points | 13 points
Maximum | Mục a | 2.5 points | 3 points
# cap, floor, rescaling
Cap, floor, rescaling | Nhóm g – cap | 7.5 points | no limit
Cap, floor, rescaling | Nhóm g – floor | – | 1 point
Cap, floor, rescaling | Nhóm g – rescaling | – | yes
# role
Role | Mục b | bonus | penalty
# not applicable
Policy | Mục a | An item that is not applicable gives full points | An item that is not applicable is left out of the maximum
# applies to
Units | Mục b – applies to | – | Sở; Huyện
# source of an item
Source | Mục a | – | assumed: Not stated.
Source | Mục a | Decision 1/QĐ-UBND, Điều 2 | –
# wording
Wording, notes | Mục a – appraiser | Sở A | Sở B
Wording, notes | Mục a – evidence | Báo cáo | Báo cáo; Ảnh
Wording, notes | Mục a – note | Cũ | Mới
# levels
Scale | Mục a – Nội dung z | – | Nội dung z (1 point)
Scale | Mục a – Nội dung y – points | 2.5 points | 3 points
# a level whose key is a field
Scale | Mục a – Nội dung steps | Nội dung steps (2.5 points) | –
# method
Scale | Mục a | By level – Nội dung x: 10. | 10 points × the ratio done / 0.95, in full from a ratio of 0.95.
# steps
Scale | Mục a | By percentage – from 90 to 100: 10; from 0 to below 90: 0. | By percentage – above 95 to 100: 10; from 0 to 95: 0.
# edges to upper
Scale | Mục a | By percentage – from 90 to 100: 10; from 0 to below 90: 0. | By percentage – above 90 to 100: 10; from 0 to 90: 0.
# edges to lower
Scale | Mục a | By percentage – above 90 to 100: 10; from 0 to 90: 0. | By percentage – from 90 to 100: 10; from 0 to below 90: 0.
# ratio
Scale | Mục a – full from a ratio of | 0.95 | 0.9
Scale | Mục a – nothing below | – | 0.5
# count and grid
Scale | Mục a – for each | 0.5 points | 2 points
Scale | Mục b – in steps of | 0.5 points | 0.25 points
# survey item
Survey | Mục a – Nội dung b – worth of an answer | 0.5 | 0.6
Survey | Mục a – Nội dung p – weight | 1/3 | 0.5
Survey | Mục a – Nội dung q – weight | 2/3 | 0.5
# groups without ballots
Survey | Mục a – groups without ballots | 10 points × the weighted mean of the groups (Nội dung p: 1/3; Nội dung q: 2/3); answers count as: Nội dung a: 1; Nội dung b: 0.5. | 10 points × the weighted mean of the groups (Nội dung p: 1/3; Nội dung q: 2/3); answers count as: Nội dung a: 1; Nội dung b: 0.5; a group without ballots is left out, and the others share its weight.
# who rates what
Survey | Người dân – least number of respondents | 300 people | 500 people
Survey | Người dân – rates units of the kinds | – | Huyện
Survey | Đại biểu | – | Đại biểu (population 60 people, least number of respondents 30 people, rates units of the kinds: Sở; Huyện)
# rounding
Policy | Rounding | Rounded to 2 decimals, halves go up; when published | Rounded to 1 decimal, halves go to the even digit; when published, at the item Mục a
# rank
Policy | Ranking | Ranks are taken on the exact index; ranks are skipped after a tie | Ranks are taken on the published index; no rank is skipped after a tie
# missing
Policy | Missing items | While an item is missing the score is an interval | A missing item gives nothing
# above the maximum
Policy | Above the maximum | A total above the maximum counts as the maximum | The total may go above the maximum
# figure of the bands
Policy | Figure of the bands | Bands are read from the exact index | Bands are read from the published index
# items not applicable
Policy | Items not applicable | No item may be called not applicable | An item that is not applicable gives nothing, and the maximum stays
# source of a policy
Source | Ranking | – | Decision 1/QĐ-UBND, Điều 2
Source | Ranking | assumed: phép thử | –
# bands
Band | Tốt – to | 100 % | 110 %
Band | Giỏi | – | Giỏi (from 60 %)
Band | Khá – from | 50 % | 50.5 %
# bands where there were none
Band | Band | – | Tốt (from 80 %, to 100 %); Khá (from 50 %); Yếu (from 0 %)
# list of units
Units | Units – list | – | Sở A (from 2024-01-01, status: pilot)
Source | Units | – | Decision 1/QĐ-UBND, Điều 2
# units
Units | Sở A – kind | Sở | Huyện
Units | Sở A – to | – | 2024-06-30
Units | Sở A – status | pilot | candidate
Units | Sở A – from | 2024-01-01 | –
Units | Sở B | – | Sở B
# kinds of units
Units | Huyện – order | 2 | 1
Units | Xã | – | Xã
# periods
Period | Year – to | 2024-12-31 | 2024-11-30
Period | Year – due | – | before 2024-11-20
Period | Half-year | – | Half-year (from 2024-01-01, to 2024-06-30)
Period | The year's result is that of | – | year
# annual result
Period | The year's result is that of | year | half-year
# survey where there was none
Survey | Survey | – | groups asked: Người dân (weight 1/3, population 45000 people); method: online; dates: from 2024-10-14 to 2024-12-13; questions: Có hài lòng không? (item: Mục a); note: Phiếu giấy
# survey
Survey | Người dân – weight | 1/3 | 0.5
Survey | Người dân – population | 45000 people | 52000 people
Survey | Đại biểu | – | Đại biểu (weight 0.5)
Survey | Survey – method | online | online; in person
Survey | Survey – dates | from 2024-10-14 to 2024-12-13 | from 2024-10-15 to 2024-12-13
Survey | Có hài lòng không? – item | Mục a | Mục b
Survey | Vì sao? | – | Vì sao? (item: Mục a)
Source | Survey | – | assumed: Không nêu.
Source | Survey | Decision 1/QĐ-UBND, Điều 2 | –
Wording, notes | Survey – note | Phiếu giấy | –
# procedure where there was none
Procedure and dates | Procedure and dates | – | roles: Hội đồng; Tổ công tác; steps: Thẩm định; milestones: Gửi kết quả (responsible: Sở Nội vụ, due: on 2024-12-27); Giải trình (responsible: Đơn vị, due: within 3 working days after Gửi kết quả)
# procedure
Procedure and dates | Thẩm định – role | Hội đồng | Tổ công tác
Procedure and dates | Gửi kết quả – number | 1.2 | 1.3
Procedure and dates | Gửi kết quả – responsible | Sở Nội vụ | Sở Tài chính
Procedure and dates | Gửi kết quả – cooperating | – | Sở A
Procedure and dates | Gửi kết quả – product | – | Báo cáo
Procedure and dates | Giải trình – due | within 3 working days after Gửi kết quả | within 5 working days after Gửi kết quả
Procedure and dates | Công bố | – | Công bố (responsible: Sở Nội vụ, due: in quarter 1 of 2025)
# readings where there were none
Reading of a text | Reading of a text | – | Điểm thưởng có vượt trần không? (chosen reading: Không)
# readings
Reading of a text | Điểm thưởng có vượt trần không? – chosen reading | Không | Được
Reading of a text | Điểm thưởng có vượt trần không? – Không | – | Không (then: Nhóm total – cap: 8 points; The year's result is that of: year; Mục a – applies to: Huyện; policies.missing.value: nonsense)
Reading of a text | Điểm thưởng có vượt trần không? – Được | Được (then: Nhóm g – cap: no limit; Above the maximum: The total may go above the maximum; Tốt – to: 102.5 %) | –
Reading of a text | Điểm thưởng có vượt trần không? – Không rõ | Không rõ (cannot be computed because: không có số liệu) | –
# instruments
Source | 2.4 – number | 1/QĐ-UBND | 2.4
Source | 2.4 – kind | decision | plan
Source | 2.4 – signed | – | 2024-03-01
Source | 2.4 – issuer | UBND tỉnh | Bộ Nội vụ
Source | 2.4 – title | Quyết định minh hoạ | Kế hoạch
Source | 2.4 – reliability | A | B
Source | 2.4 – address | – | https://a.vn
Source | 2.4 – document | – | a.pdf
Wording, notes | 2.4 – note | – | Bản quét
Source | 2/QĐ | – | 2/QĐ (issuer: UBND tỉnh, title: Quyết định minh hoạ)
# identity
Instrument | Title | Bộ tiêu chí minh hoạ | Bộ mới
Instrument | Standing | illustrative | superseded
Instrument | Coverage | full | structure only
Wording, notes | Note | – | Ghi
# correction
Instrument | Id | example/small@2024.2 | example/small@2024.3
Instrument | Correction of – id | example/small@2024 | example/small@2024.2
Instrument | Correction of – reason | Sai số | Sai tên
# concordance
Instrument | Id | example/small@2023 | example/small@2024
Instrument | Year | 2023 | 2024
Instrument | Concordance | – | example/small@2023: 1 Mục x (a → x); 2 Mục b → Mục y + Mục z; Mục c + Mục d → Mục v
New key | 1 Mục x | a | x
Item split | 2 Mục b | 2 Mục b | Mục y; Mục z
Items merged | Mục c; Mục d | Mục c; Mục d | Mục v
Reworded name | 1 Mục x | Mục a | Mục x
Item added | Mục y | – | 10 points. Points are entered as given, at most 10.
Item added | Mục z | – | 10 points. Points are entered as given, at most 10.
Item added | Mục v | – | 10 points. Points are entered as given, at most 10.
Item removed | 2 Mục b | 10 points. Points are entered as given, at most 10. | –
Item removed | Mục c | 10 points. Points are entered as given, at most 10. | –
Item removed | Mục d | 10 points. Points are entered as given, at most 10. | –
# concordance backwards
Instrument | Id | example/small@2024 | example/small@2023
Instrument | Year | 2024 | 2023
Instrument | Concordance | example/small@2023: 1 Mục x (a → x); 2 Mục b → Mục y + Mục z; Mục c + Mục d → Mục v | –
New key | 1 Mục a | x | a
Items merged | Mục y; Mục z | Mục y; Mục z | 2 Mục b
Item split | Mục v | Mục v | Mục c; Mục d
Reworded name | 1 Mục a | Mục x | Mục a
Item added | 2 Mục b | – | 10 points. Points are entered as given, at most 10.
Item added | Mục c | – | 10 points. Points are entered as given, at most 10.
Item added | Mục d | – | 10 points. Points are entered as given, at most 10.
Item removed | Mục y | 10 points. Points are entered as given, at most 10. | –
Item removed | Mục z | 10 points. Points are entered as given, at most 10. | –
Item removed | Mục v | 10 points. Points are entered as given, at most 10. | –
# another concordance
Instrument | Id | example/small@2024 | example/small@2025
Instrument | Year | 2024 | 2025
Instrument | Concordance – with | example/small@2023 | example/small@2024
Instrument | Concordance | example/small@2023: 1 Mục x (a → x); b → Mục y + Mục z; c + d → Mục v | example/small@2024: 1 Mục x (x → x)
"""  # noqa: E501 (rows as they are read)


def sides(line: str) -> list[bool]:
    """Tell which cells of a row say nothing."""
    return [cell == "–" for cell in line.split(" | ")]


def expected(lang: Language) -> dict[str, list[str]]:
    """Return the rows that are expected, by the name of the case."""
    blocks = (VI if lang == "vi" else EN).strip().removeprefix("# ").split("\n# ")
    return {name: lines for name, *lines in (block.splitlines() for block in blocks)}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PAIRS)
def test_a_change_in_words(name: str, lang: Language) -> None:
    """Each form of each kind of change is said as an officer would say it, in both languages."""
    found = diff(*PAIRS[name]())
    assert [" | ".join(row[:4]) for row in rows(found.changes, found, lang)] == expected(lang)[name]


def test_the_cases_have_every_kind() -> None:
    """No kind of change is left out of the cases above, and each has its own name in both languages."""
    said = [
        {line.partition(" | ")[0] for lines in expected(lang).values() for line in lines} for lang in LANGS
    ]
    assert said == [{kind_name(kind, lang) for kind in CHANGES} for lang in LANGS]
    assert len({*KIND_NAMES.values()}) == len(CHANGES)


def test_both_languages_say_the_same_number_of_things() -> None:
    """A row in Vietnamese has its row in English, and the same side says nothing."""
    vi, en = (
        {name: [sides(line) for line in lines] for name, lines in expected(lang).items()} for lang in LANGS
    )
    assert vi == en
    assert vi.keys() == PAIRS.keys()


def models(kind: Any) -> Iterator[type[BaseModel]]:
    """Give the models in a type."""
    if get_origin(kind) is not None:
        for each in get_args(kind):
            yield from models(each)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind


def declared(start: type[BaseModel]) -> dict[str, set[str]]:
    """Return the fields of a model and of all below it, and in which models they stand."""
    found: dict[str, set[str]] = {}
    waiting, seen = [start], set()
    while waiting:
        model = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        for name, field in model.model_fields.items():
            found.setdefault(field.alias or name, set()).add(model.__name__)
            waiting += models(field.annotation)
    return found


# What the kind of a change, the name of the part or the whole rule says already.
SAID_ELSEWHERE = {
    "assumed", "bands", "concordance", "edges", "en", "format", "instruments", "interpretations", "items",
    "key", "kinds", "levels", "max", "method", "name", "new", "not_applicable", "note", "old", "options",
    "periods", "policies", "process", "scale", "score", "source", "survey", "ticks", "vi",
}  # fmt: skip
# Said as one with what they are in.
IN_DUE = {
    "on",
    "by",
    "before",
    "between",
    "month",
    "quarter",
    "every",
    "working_days",
    "after",
    "after_event",
}
IN_POLICIES = {"rounding", "band_on", "rank", "missing", "above_max", "value", "digits", "mode", "at", "ties"}


def test_every_field_of_the_format_has_a_name() -> None:
    """A field that the format gets must get its words too: none would be shown by its English key."""
    nameless = (
        declared(Ruleset).keys() - FIELDS.keys() - SAID_ELSEWHERE - IN_DUE - IN_POLICIES - {"instrument"}
    )
    assert nameless == set()
    assert set(POLICIES) == {"rounding", "band_on", "rank", "not_applicable", "missing", "above_max"}
    assert policy_name("rank", "en") == "Ranking"


KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
PYTHON = re.compile(r"FrozenMap|\bNone\b|\bTrue\b|\bFalse\b|[{}]|\['|Fraction|\bobject\b|<")
FIGURE_WITH_POINT = re.compile(r"(?<![\w./@])[0-9]+\.[0-9]+(?![\w./])")
# English words of the format that are no Vietnamese words too.
VALUE_NAMES = chain(*(each.values() for each in VALUES.values()))
SPOKEN = (*FIELDS.values(), *KIND_NAMES.values(), *POLICIES.values(), *VALUE_NAMES)
WORDS = {word.lower() for _, english in SPOKEN for word in re.findall(r"[A-Za-z]{3,}", english)}
WORDS |= {"half-up", "competition", "dense", "exclude", "forbid", "days-late", "upper", "lower", "exact"}
ENGLISH = re.compile(rf"\b(?:{'|'.join(sorted(WORDS))})\b", re.IGNORECASE)


UNLAWFUL = "Văn bản có nội dung trái pháp luật bị phát hiện"
MISSHAPEN = "Văn bản sai thể thức, kỹ thuật trình bày bị phát hiện"


@cache
def pairs() -> dict[str, tuple[Ruleset, Ruleset]]:
    """Return whole rulesets to compare."""
    last, this, draft = load("example/department@2023"), load("example/department@2024"), load(DRAFT)
    return {"a year": (last, this), "back": (this, last), "draft": (this, draft), "draft back": (draft, this)}


def keys_of(ruleset: Ruleset) -> set[str]:
    """Return the keys of items."""
    return {item.key for item, _ in walk(ruleset.score)}


@pytest.mark.parametrize("name", ["a year", "back", "draft", "draft back"])
def test_whole_rulesets_in_words(name: str) -> None:
    """No row shows Python, a key where there is a name, an English word or a decimal point in Vietnamese."""
    old, new = pairs()[name]
    found = diff(old, new)
    keys = keys_of(old) | keys_of(new)
    for lang in LANGS:
        shown = rows(found.changes, found, lang)
        assert len(shown) > 20
        for row in shown:
            text = " | ".join(row).replace(old.id, "@").replace(new.id, "@")
            assert not PYTHON.search(text), text
            assert not re.search(
                r"\s{2}|\(\)|: $|; $|– \|", text.replace("| – |", "|").replace("| – |", "|")
            ), text
            assert all(cell and cell == cell.strip(" ;,:") for cell in row), text
            if lang == "vi":
                # A concordance is about keys, and an English name may have a hyphen too.
                if row.kind not in {kind_name("rekeyed", lang), kind_name("identity", lang)}:
                    assert not keys & {*KEY.findall(text)}, text
                assert not ENGLISH.search(text.replace("camera", "")), text
                figures = [cell for cell in row[2:4] if row.kind == kind_name("max", lang)]
                assert not any(FIGURE_WITH_POINT.search(cell) for cell in figures), text


def test_codes_keep_their_point() -> None:
    """A code like 2.4 is no figure: it keeps its point in Vietnamese, where figures have a comma."""
    found = diff(*pairs()["draft"])
    said = {row.subject: row for row in rows(found.changes, found, "vi")}
    assert said[f"2.5 {MISSHAPEN}"].new == (
        "0,5 điểm. Từ 0,5 điểm, trừ cho mỗi lỗi – Văn bản sai thể thức, kỹ thuật trình bày: 0,1; không âm."
    )
    assert said["4.2.3 Tỷ lệ hồ sơ liên thông giải quyết đúng hạn"][2:4] == ("1 điểm", "0,75 điểm")


def test_the_draft_says_what_was_split_merged_and_rekeyed() -> None:
    """The rows of the concordance name the items on both sides, and rest on what the concordance rests on."""
    found = diff(*pairs()["draft"])
    shown = rows(found.changes, found, "vi")
    told = [row for row in shown if row.kind in {"Đổi khoá", "Tách tiêu chí", "Gộp tiêu chí"}]
    assert [row[:4] for row in told] == [
        (
            "Đổi khoá", "1.7 Số lần người đứng đầu đối thoại với người dân, doanh nghiệp",
            "leader-dialogue", "citizen-dialogue",
        ),
        (
            "Tách tiêu chí", "2.4 Văn bản ban hành sai quy định bị phát hiện",
            "2.4 Văn bản ban hành sai quy định bị phát hiện",
            f"2.4 {UNLAWFUL}; 2.5 {MISSHAPEN}",
        ),
        (
            "Gộp tiêu chí",
            "5.3.2 Tỷ lệ nhiệm vụ đã phân cấp được kiểm tra; 5.3.3 Tỷ lệ vấn đề về phân cấp đã được xử lý",
            "5.3.2 Tỷ lệ nhiệm vụ đã phân cấp được kiểm tra; 5.3.3 Tỷ lệ vấn đề về phân cấp đã được xử lý",
            "5.3.2 Tỷ lệ nhiệm vụ đã phân cấp được kiểm tra, xử lý xong vấn đề phát hiện",
        ),
    ]  # fmt: skip
    assert [row.new_basis for row in told] == [
        "giả định: Cùng một nội dung tại 1.7; chỉ đổi khoá cho rõ là đối thoại với người dân.",
        "Quyết định 0-2025/QĐ-MINH-HOA, Phụ lục, 2.4 và 2.5",
        "Quyết định 0-2025/QĐ-MINH-HOA, Phụ lục, 5.3.2",
    ]


def test_the_rounding_names_the_items() -> None:
    """Where points are rounded at an item, the item is named, as elsewhere."""
    found = diff(*pairs()["a year"])
    said = next(row for row in rows(found.changes, found, "vi") if row.subject == "Làm tròn")
    assert said.new.endswith("khi công bố, ở mục 11 Điểm điều tra xã hội học")


def recast(found: Difference) -> list[tuple[str, str]]:
    """Return what both sides of what was rekeyed, split and merged rest on."""
    told = (sources(each, found) for each in found.of("rekeyed", "split", "merged"))
    return [(basis(old, found.old, "vi"), basis(new, found.new, "vi")) for old, new in told]


def test_what_the_concordance_rests_on_stands_on_its_side() -> None:
    """A line of the concordance gives its clause, its reason or nothing to the side that declares it."""
    forwards = diff(before(), after(concordance=CONCORDANCE))
    said = ["giả định: Cùng nội dung.", "Quyết định 1/QĐ-UBND, Điều 2", "–"]
    assert recast(forwards) == [("–", each) for each in said]
    assert recast(diff(forwards.new, forwards.old)) == [(each, "–") for each in said]


def test_an_edge_is_said_under_a_new_key() -> None:
    """Where an item has a new key too, each side says the rule that the item has there."""
    renamed = {"of": "example/small@2023", "items": [{"old": ["a"], "new": ["b"], "assumed": "Như cũ."}]}
    for edges in ({"edges": "upper"}, {}):
        found = diff(
            ruleset(leaf("a", steps("90", **edges)), id="example/small@2023", year="2023"),
            ruleset(leaf("b", steps("90", **({} if edges else {"edges": "upper"}))), concordance=renamed),
        )
        change = found.of("scale")[0]
        told = [side(change, found, which, "vi") for which in ("old", "new")]
        upper, lower = (
            "Theo tỷ lệ % – trên 90 đến 100: 10; từ 0 đến 90: 0.",
            ("Theo tỷ lệ % – từ 90 đến 100: 10; từ 0 đến dưới 90: 0."),
        )
        assert told == ([upper, lower] if edges else [lower, upper])
        assert subject(change, found, "vi") == "Mục b" if not edges else "Mục a"
