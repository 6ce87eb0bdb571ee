"""What each code says, in Vietnamese and English; the documentation makes one page of each."""

from __future__ import annotations

from typing import TypedDict

__all__ = ["MESSAGES", "Message"]


class Message(TypedDict):
    """The words of one code: what is wrong, and what to do when no nearer word is known."""

    vi: str
    en: str
    hint_vi: str
    hint_en: str


def _say(vi: str, en: str, hint_vi: str = "", hint_en: str = "") -> Message:
    return {"vi": vi, "en": en, "hint_vi": hint_vi, "hint_en": hint_en}


# A table: one message, one line.
# fmt: off
MESSAGES: dict[str, Message] = {
    # Reading files
    "E-FILE": _say("không đọc được tệp `{file}`: {reason}", "cannot read the file `{file}`: {reason}"),
    "E-SIZE": _say("tệp lớn hơn {limit} byte", "the file is larger than {limit} bytes"),
    "E-UTF8": _say("tệp không phải UTF-8", "the file is not UTF-8", "lưu lại tệp với mã hoá UTF-8", "save it as UTF-8"),
    "E-EMPTY": _say("chỗ này để trống", "nothing is written here", "điền giá trị hoặc xoá dòng", "give a value or remove the line"),
    "E-CHAR": _say("có ký tự không cho phép {character}", "the character {character} is not allowed", "xoá ký tự ẩn này", "remove this hidden character"),
    "E-NFC": _say("chữ không ở dạng Unicode NFC", "the text is not in Unicode NFC", "gõ lại bằng bảng mã Unicode dựng sẵn", "write it with composed letters"),
    "E-LONG": _say("chuỗi dài hơn {limit} ký tự", "a text is longer than {limit} characters"),
    "E-DEPTH": _say("lồng nhau sâu hơn {limit} tầng", "nested deeper than {limit} levels"),
    "E-NODES": _say("nhiều hơn {limit} phần tử", "more than {limit} nodes"),
    "E-YAML": _say("không đúng cú pháp YAML", "this is not YAML", "kiểm tra thụt dòng, dấu hai chấm và dấu nháy", "look at indents, colons and quotes"),
    "E-JSON": _say("không đúng cú pháp JSON", "this is not JSON", "kiểm tra dấu phẩy, dấu ngoặc và dấu nháy", "look at commas, brackets and quotes"),
    "E-DUP": _say("khoá `{what}` viết hai lần", "the key `{what}` is given twice", "giữ lại một", "keep one of them"),
    "E-KEY": _say("khoá phải là chữ", "a key must be text"),
    "E-ALIAS": _say("không dùng neo và bí danh (`&`, `*`)", "anchors and aliases (`&`, `*`) are not used", "viết đủ giá trị ở đây", "write the value out"),
    "E-TAG": _say("không dùng thẻ kiểu `{tag}`", "the tag `{tag}` is not used", "bỏ thẻ, viết giá trị trong dấu nháy", "drop it and quote the value"),
    "E-DIRECTIVE": _say("không dùng chỉ thị `%`", "directives (`%`) are not used", "xoá dòng này", "remove the line"),
    "E-DOCS": _say("tệp có hơn một tài liệu", "the file holds more than one document", "tách thành từng tệp", "split it"),
    "E-MERGE": _say("không dùng khoá gộp `<<`", "merge keys (`<<`) are not used", "viết đủ các giá trị", "write the values out"),
    "E-AMBIG": _say("`{found}` để trần có thể bị đọc thành giá trị khác", "`{found}` without quotes may be read as something else", "đặt trong dấu nháy", "quote it"),
    "E-COMMENT": _say("chú thích `{found}` đứng sau giá trị không có dấu nháy", "the comment `{found}` follows a value without quotes", "đặt giá trị trong dấu nháy, hoặc đưa chú thích lên dòng riêng", "quote the value, or give the comment its own line"),
    # Shape
    "E-TEXT": _say("`{found}` phải viết thành chuỗi", "`{found}` must be written as text", 'viết "{found}" trong dấu nháy', 'write "{found}", in quotes'),
    "E-NUM": _say("`{found}` không phải số thập phân", "`{found}` is not a decimal number", "viết như 12.5: chữ số, dấu chấm, tối đa 6 số lẻ", "write it like 12.5: digits, a point, at most 6 decimals"),
    "E-WHOLE": _say("`{found}` không phải số nguyên không âm", "`{found}` is not a whole number of zero or more", "viết như 12", "write it like 12"),
    "E-SLUG": _say("khoá `{found}` sai quy cách", "the key `{found}` is not a slug", "dùng chữ thường không dấu, số và gạch nối, tối đa 64 ký tự", "use small letters, digits and single hyphens, at most 64"),
    "E-DATE": _say("`{found}` không phải ngày", "`{found}` is not a date", "viết như 2024-11-30", "write it like 2024-11-30"),
    "E-TRUE": _say("`{found}` không phải `true`", "`{found}` is not `true`", "viết true hoặc bỏ dòng này", "write true, or leave the line out"),
    "E-SHAPE": _say("cần {wanted}, thấy `{found}`", "a {wanted} is wanted here, not `{found}`"),
    "E-FIELD": _say("không có trường `{found}` ở đây", "there is no field `{found}` here", "xem trang quy cách tệp", "see the format page"),
    "E-REQUIRED": _say("thiếu trường `{field}`", "the field `{field}` is missing", "thêm trường này", "add it"),
    "E-VALUE": _say("không nhận giá trị `{found}`", "`{found}` is not one of the values", "chọn một trong: {known}", "choose one of: {known}"),
    "E-LIMIT": _say("`{found}` phải {sign} {limit}", "`{found}` must be {sign} {limit}"),
    "E-WRONG": _say("`{found}` không đúng quy cách", "`{found}` is not of the right form", "xem trang quy cách tệp", "see the format page"),
    "E-DUTY": _say("nghĩa vụ `{found}` cần `measure` hoặc `due`", "the duty `{found}` needs a `measure` or a `due`", "thêm mức phải đạt, hoặc thời hạn", "add what must be reached, or when"),
    "E-OUTCOME": _say("điều khoản `{found}` cần kết quả xử lý: `encoded`, `process`, `open`, hoặc chỉ `not_a_rule`", "the clause `{found}` needs an outcome: `encoded`, `process`, `open`, or `not_a_rule` alone", "ghi điều khoản đã thành gì", "say what became of it"),
    "E-DUE": _say("thời hạn `{found}` không phải một quy tắc", "the due rule `{found}` is not one rule", "nêu đúng một quy tắc; `working_days` đi cùng `after`", "give exactly one; `working_days` goes with `after`"),
    "E-POLICY": _say("chính sách cần đúng một trong `source`, `assumed`", "a policy needs exactly one of `source` and `assumed`", "dẫn nguồn, hoặc nêu lý do giả định", "give its source, or the reason it is assumed"),
    "E-LEAF": _say("mục `{key}` phải có đúng một trong `items`, `scale`", "the item `{key}` needs exactly one of `items` and `scale`"),
    "E-INNER": _say("`{field}` chỉ dùng cho mục có mục con", "`{field}` belongs to an item with items below it", "bỏ trường này", "remove it"),
    # Finding rulesets
    "E-ID": _say("`{found}` không phải mã bộ tiêu chí", "`{found}` is not the id of a ruleset", "viết như ha-nam/departments-and-districts@2023", "write it like ha-nam/departments-and-districts@2023"),
    "E-RULESET": _say("không có bộ tiêu chí `{found}`", "there is no ruleset `{found}`", "xem `parindex list`", "see `parindex list`"),
    "E-YEAR": _say("`{found}` cần kèm năm", "`{found}` needs a year", "các năm có: {known}", "years there are: {known}"),
    "E-PLACE": _say("mã `{found}` không khớp với tên tệp", "the id `{found}` does not match the file's name", "đặt tệp tại {wanted}", "put the file at {wanted}"),
    # Checks of a ruleset
    "E-SUM": _say("các tiêu chí thành phần cộng lại được {sum}, tiêu chí khai {max}", "the items below add up to {sum}, the item says {max}", "sửa `max` của mục này hoặc của các mục bên dưới", "mend the max of this item or of those below it"),
    "E-MAX": _say("mục này phải khai `max`", "this item must state its `max`", "chỉ mục `direct` trong bộ `coverage: structure`, dưới mục có `cap` bằng số, mới được bỏ trống", "only a `direct` leaf of a `coverage: structure` ruleset, below a numeric `cap`, may leave it out"),
    "E-UNIQUE": _say("khoá `{found}` dùng cho hai mục", "the key `{found}` is used twice", "đặt khoá khác", "choose another key"),
    "W-CODE": _say("số thứ tự `{found}` lặp lại hoặc sai thứ tự", "the code `{found}` is repeated or out of order", "đối chiếu với phụ lục", "compare with the annex"),
    "E-EXCEED": _say("thang điểm cho tới {greatest}, vượt điểm tối đa {max}", "the scale gives up to {greatest}, above the max of {max}", "hạ điểm của thang, hoặc sửa `max`", "lower the points, or mend the max"),
    "W-REACH": _say("thang điểm chỉ tới {greatest}, không đạt điểm tối đa {max}", "the scale reaches only {greatest}, not the max of {max}", "đối chiếu với phụ lục", "compare with the annex"),
    "E-STEPS": _say("bậc thang hở, chồng hoặc ngoài miền tại {found}", "the steps leave a gap, overlap or leave their domain at {found}", "xếp từ trên xuống, bậc cuối bắt đầu từ 0", "list them from the top down, the last from 0"),
    "E-MONOTONE": _say("kết quả tốt hơn lại được ít điểm hơn tại {found}", "a better figure gives fewer points at {found}", "điểm phải chỉ tăng hoặc chỉ giảm theo bậc", "points must only rise or only fall along the steps"),
    "E-BANDS": _say("mức xếp loại hở, chồng hoặc không phủ hết thang tại {found}", "the bands leave a gap, overlap or do not cover the scale at {found}", "xếp từ trên xuống; mức cuối từ 0; mức đầu có `to`", "list them from the top down; the last from 0; the first with `to`"),
    "E-BANDS-TOP": _say("chỉ số có thể tới {most}, trên mức cao nhất {to}", "the index can reach {most}, above the top band's {to}", "nâng `to`, hoặc `above_max: cap`", "raise `to`, or say `above_max: cap`"),
    "E-CAP": _say("mục có điểm thưởng bên dưới phải khai `cap`", "an item with a bonus below it must say `cap`", "viết cap: số điểm, hoặc cap: none", "write cap: a number, or cap: none"),
    "E-FLOOR": _say("`floor` {found} nằm ngoài khoảng của mục", "the floor {found} is outside the item's range"),
    "E-ROLE": _say("vai trò `{role}` không dùng được ở đây ({found})", "the role `{role}` cannot stand here ({found})", "xem trang ngữ nghĩa, mục 2 và 3", "see the semantics page, sections 2 and 3"),
    "E-NA-MAX": _say("`not_applicable: {found}` cần mục có `max`", "`not_applicable: {found}` needs an item with a `max`"),
    "E-WEIGHT": _say("trọng số cộng lại được {sum}, phải bằng 1", "the weights add up to {sum}, not to 1"),
    "E-GRID": _say("{found} không chia hết cho bước làm tròn {grid}", "{found} is not on the rounding grid of {grid}", "làm tròn sẽ vượt điểm tối đa; tăng số chữ số", "rounding would pass the max; use more digits"),
    "E-REFERENCE": _say("không có {what} `{found}`", "there is no {what} `{found}`", "chọn một trong: {known}", "choose one of: {known}"),
    "E-RESERVED": _say("khoá `{found}` dành riêng cho định dạng", "the key `{found}` is reserved by the format", "đặt khoá khác", "choose another key"),
    "E-CIRCLE": _say("`{found}` chờ chính nó qua `after`", "`{found}` waits for itself through `after`", "bỏ một `after`", "drop one `after`"),
    "E-PERIOD-SPAN": _say("khoảng từ {from_} đến {to} bị ngược", "the span from {from_} to {to} runs backwards"),
    "E-TOO-MANY": _say("quá {limit} {what}", "more than {limit} {what}"),
    "E-PLAN": _say("tệp này là kế hoạch, không phải bộ tiêu chí", "this file is a plan, not a ruleset", "dùng `parindex plan`", "use `parindex plan`"),
    "E-NOT-RULESET": _say("tệp này là `{found}`, không phải bộ tiêu chí", "this file is a `{found}`, not a ruleset", "xem `parindex schema {found}`", "see `parindex schema {found}`"),
    "E-NOT-PLAN": _say("`{found}` không phải kế hoạch", "`{found}` is not a plan", "dùng `parindex show`", "use `parindex show`"),
    "E-READING": _say("cách hiểu `{found}` cần đúng một trong `changes`, `unknown`", "the reading `{found}` needs exactly one of `changes` and `unknown`", "ghi điều nó thay đổi, hoặc vì sao không tính được", "say what it changes, or why it cannot be computed"),
    "W-READING": _say("cách hiểu `{found}` không tính được: {reason}", "the reading `{found}` cannot be computed: {reason}", "sửa `changes`, hoặc nêu lý do ở `unknown`", "mend its `changes`, or say why in `unknown`"),
    # Sources
    "E-SOURCE": _say("không có văn bản nguồn `{found}`", "there is no source document `{found}`", "xem `parindex sources`", "see `parindex sources`"),
    "E-LINES": _say("dòng `{found}` không có trong văn bản {lines} dòng", "the lines `{found}` are not in a text of {lines} lines", "viết như 12 hoặc 12-15", "write 12 or 12-15"),
    "E-CLAUSE": _say("chỗ này ghi lại điều khoản `{at}` của {document}", "this place records the clause `{at}` of {document}"),
    "E-CLAUSE-PLACE": _say("điều khoản `{at}` nêu chỗ `{found}`, không có trong {id}", "the clause `{at}` names the place `{found}`, which is not in {id}", "ghi lại điều khoản, hoặc sửa chỗ", "encode the clause, or mend the place"),
    "E-UNCITED": _say("điều khoản `{at}` nêu chỗ `{found}` của {id}, nhưng chỗ đó không dẫn điều khoản này", "the clause `{at}` names `{found}` of {id}, which does not cite it", "thêm source ở đó", "add a source there"),
    "E-FIGURE": _say("điều khoản `{at}` nêu {found}, nhưng không chỗ nào ghi số này", "the clause `{at}` states {found}, which none of its places holds", "kiểm tra số trong bộ tiêu chí", "look at the figure in the ruleset"),
    "E-DOCUMENT": _say("`{instrument}` được dẫn làm nguồn nhưng không có văn bản trong sources/", "`{instrument}` is cited but has no document in sources/", "thêm `document` cho văn bản đó", "give that instrument its `document`"),
    "E-CITED": _say("{document} không có điều khoản `{found}`", "{document} has no clause `{found}`", "sửa vị trí dẫn nguồn", "mend the locator"),
    "E-UNLISTED": _say("điều khoản `{at}` của {document} không nêu chỗ này của {id}", "the clause `{at}` of {document} does not list this place of {id}", "thêm chỗ này vào điều khoản", "add the place to the clause"),
    "E-UNSUPPORTED": _say("`{found}` không có căn cứ: điều khoản `{at}` nêu {known}", "nothing supports `{found}`: the clause `{at}` states {known}", "dẫn điều khoản nêu số này, hoặc ghi assumed", "cite the clause that states it, or say assumed"),
    # Work and plans
    "E-MILESTONE": _say("không có nhiệm vụ `{found}`", "there is no milestone `{found}`", "xem `parindex schedule`", "see `parindex schedule`"),
    "E-EVENT": _say("nhiệm vụ `{found}` không chờ sự kiện nào", "the milestone `{found}` waits for no event", "dùng --done cho ngày đã xong", "use --done for the day it was done"),
    "E-AFTER": _say("ngày {found} sau ngày của báo cáo {last}", "the day {found} is after the report's own day {last}", "sửa ngày, hoặc sửa as_of", "mend the day, or as_of"),
    "E-WRITE": _say("không ghi được tệp `{file}`: {reason}", "cannot write the file `{file}`: {reason}"),
    "E-OTHER-PLAN": _say("báo cáo này là của kế hoạch `{found}`, không phải `{id}`", "this report is of the plan `{found}`, not of `{id}`", "sửa plan, hoặc chọn kế hoạch đó", "mend plan, or choose that plan"),
    "E-YEARS": _say("không biết ngày nghỉ của năm {found}", "the holidays of {found} are not known", "", ""),
    "E-DAY": _say("`{found}` phải viết như khoá=2024-11-30", "`{found}` must be written like key=2024-11-30"),
    "E-PLAN-KEY": _say("kế hoạch không có `{found}` trong `{what}`", "the plan has no `{found}` among its `{what}`", "xem `parindex plan`", "see `parindex plan`"),
    "E-REPORTED": _say("số liệu báo cáo `{found}` không đúng dạng", "the reported `{found}` is not of one form", "cần value, hoặc done cùng planned, hoặc ngày done", "give a value, done with planned, or the day it was done"),
    "E-OTHER-PERIOD": _say("`{unit}` chưa có tệp chấm kỳ `{found}`", "there is no assessment of `{unit}` for the period `{found}`", "đưa thêm tệp của kỳ đó", "give the file of that period too"),
    "W-LATE": _say("báo cáo tự chấm nộp {submitted}, hạn {last}: chậm {days} ngày", "the self-scoring report came on {submitted}, due {last}: {days} days late", "bộ tiêu chí không nêu điểm trừ cho việc này", "the ruleset states no penalty for it"),
    # Publication
    "E-LOCK": _say("bản chuẩn JSON `{found}` đã công bố bị mất hoặc bị sửa", "the published canonical JSON `{found}` is gone or was changed", "khôi phục tệp; bản đã công bố không bao giờ sửa", "restore it; what is published never changes"),
    "E-LOCK-LINE": _say("LOCK có dòng sai dạng hoặc lặp: `{found}`", "LOCK has a line of another form, or twice: `{found}`", "mỗi dòng: mã SHA-256, hai dấu cách, tên tệp JSON", "each line: a SHA-256, two spaces, the JSON file's name"),
    "E-PUBLISHED": _say("`{found}` đã công bố, không được sửa", "`{found}` is published and never changes", "khôi phục chỗ này; muốn đính chính thì lập tệp mới có supersedes", "restore this place; a correction is a new file with supersedes"),
    "W-LOCK": _say("`{found}` chưa công bố", "`{found}` is not published yet", "chạy `parindex lock`", "run `parindex lock`"),
    "E-PLUGIN": _say("gói `{found}` không cho thư mục bộ tiêu chí nào: {reason}", "the package `{found}` gives no folder of rulesets: {reason}", "gỡ gói đó hoặc báo người làm gói", "remove that package, or tell its makers"),
    "E-SUPERSEDES": _say("bộ tiêu chí bị thay `{found}` không có", "the superseded ruleset `{found}` does not exist", "sửa mã ở `supersedes`", "mend the id under `supersedes`"),
    "E-FORCE": _say("`{found}` và `{other}` cùng có hiệu lực một năm", "`{found}` and `{other}` are both in force for one year", "đánh dấu một bộ là superseded", "mark one of them superseded"),
    "W-UNREACHABLE": _say("mức `{found}` không bao giờ đạt được", "the band `{found}` can never be reached", "đối chiếu với văn bản", "compare with the text"),
    "W-TOP": _say("điểm tối đa {max} không thể đạt, cao nhất là {most}", "the max of {max} can never be reached, the most is {most}", "đối chiếu với phụ lục", "compare with the annex"),
    "W-LEVEL": _say("bậc `{found}` không bao giờ đạt được", "the level `{found}` can never be reached", "đối chiếu với phụ lục", "compare with the annex"),
    # Assessments
    "E-STAGE": _say("không có giai đoạn `{found}`", "there is no stage `{found}`", "chọn một trong: {known}", "choose one of: {known}"),
    "E-KIND": _say("bộ tiêu chí không có loại đơn vị `{found}`", "the ruleset has no unit kind `{found}`", "chọn một trong: {known}", "choose one of: {known}"),
    "E-PERIOD": _say("bộ tiêu chí không có kỳ `{found}`", "the ruleset has no period `{found}`", "chọn một trong: {known}", "choose one of: {known}"),
    "E-ITEM": _say("bộ tiêu chí không có mục `{found}`", "the ruleset has no item `{found}`", "xem `parindex show`", "see `parindex show`"),
    "E-STRUCTURE": _say("không nguồn nào nêu tiêu chí `{found}`; bộ này chỉ biết tới: {known}", "no source states the criterion `{found}`; this ruleset knows only: {known}", "khi có phụ lục, chép thành tệp bộ tiêu chí đủ rồi chấm với --ruleset TỆP", "once you have the annex, write it out as a ruleset file and score with --ruleset FILE"),
    "E-ENTRY": _say("mục `{found}` có mục con, không chấm trực tiếp", "the item `{found}` has items below it and is not entered itself", "chấm từng mục: {known}", "enter these instead: {known}"),
    "E-APPLIES": _say("mục `{found}` không áp dụng cho loại đơn vị `{kind}`", "the item `{found}` does not apply to the kind `{kind}`", "xoá mục này", "remove the entry"),
    "E-CHANGE": _say("mục `{found}` khác giai đoạn trước mà không nêu lý do", "the entry for `{found}` differs from the stage before without a reason", "thêm changed: {{by: …, why: …}}", "add changed: {{by: …, why: …}}"),
    "E-FORM": _say("thang `{method}` không nhận `{found}`", "the scale `{method}` does not take `{found}`", "cần {wanted}", "it takes {wanted}"),
    "E-LEVEL": _say("không có bậc `{found}`", "there is no level `{found}`", "chọn một trong: {known}", "choose one of: {known}"),
    "E-TICK": _say("không có nội dung `{found}`", "there is no tick `{found}`", "chọn trong: {known}", "choose among: {known}"),
    "E-TWICE": _say("`{found}` ghi hai lần", "`{found}` is given twice", "giữ lại một", "keep one"),
    "E-FAULT": _say("không có loại vi phạm `{found}`", "there is no kind of fault `{found}`", "chọn trong: {known}", "choose among: {known}"),
    "E-GROUP": _say("không có nhóm được hỏi `{found}`", "there is no respondent group `{found}`", "chọn trong: {known}", "choose among: {known}"),
    "E-OPTION": _say("không có phương án trả lời `{found}`", "there is no answer `{found}`", "chọn trong: {known}", "choose among: {known}"),
    "E-BALLOTS": _say("nhóm `{group}` không có phiếu nào", "the group `{group}` has no ballots", "nhập số phiếu, hoặc để mục này là missing", "enter its ballots, or leave the item missing"),
    "E-RANGE": _say("{found} nằm ngoài khoảng từ {least} đến {most}", "{found} is outside {least} to {most}"),
    "E-STEP": _say("{found} không phải bội số của {grid}", "{found} is not a multiple of {grid}"),
    "E-PLANNED": _say("`planned` là {found}, phải lớn hơn 0", "`planned` is {found}, it must be above 0", "nếu không có nhiệm vụ nào, ghi state: not-applicable", "if nothing was planned, say state: not-applicable"),
    "E-DONE": _say("đã làm {done} trên {planned}, nhiều nhất được {most}", "{done} done of {planned}, at most {most} is possible", "kiểm tra hai số có bị đổi chỗ không", "see whether the two are swapped"),
    "E-STATE": _say("trạng thái `{found}` không đi cùng kết quả quan sát", "the state `{found}` does not go with an observation", "giữ một trong hai", "keep one of the two"),
    "E-NOTHING": _say("mục này không nêu kết quả hay trạng thái", "this entry gives neither an observation nor a state", "nhập kết quả, hoặc ghi state: missing", "enter what was observed, or say state: missing"),
    "E-WHY": _say("trạng thái `{found}` phải có lý do", "the state `{found}` needs its reason", "thêm why: …", "add why: …"),
    "E-NA": _say("mục `{found}` không được phép ghi là không áp dụng", "the item `{found}` may not be called not applicable", "nhập kết quả, hoặc ghi state: zero", "enter what was observed, or say state: zero"),
    "E-ABOVE": _say("tổng {found} vượt điểm tối đa {max}", "the total of {found} is above the max of {max}", "văn bản không cho vượt; kiểm tra các mục điểm thưởng", "the rules do not allow it; look at the bonus items"),
    "E-NOTHING-APPLIES": _say("không có mục nào áp dụng cho loại đơn vị `{kind}`", "no item applies to the kind `{kind}`"),
    "W-BAND": _say("số chính xác xếp `{exact}`, số công bố xếp `{published}`", "the exact figure gives `{exact}`, the published one `{published}`", "theo chính sách band_on", "the policy band_on decides"),
    "W-RULESET": _say("tệp chấm điểm ghi bộ `{found}`, đang chấm theo `{id}`", "the assessment names `{found}` and is scored under `{id}`"),
    "W-STAGE": _say("không có giai đoạn `{stage}`; lấy từ: {found}", "there is no stage `{stage}`; entries come from: {found}"),
    "W-UNIT": _say("đơn vị `{found}` không có trong danh sách của bộ tiêu chí", "the unit `{found}` is not in the ruleset's list", "kiểm tra khoá của đơn vị", "look at the unit's key"),
    "W-KIND": _say("tệp ghi loại đơn vị `{found}`, danh sách ghi `{listed}`", "the assessment says the kind `{found}`, the list says `{listed}`", "kiểm tra loại đơn vị", "look at the unit's kind"),
    "W-VALIDITY": _say("đơn vị `{found}` chỉ tồn tại từ {from_} đến {to}, ngoài kỳ chấm", "the unit `{found}` existed from {from_} to {to}, outside the period", "kiểm tra đơn vị và năm", "look at the unit and the year"),
    "W-MISSING": _say("các mục chưa có kết quả tính 0 điểm: {found}", "missing items count as 0: {found}"),
    # Questions that cannot be asked
    "E-LEAGUE": _say("`{unit}` và `{other}` không cùng bảng xếp hạng", "`{unit}` and `{other}` are not in one league", "xếp hạng riêng từng bộ tiêu chí, kỳ, giai đoạn và loại đơn vị", "rank each ruleset, period, stage and kind by itself"),
    "E-INCOMPLETE": _say("`{unit}` chưa đủ kết quả để xếp hạng: {missing}", "`{unit}` is not complete and cannot be ranked: {missing}"),
    "E-UNIT-TWICE": _say("đơn vị `{unit}` có mặt hai lần", "the unit `{unit}` is there twice"),
    "E-EXTRA": _say("cần phần mở rộng `{extra}`", "the extra `{extra}` is needed", "pip install 'parindex[{extra}]'", "pip install 'parindex[{extra}]'"),
    "E-DIFFER": _say("hai bộ máy khác nhau tại `{found}`: {engine} và {oracle}", "the two engines differ at `{found}`: {engine} and {oracle}", "báo lỗi này cho nhóm phát triển", "report this to the developers"),
    # Cases
    "E-CASE": _say("ca kiểm thử không nêu kết quả mong đợi nào", "the case expects nothing", "thêm expected: total, index, band hoặc items", "add expected: total, index, band or items"),
    "E-EXPECTED": _say("mong đợi {what} là `{wanted}`, tính được `{found}`", "{what} was expected to be `{wanted}` and is `{found}`"),
}
# fmt: on
