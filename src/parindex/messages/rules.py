"""What is wrong with a ruleset, a plan, a source document, or their publication."""

from __future__ import annotations

from parindex.messages.message import Message, say

__all__ = ["MESSAGES"]

# A table: one message, one line.
# fmt: off
MESSAGES: dict[str, Message] = {
    # Finding rulesets
    "E-ID": say("`{found}` không phải mã bộ tiêu chí", "`{found}` is not the id of a ruleset", "viết như ha-nam/departments-and-districts@2023", "write it like ha-nam/departments-and-districts@2023"),
    "E-RULESET": say("không có bộ tiêu chí `{found}`", "there is no ruleset `{found}`", "xem `parindex list`", "see `parindex list`"),
    "E-YEAR": say("`{found}` cần kèm năm", "`{found}` needs a year", "các năm có: {known}", "years there are: {known}"),
    "E-PLACE": say("mã `{found}` không khớp với tên tệp", "the id `{found}` does not match the file's name", "đặt tệp tại {wanted}", "put the file at {wanted}"),
    # Checks of a ruleset
    "E-SUM": say("các tiêu chí thành phần cộng lại được {sum}, tiêu chí khai {max}", "the items below add up to {sum}, the item says {max}", "sửa `max` của mục này hoặc của các mục bên dưới", "mend the max of this item or of those below it"),
    "E-MAX": say("mục này phải khai `max`", "this item must state its `max`", "chỉ mục `direct` trong bộ `coverage: structure`, dưới mục có `cap` bằng số, mới được bỏ trống", "only a `direct` leaf of a `coverage: structure` ruleset, below a numeric `cap`, may leave it out"),
    "E-UNIQUE": say("khoá `{found}` dùng cho hai mục", "the key `{found}` is used twice", "đặt khoá khác", "choose another key"),
    "W-CODE": say("số thứ tự `{found}` lặp lại hoặc sai thứ tự", "the code `{found}` is repeated or out of order", "đối chiếu với phụ lục", "compare with the annex"),
    "E-EXCEED": say("thang điểm cho tới {greatest}, vượt điểm tối đa {max}", "the scale gives up to {greatest}, above the max of {max}", "hạ điểm của thang, hoặc sửa `max`", "lower the points, or mend the max"),
    "W-REACH": say("thang điểm chỉ tới {greatest}, không đạt điểm tối đa {max}", "the scale reaches only {greatest}, not the max of {max}", "đối chiếu với phụ lục", "compare with the annex"),
    "E-STEPS": say("bậc thang hở, chồng hoặc ngoài miền tại {found}", "the steps leave a gap, overlap or leave their domain at {found}", "xếp từ trên xuống, bậc cuối bắt đầu từ 0", "list them from the top down, the last from 0"),
    "E-MONOTONE": say("kết quả tốt hơn lại được ít điểm hơn tại {found}", "a better figure gives fewer points at {found}", "điểm phải chỉ tăng hoặc chỉ giảm theo bậc", "points must only rise or only fall along the steps"),
    "E-BANDS": say("mức xếp loại hở, chồng hoặc không phủ hết thang tại {found}", "the bands leave a gap, overlap or do not cover the scale at {found}", "xếp từ trên xuống; mức cuối từ 0; mức đầu có `to`", "list them from the top down; the last from 0; the first with `to`"),
    "E-BANDS-TOP": say("chỉ số có thể tới {most}, trên mức cao nhất {to}", "the index can reach {most}, above the top band's {to}", "nâng `to`, hoặc `above_max: cap`", "raise `to`, or say `above_max: cap`"),
    "E-CAP": say("mục có điểm thưởng bên dưới phải khai `cap`", "an item with a bonus below it must say `cap`", "viết cap: số điểm, hoặc cap: none", "write cap: a number, or cap: none"),
    "E-FLOOR": say("`floor` {found} nằm ngoài khoảng của mục", "the floor {found} is outside the item's range"),
    "E-ROLE": say("vai trò `{role}` không dùng được ở đây ({found})", "the role `{role}` cannot stand here ({found})", "xem trang ngữ nghĩa, mục 2 và 3", "see the semantics page, sections 2 and 3"),
    "E-NA-MAX": say("`not_applicable: {found}` cần mục có `max`", "`not_applicable: {found}` needs an item with a `max`"),
    "E-WEIGHT": say("trọng số cộng lại được {sum}, phải bằng 1", "the weights add up to {sum}, not to 1"),
    "E-GRID": say("{found} không chia hết cho bước làm tròn {grid}", "{found} is not on the rounding grid of {grid}", "làm tròn sẽ vượt điểm tối đa; tăng số chữ số", "rounding would pass the max; use more digits"),
    "E-REFERENCE": say("không có {what} `{found}`", "there is no {what} `{found}`", "chọn một trong: {known}", "choose one of: {known}"),
    "E-RESERVED": say("khoá `{found}` dành riêng cho định dạng", "the key `{found}` is reserved by the format", "đặt khoá khác", "choose another key"),
    "E-CIRCLE": say("`{found}` chờ chính nó qua `after`", "`{found}` waits for itself through `after`", "bỏ một `after`", "drop one `after`"),
    "E-PERIOD-SPAN": say("khoảng từ {from_} đến {to} bị ngược", "the span from {from_} to {to} runs backwards"),
    "E-TOO-MANY": say("quá {limit} {what}", "more than {limit} {what}"),
    "E-PLAN": say("tệp này là kế hoạch, không phải bộ tiêu chí", "this file is a plan, not a ruleset", "dùng `parindex plan`", "use `parindex plan`"),
    "E-NOT-RULESET": say("tệp này là `{found}`, không phải bộ tiêu chí", "this file is a `{found}`, not a ruleset", "xem `parindex schema {found}`", "see `parindex schema {found}`"),
    "E-NOT-PLAN": say("`{found}` không phải kế hoạch", "`{found}` is not a plan", "dùng `parindex show`", "use `parindex show`"),
    "E-READING": say("cách hiểu `{found}` cần đúng một trong `changes`, `unknown`", "the reading `{found}` needs exactly one of `changes` and `unknown`", "ghi điều nó thay đổi, hoặc vì sao không tính được", "say what it changes, or why it cannot be computed"),
    "W-READING": say("cách hiểu `{found}` không tính được: {reason}", "the reading `{found}` cannot be computed: {reason}", "sửa `changes`, hoặc nêu lý do ở `unknown`", "mend its `changes`, or say why in `unknown`"),
    # Sources
    "E-SOURCE": say("không có văn bản nguồn `{found}`", "there is no source document `{found}`", "xem `parindex sources`", "see `parindex sources`"),
    "E-LINES": say("dòng `{found}` không có trong văn bản {lines} dòng", "the lines `{found}` are not in a text that ends at line {lines}", "viết như 12 hoặc 12-15", "write 12 or 12-15"),
    "E-CLAUSE": say("chỗ này ghi lại điều khoản `{at}` của {document}", "this place records the clause `{at}` of {document}"),
    "E-CLAUSE-PLACE": say("điều khoản `{at}` nêu chỗ `{found}`, không có trong {id}", "the clause `{at}` names the place `{found}`, which is not in {id}", "ghi lại điều khoản, hoặc sửa chỗ", "encode the clause, or mend the place"),
    "E-UNCITED": say("điều khoản `{at}` nêu chỗ `{found}` của {id}, nhưng chỗ đó không dẫn điều khoản này", "the clause `{at}` names `{found}` of {id}, which does not cite it", "thêm source ở đó", "add a source there"),
    "E-FIGURE": say("điều khoản `{at}` nêu {found}, nhưng không chỗ nào ghi số này", "the clause `{at}` states {found}, which none of its places holds", "kiểm tra số trong bộ tiêu chí", "look at the figure in the ruleset"),
    "E-DOCUMENT": say("`{instrument}` được dẫn làm nguồn nhưng không có văn bản trong sources/", "`{instrument}` is cited but has no document in sources/", "thêm `document` cho văn bản đó", "give that instrument its `document`"),
    "E-CITED": say("{document} không có điều khoản `{found}`", "{document} has no clause `{found}`", "sửa vị trí dẫn nguồn", "mend the locator"),
    "E-UNLISTED": say("điều khoản `{at}` của {document} không nêu chỗ này của {id}", "the clause `{at}` of {document} does not list this place of {id}", "thêm chỗ này vào điều khoản", "add the place to the clause"),
    "E-UNSUPPORTED": say("`{found}` không có căn cứ: điều khoản `{at}` nêu {known}", "nothing supports `{found}`: the clause `{at}` states {known}", "dẫn điều khoản nêu số này, hoặc ghi assumed", "cite the clause that states it, or say assumed"),
    # Work and plans
    "E-MILESTONE": say("không có nhiệm vụ `{found}`", "there is no milestone `{found}`", "xem `parindex schedule`", "see `parindex schedule`"),
    "E-EVENT": say("nhiệm vụ `{found}` không chờ sự kiện nào", "the milestone `{found}` waits for no event", "dùng --done cho ngày đã xong", "use --done for the day it was done"),
    "E-AFTER": say("ngày {found} sau ngày của báo cáo {last}", "the day {found} is after the report's own day {last}", "sửa ngày, hoặc sửa as_of", "mend the day, or as_of"),
    "E-WRITE": say("không ghi được tệp `{file}`: {reason}", "cannot write the file `{file}`: {reason}"),
    "E-OTHER-PLAN": say("báo cáo này là của kế hoạch `{found}`, không phải `{id}`", "this report is of the plan `{found}`, not of `{id}`", "sửa plan, hoặc chọn kế hoạch đó", "mend plan, or choose that plan"),
    "E-YEARS": say("không biết ngày nghỉ của năm {found}", "the holidays of {found} are not known", "", ""),
    "E-DAY": say("`{found}` phải viết như khoá=2024-11-30", "`{found}` must be written like key=2024-11-30"),
    "E-PLAN-KEY": say("kế hoạch không có `{found}` trong `{what}`", "the plan has no `{found}` among its `{what}`", "xem `parindex plan`", "see `parindex plan`"),
    "E-REPORTED": say("số liệu báo cáo `{found}` không đúng dạng", "the reported `{found}` is not of one form", "cần value, hoặc done cùng planned, hoặc ngày done", "give a value, done with planned, or the day it was done"),
    "E-OTHER-PERIOD": say("`{unit}` chưa có tệp chấm kỳ `{found}`", "there is no assessment of `{unit}` for the period `{found}`", "đưa thêm tệp của kỳ đó", "give the file of that period too"),
    "W-LATE": say("báo cáo tự chấm nộp {submitted}, hạn {last}: chậm {days} ngày", "the self-scoring report came on {submitted}, due {last}; days late: {days}", "bộ tiêu chí không nêu điểm trừ cho việc này", "the ruleset states no penalty for it"),
    # Publication
    "E-LOCK": say("bản chuẩn JSON `{found}` đã công bố bị mất hoặc bị sửa", "the published canonical JSON `{found}` is gone or was changed", "khôi phục tệp; bản đã công bố không bao giờ sửa", "restore it; what is published never changes"),
    "E-LOCK-LINE": say("LOCK có dòng sai dạng hoặc lặp: `{found}`", "LOCK has a line of another form, or twice: `{found}`", "mỗi dòng: mã SHA-256, hai dấu cách, tên tệp JSON", "each line: a SHA-256, two spaces, the JSON file's name"),
    "E-PUBLISHED": say("`{found}` đã công bố, không được sửa", "`{found}` is published and never changes", "khôi phục chỗ này; muốn đính chính thì lập tệp mới có supersedes", "restore this place; a correction is a new file with supersedes"),
    "W-LOCK": say("`{found}` chưa công bố", "`{found}` is not published yet", "chạy `parindex lock`", "run `parindex lock`"),
    "E-PLUGIN": say("gói `{found}` không cho thư mục bộ tiêu chí nào: {reason}", "the package `{found}` gives no folder of rulesets: {reason}", "gỡ gói đó hoặc báo người làm gói", "remove that package, or tell its makers"),
    "E-SUPERSEDES": say("bộ tiêu chí bị thay `{found}` không có", "the superseded ruleset `{found}` does not exist", "sửa mã ở `supersedes`", "mend the id under `supersedes`"),
    "E-FORCE": say("`{found}` và `{other}` cùng có hiệu lực một năm", "`{found}` and `{other}` are both in force for one year", "đánh dấu một bộ là superseded", "mark one of them superseded"),
    "W-UNREACHABLE": say("mức `{found}` không bao giờ đạt được", "the band `{found}` can never be reached", "đối chiếu với văn bản", "compare with the text"),
    "W-UNFILLED": say("chỗ này của bản nháp chưa điền: `{found}`", "this place of a draft is not filled in: `{found}`", "điền theo văn bản ban hành", "fill it in from the decision itself"),
    "W-TOP": say("điểm tối đa {max} không thể đạt, cao nhất là {most}", "the max of {max} can never be reached, the most is {most}", "đối chiếu với phụ lục", "compare with the annex"),
    "W-LEVEL": say("bậc `{found}` không bao giờ đạt được", "the level `{found}` can never be reached", "đối chiếu với phụ lục", "compare with the annex"),
}
# fmt: on
