"""Every sentence about a row, file or folder that cannot be used as it is, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

#: code → (English, Chinese); {names} are filled from the problem's params.
SENTENCES: Mapping[str, tuple[str, str]] = {
    # the file as a whole
    "empty": ("The file is empty (0 bytes).", "文件是空的（0 字节）。"),
    "too_large": ("The file is larger than {limit} MB.", "文件超过 {limit} MB。"),
    "unpacks_too_large": (
        "Unpacked, the workbook is larger than {limit} MB; save it as CSV or in parts.",
        "工作簿解压后超过 {limit} MB，请另存为 CSV 或拆分成几份。",
    ),
    "not_text": (
        "The sheet is not readable text; save it as CSV in UTF-8.",
        "这不是可读取的文本，请另存为 UTF-8 编码的 CSV。",
    ),
    "not_workbook": (
        "This is no workbook that can be read. Save it as .xlsx without a password.",
        "无法读取这个工作簿，请另存为不带密码的 .xlsx。",
    ),
    "unknown_kind": (
        "Send a CSV, an XLSX or a DDEX message (XML).",
        "请上传 CSV、XLSX 或 DDEX 报文（XML）。",
    ),
    "too_many_rows": (
        "The file has more than {limit} rows; send it in parts.",
        "文件超过 {limit} 行，请拆分后上传。",
    ),
    "person_gone": (
        "Whoever sent this is no longer at the desk.",
        "上传人已不在授权台。",
    ),
    "no_rows": ("There is no row below the header.", "表头下面没有任何行。"),
    "no_header": (
        "The first row has no names of columns.",
        "第一行没有列名。",
    ),
    "hidden_sheets": (
        "Hidden sheets were left out: {names}.",
        "隐藏的工作表没有读取：{names}。",
    ),
    "other_sheets": (
        "Only the sheet {sheet} is read; the others are: {names}.",
        "只读取工作表 {sheet}，其他工作表：{names}。",
    ),
    "merged_header": (
        "Cells of the header are merged; only the first column of each keeps the name.",
        "表头有合并单元格，每处只有第一列保留列名。",
    ),
    "nothing_mapped": (
        "Say which columns hold the title, an ISRC or a supplier's number.",
        "请指定标题、ISRC 或供应商编号所在的列。",
    ),
    "bad_mapping": ("This is no mapping of columns: {detail}.", "列对应关系无效：{detail}。"),
    "bad_choice_of_track": (
        "Choose one of the tracks shown.",
        "请选择列出的曲目之一。",
    ),
    "sent_before": (
        "The same file was sent on {day} (import {number}).",
        "同一文件已于 {day} 上传过（导入 {number}）。",
    ),
    # XML
    "bad_xml": (
        "The message is not well-formed XML: {detail}.",
        "报文不是格式正确的 XML：{detail}。",
    ),
    "forbidden_xml": (
        "The message declares a document type or entities, which are refused.",
        "报文声明了文档类型或实体，系统拒绝处理。",
    ),
    "too_deep": (
        "The message nests more than {limit} levels deep.",
        "报文嵌套超过 {limit} 层。",
    ),
    "not_ern": (
        "This is no NewReleaseMessage of ERN 4 but {found}.",
        "这不是 ERN 4 的 NewReleaseMessage，而是 {found}。",
    ),
    "test_message": (
        "It calls itself a test message; nothing of it is imported.",
        "报文标明是测试报文，不会导入任何内容。",
    ),
    "no_header_in_message": (
        "The message does not say who sent it and when; both are needed to put updates in order.",
        "报文没有注明发送方和时间，无法判断更新的先后。",
    ),
    "older_message": (
        "A newer message about this release ({message}) was imported before; this one changes "
        "nothing.",
        "此前已导入关于该发行的更新报文（{message}），本报文不作任何改动。",
    ),
    "no_deal": (
        "No deal: the recording is known, but nothing may be done with it.",
        "没有授权条款：录音会登记，但不得使用。",
    ),
    "unmapped_use": (
        "The use “{use}” is no right to play in a shop; no grant was made of it.",
        "用途“{use}”不包含在店铺播放的权利，未据此生成授权。",
    ),
    "unmapped_model": (
        "The commercial model “{model}” is not one for shops; no grant was made of it.",
        "商业模式“{model}”不适用于店铺，未据此生成授权。",
    ),
    "takedown": (
        "Taken down: its grants end on {day}; the track stays.",
        "已下架：其授权于 {day} 终止，曲目保留。",
    ),
    "missing_reference": (
        "The message refers to {reference}, which is not in it.",
        "报文引用了 {reference}，但其中没有该内容。",
    ),
    "successor_drafted": (
        "An active grant was widened; the new terms wait as a draft for a second person.",
        "生效中的授权被放宽，新条款已起草，等待第二人核准。",
    ),
    # cells
    "row_too_short": ("The row has fewer cells than the header.", "该行的单元格少于表头。"),
    "row_too_long": (
        "The row has more cells than the header ({extra}); perhaps a separator stands in a text.",
        "该行比表头多 {extra} 个单元格，文本中可能含有分隔符。",
    ),
    "unreadable_line": ("The line cannot be read: {detail}.", "无法读取该行：{detail}。"),
    "too_long": (
        "{column} has {length} characters; at most {limit} are kept.",
        "{column}有 {length} 个字符，最多 {limit} 个。",
    ),
    "wrong_letters": (
        "{column} holds characters that were lost before (�); send the file in UTF-8.",
        "{column}含有已损坏的字符（�），请以 UTF-8 编码发送。",
    ),
    "formula": (
        "{column} is a formula ({formula}) without a stored value; paste values instead.",
        "{column}是公式（{formula}），没有保存结果，请粘贴为数值。",
    ),
    "cell_error": (
        "{column} shows {value} instead of a value.",
        "{column}显示 {value}，不是数值。",
    ),
    "merged_across": (
        "Cells are merged across columns ({cells}); one value cannot mean several columns.",
        "单元格跨列合并（{cells}），一个值不能代表多列。",
    ),
    "merged_filled": (
        "Merged cells ({cells}): the value of the first row was taken.",
        "合并单元格（{cells}）：采用第一行的值。",
    ),
    "bad_isrc": (
        "“{value}” is no ISRC. It has 12 characters, such as GB-AYE-12-00001.",
        "“{value}”不是 ISRC，正确格式为 12 个字符，例如 GB-AYE-12-00001。",
    ),
    "bad_iswc": (
        "“{value}” is no ISWC: {detail}.",
        "“{value}”不是有效的 ISWC（格式或校验位不符）。",
    ),
    "bad_ipi": (
        "“{value}” is no IPI name number: {detail}.",
        "“{value}”不是有效的 IPI 名称编号（格式或校验位不符）。",
    ),
    "bad_barcode": (
        "“{value}” is no barcode: {detail}.",
        "“{value}”不是有效的条码（格式或校验位不符）。",
    ),
    "bad_sha256": (
        "“{value}” is no SHA-256 (64 hexadecimal digits).",
        "“{value}”不是 SHA-256（64 位十六进制）。",
    ),
    "no_title": ("The row has no title.", "该行没有标题。"),
    "bad_duration": (
        "“{value}” is no length; write 3:45 or seconds.",
        "“{value}”不是时长，请写成 3:45 或秒数。",
    ),
    "bad_yes_no": (
        "{column} is “{value}”, not yes, no or unknown.",
        "{column}是“{value}”，不是“是”“否”或“未知”。",
    ),
    "bad_choice": (
        "{column} is “{value}”; known are: {known}.",
        "{column}是“{value}”，可用的值有：{known}。",
    ),
    "bad_number": ("{column} is “{value}”, not a number.", "{column}是“{value}”，不是数字。"),
    "bad_date": (
        "{column} is “{value}”, not a date; write 2026-03-31.",
        "{column}是“{value}”，不是日期，请写成 2026-03-31。",
    ),
    "date_ambiguous": (
        "{column} is “{value}”: day or month first? Say so for the whole sheet, or write "
        "2026-03-31.",
        "{column}是“{value}”：日在前还是月在前？请为整份表格指定，或写成 2026-03-31。",
    ),
    "two_digit_year": (
        "{column} is “{value}”: write the year with four digits.",
        "{column}是“{value}”：年份请写四位数字。",
    ),
    "bad_share": (
        "“{value}” is no writer or publisher; write Name (role, IPI, society) 50%.",
        "“{value}”不是词曲作者或出版方，请写成：姓名（角色，IPI，协会）50%。",
    ),
    "shares_over": (
        "The shares of the work add up to {total} %.",
        "作品份额合计为 {total} %。",
    ),
    "shares_under": (
        "The shares of the work add up to {total} % only; until the rest is known, no society "
        "clears it.",
        "作品份额合计仅 {total} %，其余部分明确之前无法通过协会授权。",
    ),
    "unknown_country": (
        "{column}: {codes} is no country or group of countries.",
        "{column}：{codes} 不是国家、地区或国家组。",
    ),
    "former_country": (
        "{column}: {code} ({name}) no longer exists; write {successors}.",
        "{column}：{code}（{name}）已不存在，请改为 {successors}。",
    ),
    "bad_premises": (
        "Not a kind of premises: {kinds}.",
        "不是场所类型：{kinds}。",
    ),
    "ends_before_begins": (
        "The grant would end ({end}) before it begins ({start}).",
        "授权结束日（{end}）早于开始日（{start}）。",
    ),
    "scope_without_value": (
        "The grant covers a {scope}, but does not say which.",
        "授权范围是{scope}，但没有说明是哪一个。",
    ),
    "no_licensor": (
        "There are terms of a grant, but no licensor.",
        "有授权条款，但没有授权方。",
    ),
    "bad_terms": ("The terms cannot be: {detail}", "授权条款无效：{detail}"),
    # recordings
    "isrc_on_two_tracks": (
        "Several tracks of the catalogue have the ISRC {isrc}; say which by the supplier's number, "
        "or merge them.",
        "曲库中有多首曲目使用 ISRC {isrc}，请用供应商编号指明，或先合并。",
    ),
    "isrc_twice": (
        "Row {row} has the same ISRC {isrc}, but another title, artist or version.",
        "第 {row} 行的 ISRC {isrc} 相同，但标题、艺人或版本不同。",
    ),
    "isrc_other_audio": (
        "Row {row} has the same ISRC {isrc}, but other audio.",
        "第 {row} 行的 ISRC {isrc} 相同，但音频不同。",
    ),
    "isrc_has_other_audio": (
        "The catalogue has ISRC {isrc} with other audio ({title}).",
        "曲库中 ISRC {isrc} 的音频不同（{title}）。",
    ),
    "key_other_isrc": (
        "The catalogue has the supplier's number {key} with the ISRC {isrc}.",
        "曲库中供应商编号 {key} 的 ISRC 是 {isrc}。",
    ),
    "work_twice": (
        "Row {row} has the same ISWC {iswc}, but other writers or shares.",
        "第 {row} 行的 ISWC {iswc} 相同，但作者或份额不同。",
    ),
    "row_twice": ("The same as row {row}.", "与第 {row} 行相同。"),
    "maybe_known": (
        "The catalogue may have it: same title and artist.",
        "曲库中可能已有：标题和艺人相同。",
    ),
    "audio_missing": (
        "There is no audio “{name}” in the folder.",
        "文件夹中没有音频“{name}”。",
    ),
    "audio_later": (
        "Its audio “{name}” is not here yet; it does not play before it is.",
        "其音频“{name}”尚未到位，到位之前不会播放。",
    ),
    # folders of audio
    "no_folder": (
        "Folders can be read once the operator sets IMPORT_ROOT (or IMPORT_S3_BUCKET).",
        "运营方设置 IMPORT_ROOT（或 IMPORT_S3_BUCKET）后才能读取文件夹。",
    ),
    "folder_gone": ("There is no folder “{name}”.", "没有文件夹“{name}”。"),
    "no_audio_files": ("There is no audio in it.", "其中没有音频文件。"),
    "audio_refused": ("{detail}", "{detail}"),
    "no_match": (
        "No row or track is like it; choose a track, or add it as a new one.",
        "没有相似的行或曲目，请选择曲目，或作为新曲目添加。",
    ),
    "several_match": (
        "Several tracks may be meant.",
        "可能对应多首曲目。",
    ),
    "weak_match": (
        "It is like this track, but not surely the same.",
        "与该曲目相似，但不能确定相同。",
    ),
    "has_other_audio": (
        "The track has other audio already.",
        "该曲目已有其他音频。",
    ),
    "unexpected": ("It could not be stored: {detail}", "无法保存：{detail}"),
}
