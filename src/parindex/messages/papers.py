"""What is wrong with a form, with a request of the calculator, and with a case."""

from __future__ import annotations

from parindex.messages.message import Message, say

__all__ = ["MESSAGES"]

# A table: one message, one line.
# fmt: off
MESSAGES: dict[str, Message] = {
    # Forms
    "E-NO-FORM": say("tệp này không phải biểu chấm điểm của parindex", "this workbook is no form of parindex", "tạo biểu bằng `parindex form`", "make one with `parindex form`"),
    "E-FORM-VERSION": say("biểu mẫu phiên bản `{found}`, phần mềm đọc phiên bản `{wanted}`", "the form is of version `{found}`, this software reads version `{wanted}`", "tạo lại biểu, hoặc dùng đúng phiên bản phần mềm", "make the form again, or use the software of its version"),
    "E-FORM-DIGEST": say("biểu lập theo bộ tiêu chí có SHA-256 {found}…, bộ hiện có là {wanted}…", "the form was made by a ruleset with the SHA-256 {found}…, the one at hand is {wanted}…", "đưa đúng bộ tiêu chí bằng --ruleset", "give the right ruleset with --ruleset"),
    "E-FORM-FACT": say("không đọc được `{found}` của biểu", "`{found}` of the form cannot be read", "lấy lại biểu gốc", "get the original form again"),
    "E-FORM-UNIT": say("biểu chưa ghi tên đơn vị", "the form does not name its unit", "ghi tên đơn vị ở sheet Tổng hợp", "fill in the name of the unit on the first sheet"),
    "E-FORM-KIND": say("bộ tiêu chí xếp `{unit}` vào loại `{wanted}`, biểu ghi `{found}`", "the ruleset lists `{unit}` as `{wanted}`, the form says `{found}`", "dùng biểu lập cho đúng loại đơn vị", "use the form that was made for its kind"),
    "W-FORM-UNIT": say("mã của `{name}` được suy ra từ tên: `{read}`", "the key of `{name}` follows from the name: `{read}`", "ghi mã đơn vị nếu không đúng", "fill in the key of the unit if it is another"),
    "E-FORM-SHEET": say("biểu không có sheet `{found}`", "the form has no sheet `{found}`", "lấy lại biểu gốc", "get the original form again"),
    "W-FORM-SHEET": say("sheet `{found}` không thuộc biểu, không được đọc", "the sheet `{found}` is not of the form and was not read"),
    "E-FORM-MACROS": say("biểu chứa macro", "the form holds macros", "lưu lại thành .xlsx không có macro", "save it as .xlsx without macros"),
    "E-FORM-LINKS": say("biểu lấy giá trị từ tệp khác", "the form takes values from other files", "cắt liên kết, nhập giá trị", "cut the links and enter the values"),
    "E-FORM-OBJECT": say("biểu chứa tệp nhúng hoặc nút điều khiển", "the form holds embedded files or controls", "xoá tệp nhúng; ghi tên và đường dẫn ở cột Tài liệu kiểm chứng", "delete them; write title and address into the column of evidence"),
    "E-FORM-COLUMN": say("cột này phải là `{wanted}`, biểu ghi `{found}`", "this column must be `{wanted}`, the form says `{found}`", "đưa các cột về đúng chỗ", "put the columns back in their places"),
    "E-FORM-TWICE": say("mã `{found}` đã có ở dòng {row}", "the key `{found}` stands in row {row} already", "giữ lại một dòng", "keep one of the rows"),
    "E-FORM-ROW": say("mã `{found}` không có trong bộ tiêu chí", "the ruleset has no key `{found}`", "không sửa cột Mã", "leave the column of keys alone"),
    "E-FORM-GONE": say("biểu mất dòng có mã `{found}`", "the row with the key `{found}` is gone", "lấy lại biểu gốc, chép lại các ô nhập", "get the original form again and copy the cells that were filled in"),
    "E-FORM-STRAY": say("`{found}` nằm ở dòng không có mã", "`{found}` stands in a row without a key", "không chèn dòng; nhập vào dòng của tiêu chí", "insert no rows; fill in the row of the item"),
    "E-FORM-FORMULA": say("ô nhập chứa công thức: `{found}`", "a cell to fill in holds a formula: `{found}`", "nhập giá trị thay cho công thức", "enter the value instead"),
    "E-FORM-FLAG": say("ô nhập chứa giá trị lô-gic `{found}`, không phải số liệu", "a cell to fill in holds the truth value `{found}`, which is no answer", "nhập lại: số, hoặc chọn trong danh sách", "enter it again: a number, or an entry of the list"),
    "E-FORM-MERGED": say("ô nhập bị gộp: `{found}`", "cells to fill in are merged: `{found}`", "bỏ gộp ô", "split the cells"),
    "E-FORM-CHOICE": say("`{found}` không có trong danh sách", "`{found}` is not in the list", "chọn một trong: {known}", "choose one of: {known}"),
    "E-FORM-NUMBER": say("`{found}` không phải số", "`{found}` is not a number", "nhập số, như 0,5; không dùng dấu cách, dấu chấm ngăn hàng nghìn, đơn vị", "enter a number, like 0.5, without spaces, thousands signs and units"),
    "E-FORM-DIGITS": say("`{found}` có quá nhiều chữ số", "`{found}` has too many digits", "nhiều nhất 15 chữ số trước dấu phẩy, 6 chữ số sau dấu phẩy; tỷ lệ lẻ thì nhập Đã thực hiện và Kế hoạch", "at most 15 digits before the point and 6 after it; of a quotient enter Done and Planned"),
    "E-FORM-UNCLEAR": say("`{found}` có thể là hàng nghìn hoặc số thập phân", "`{found}` may part thousands or decimals", "nhập lại dưới dạng số", "enter it again as a number"),
    "E-FORM-EVIDENCE": say("một dòng tài liệu kiểm chứng không có tên", "a line of evidence has no title", "viết: tên | đường dẫn | mã SHA-256", "write: title | address | SHA-256"),
    "E-FORM-DOCUMENTS": say("{count} tài liệu kiểm chứng, nhiều hơn {limit}", "{count} documents of evidence, more than {limit}", "gộp thành một tệp kèm danh mục", "put them into one file with a list of it"),
    "W-FORM-NUMBER": say("`{found}` được gõ dưới dạng chữ, đọc là `{read}`", "`{found}` was typed as text and is read as `{read}`", "biểu ghi Số liệu sai; nhập lại dưới dạng số thì biểu tính được", "the form says Wrong figures; enter it again as a number for the form to compute it"),
    "W-FORM-DIGITS": say("`{found}` có hơn 15 chữ số nên trong biểu là chữ, biểu ghi Số liệu sai; đọc là `{read}`", "`{found}` has more than 15 digits, so that it is text in the form, which says Wrong figures; it is read as `{read}`", "làm tròn còn 15 chữ số nếu quy định cho phép; không thì không cần sửa", "round it to 15 digits where the rules let you; if not, leave it"),
    "W-FORM-PERCENT": say("`{found}` được đọc là {found} %", "`{found}` is read as {found} %", "nếu là tỷ lệ (1 = 100 %), nhập lại thành phần trăm", "if it is a ratio (1 = 100 %), enter per cent"),
    "E-FORM-PERCENT": say("ô nhập định dạng phần trăm, ghi `{found}%`", "a cell to fill in has a percent format, it says `{found}%`", "đổi định dạng ô về General (Chung), rồi gõ 85, không gõ 85%", "set the format of the cell to General, then type 85, not 85%"),
    "E-FORM-DAY": say("ô nhập chứa ngày tháng, không phải số liệu", "a cell to fill in holds a date, which is no answer", "đổi định dạng ô về General (Chung), rồi nhập lại", "set the format of the cell to General, then enter it again"),
    "E-FORM-BLANK": say("ô để trống trong khi tiêu chí đã điền ô khác; theo quy định, tiêu chí chưa có kết quả tính 0 điểm", "the cell is blank while others of the item are filled in; by the rules a missing item counts as zero", "điền đủ các ô, hoặc xoá hết; không có thì ghi 0 hoặc không", "fill in every cell, or none; where there is none write 0 or no"),
    "W-FORM-BLANK": say("ô để trống trong khi tiêu chí đã điền ô khác; tiêu chí được đọc là chưa có kết quả", "the cell is blank while others of the item are filled in; the item is read as missing", "điền đủ các ô; không có thì ghi 0 hoặc không", "fill in every cell; where there is none write 0 or no"),
    "E-FORM-LONG": say("ô {cell} của biểu phải chứa {length} ký tự, nhiều hơn {limit}", "the cell {cell} of the form would hold {length} characters, more than {limit}", "rút ngắn nội dung; tài liệu kiểm chứng thì gộp thành một tệp kèm danh mục", "shorten the text; put the evidence into one file with a list of it"),
    "E-FORM-CELLS": say("biểu có {cells} ô, nhiều hơn số đọc lại được ({limit})", "the form has {cells} cells, more than can be read back ({limit})", "chia bộ tiêu chí thành nhiều bộ", "part the ruleset into several"),
    "W-FORM-HIDDEN": say("dòng hoặc cột nhập `{found}` bị ẩn", "the row or column to fill in `{found}` is hidden", "bỏ ẩn, xem đã điền đủ chưa", "show it, and see whether it is filled in"),
    "W-FORM-FORMAT": say("ô hiện khác giá trị nó chứa; giá trị được đọc là `{found}`", "the cell shows another figure than it holds; `{found}` is read", "đổi định dạng ô về General (Chung), xem lại giá trị", "set the format of the cell to General and look at it again"),
    "W-FORM-STRUCK": say("nội dung có phần bị gạch ngang vẫn được đọc: `{found}`", "what is struck through was read as well: `{found}`", "xoá phần bị gạch, hoặc bỏ gạch ngang", "delete what is struck through, or lift the line"),
    "W-FORM-LINK": say("liên kết của ô không được đọc: `{found}`", "the link of the cell was not read: `{found}`", "ghi đường dẫn thành chữ trong ô", "write the address into the cell as text"),
    "W-FORM-COMMENT": say("ghi chú gắn vào ô nhập không được đọc", "the comment on a cell to fill in was not read", "ghi vào cột Lý do hoặc cột Tài liệu kiểm chứng", "write it into the column of reasons or of evidence"),
    "W-FORM-BEFORE": say("các sheet của giai đoạn khác không còn như khi lập biểu; điểm tính theo những gì các sheet ấy đang ghi", "the sheets of the other stages are no longer as the form was made; the score follows what they say now", "đối chiếu với tệp của giai đoạn trước", "compare with the file of the stage before"),
    "W-FORM-LABEL": say("ô in sẵn bị sửa: ghi `{found}`, biểu gốc là `{wanted}`", "a printed cell was changed: it says `{found}`, the form said `{wanted}`"),
    "W-FORM-PASTED": say("giá trị `{found}` được dán đè lên công thức", "the value `{found}` was put in place of a formula", "không được dùng; phần mềm tính lại", "it is not used; everything is computed again"),
    "W-FORM-CHANGED": say("công thức bị sửa thành `{found}`", "the formula was changed to `{found}`", "không được dùng; phần mềm tính lại", "it is not used; everything is computed again"),
    "W-FORM-EMPTIED": say("công thức bị xoá", "the formula was deleted"),
    "W-FORM-DIFFERS": say("biểu hiện `{found}`, tính lại được `{wanted}`", "the form shows `{found}`, computing again gives `{wanted}`"),
    "W-FORM-MOVED": say("các dòng của sheet này không còn ở chỗ cũ; công thức không được đối chiếu", "the rows of this sheet are no longer in their places; its formulas were not compared"),
    "W-FORM-EXTRA": say("`{found}` được ghi vào ô không thuộc biểu, không được đọc", "`{found}` stands in a cell that is not of the form and was not read"),
    "E-FORM-FILES": say("thư mục `{file}` không có biểu .xlsx nào", "the folder `{file}` has no .xlsx form"),
    "E-FORM-FOLDER": say("đọc một thư mục thì phải nêu thư mục ghi ra", "reading a folder needs a folder to write to", "thêm -o THƯ-MỤC", "add -o FOLDER"),
    "E-FORM-OUTPUT": say("chưa nêu tệp biểu ghi ra", "no file was named to write the form to", "thêm -o BIEU.xlsx", "add -o FORM.xlsx"),
    "E-FORM-FROM": say("`--from` không đi cùng `{found}`", "`--from` does not go with `{found}`", "tệp chấm điểm đã nêu đơn vị", "the assessment names its unit already"),
    # The calculator
    "E-DESK-REQUEST": say("yêu cầu gửi máy tính điểm không phải một đối tượng JSON đọc được", "the request to the calculator is no JSON object that can be read", "tải lại trang", "load the page again"),
    "E-DESK-OPERATION": say("máy tính điểm không có thao tác `{found}`", "the calculator has no operation `{found}`", "chọn một trong: {known}", "choose one of: {known}"),
    "E-DESK-FAULT": say("máy tính điểm gặp lỗi không lường trước ({reason})", "the calculator failed in an unforeseen way ({reason})", "tải lại trang; nếu còn lỗi, hãy báo kèm tệp đầu vào", "load the page again; if it fails again, report it with your input"),
    "E-DESK-UNCLEAR": say("`{found}` có thể là {whole} hoặc {part}", "`{found}` may be {whole} or {part}", "viết một trong hai số ấy, không ngăn hàng nghìn", "write one of the two, without parting thousands"),
    "E-DESK-THOUSANDS": say("`{found}` có dấu ngăn hàng nghìn", "`{found}` parts its thousands", "viết {whole}", "write {whole}"),
    # Cases
    "E-CASE": say("ca kiểm thử không nêu kết quả mong đợi nào", "the case expects nothing", "thêm expected: total, index, band hoặc items", "add expected: total, index, band or items"),
    "E-EXPECTED": say("mong đợi {what} là `{wanted}`, tính được `{found}`", "{what} was expected to be `{wanted}` and is `{found}`"),
}
# fmt: on
