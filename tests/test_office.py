"""PDF and Word files, made here."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from policyclause import InputError
from policyclause.inference.classifier import draft
from policyclause.inference.read import text_of

ARTICLES = [("chineseCountingThousand", "第%1条")]
OUTLINE = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "%2.%4")]
PAGES = (
    "清河县人民政府关于支持养蜂业发展的\n若干意见\n清政发〔2021〕5号\n各乡镇人民政府：\n为支持养蜂业发展，根据国务院有关规定，结合本县实际情况，现提\n出如下意见。\n一、加大财政支持",
    "（一）对新建蜂场给予一次性补助，补助标准为每箱50元，最高不超\n过十万元。\n（二）贷款给予贴息。",
)


class Word:
    """A Word file with lists."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self._numbering = self.document.part.numbering_part.element

    def kind(self, number: int, levels: Sequence[tuple[str, ...]], suffix: str = "tab", start: int = 1) -> None:
        inner = "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>'
            f'{"".join(more)}<w:suff w:val="{suffix}"/>'
            f'<w:lvlText w:val="{pattern}"/></w:lvl>'
            for i, (style, pattern, *more) in enumerate(levels)
        )
        self._numbering.insert(0, _xml("abstractNum", f'w:abstractNumId="{number}"', inner))
        self.list(number, number)

    def list(self, number: int, kind: int, overrides: str = "") -> None:
        inner = f'<w:abstractNumId w:val="{kind}"/>{overrides}'
        self._numbering.append(_xml("num", f'w:numId="{number}"', inner))

    def add(self, text: str, number: int | None = None, level: int = 0) -> Any:
        paragraph = self.document.add_paragraph(text)
        if number is not None:
            paragraph._p.get_or_add_pPr().append(_in_list(number, level))
        return paragraph

    def read(self) -> list[str]:
        return text_of(self.saved()).split("\n")

    def saved(self, edit: Callable[[str, bytes], tuple[str, bytes] | None] = lambda *part: part) -> bytes:
        """The file, each part as ``edit`` makes it of its name and content."""
        whole, file = io.BytesIO(), io.BytesIO()
        self.document.save(whole)
        with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(file, "w") as copy:
            for name in archive.namelist():
                if part := edit(name, archive.read(name)):
                    copy.writestr(*part)
        return file.getvalue()


def _xml(tag: str, attributes: str, inner: str) -> Any:
    return parse_xml(f"<w:{tag} {nsdecls('w')} {attributes}>{inner}</w:{tag}>")


def _in_list(number: int, level: int) -> Any:
    return _xml("numPr", "", f'<w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>')


@pytest.fixture
def word() -> Word:
    return Word()


def test_lists_of_word_have_the_numbers_that_it_prints(word: Word) -> None:
    word.kind(90, OUTLINE)
    for text, level in [
        ("财政", 0),
        ("补助", 1),
        ("养蜂", 2),
        ("养蚕", 2),
        ("贴息", 1),
        ("养鸡", 2),
        ("用地", 0),
        ("供地", 1),
    ]:
        word.add(text, 90, level)
    word.add("深", 90, 3)
    assert word.read() == [
        *("一、 财政", "（一） 补助", "1. 养蜂", "2. 养蚕", "（二） 贴息", "1. 养鸡", "二、 用地", "（一） 供地"),
        "一.1 深",
    ]


def test_lists_of_one_kind_go_on_unless_they_restart(word: Word) -> None:
    word.kind(90, ARTICLES, suffix="nothing")
    word.list(91, 90)
    word.list(92, 90, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>')
    for text, number in [("甲", 90), ("乙", 91), ("丙", 92), ("丁", 92), ("戊", 0), ("己", 999)]:
        word.add(text, number)
    assert word.read() == ["第一条甲", "第二条乙", "第七条丙", "第八条丁", "戊", "己"]


@pytest.mark.parametrize(
    ("style", "start", "number"),
    [
        *(("chineseCounting", n, text) for n, text in [(10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")]),
        *(("chineseCounting", n, text) for n, text in [(100, "一百"), (105, "一百零五"), (112, "一百一十二")]),
        *(("chineseCounting", n, text) for n, text in [(230, "二百三十"), (1000, "1000")]),
        ("ideographTraditional", 3, "丙"),
        ("decimalEnclosedCircle", 4, "④"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 9, "ix"),
        ("upperLetter", 27, "AA"),
        ("lowerLetter", 2, "b"),
        ("decimalZero", 5, "05"),
        *(("of a later Word", 6, "6"), ("upperRoman", 10**6, "1000000"), ("upperLetter", 0, "0")),
        *(("lowerLetter", 10**8, "100000000"), ("decimalEnclosedCircle", 0, "(0)"), ("chineseCounting", -1, "-1")),
        ("bullet", 1, ""),
    ],
)
def test_numbers_are_written_in_the_style_of_the_list(word: Word, style: str, start: int, number: str) -> None:
    word.kind(90, [(style, "%1")], suffix="nothing", start=start)
    word.add("补助", 90)
    assert word.read() == [f"{number}补助"]


def test_articles_run_on_over_chapters_where_their_level_does_not_restart(word: Word) -> None:
    articles = ("chineseCounting", "第%2条", '<w:lvlRestart w:val="0"/>')
    word.kind(90, [("chineseCounting", "第%1章"), articles, ("decimal", "%3.")], suffix="nothing")
    for text, level in [("总则", 0), ("甲", 1), ("子", 2), ("附则", 0), ("乙", 1), ("丑", 2)]:
        word.add(text, 90, level)
    assert word.read() == ["第一章总则", "第一条甲", "1.子", "第二章附则", "第二条乙", "1.丑"]


def test_a_level_may_write_the_numbers_above_it_in_figures(word: Word) -> None:
    word.kind(90, [("chineseCounting", "第%1章"), ("decimal", "%1.%2", "<w:isLgl/>")])
    word.add("总则", 90)
    word.add("养蜂", 90, 1)
    assert word.read() == ["第一章 总则", "1.1 养蜂"]


def test_a_list_may_say_on_which_level_a_style_is(word: Word) -> None:
    levels = [(*level, f'<w:pStyle w:val="Heading{i}"/>') for i, level in enumerate(OUTLINE[:2], 1)]
    word.kind(90, levels, suffix="nothing")
    for i in (1, 2):
        style = word.document.styles[f"Heading {i}"].element
        style.get_or_add_pPr().append(_xml("numPr", "", '<w:numId w:val="90"/>'))
    for text, i in [("财政", 1), ("补助", 2), ("贴息", 2), ("用地", 1)]:
        word.document.add_paragraph(text, f"Heading {i}")
    assert word.read() == ["一、财政", "（一）补助", "（二）贴息", "二、用地"]


def test_a_style_may_number_its_paragraphs(word: Word) -> None:
    word.kind(90, ARTICLES)
    base = word.document.styles.add_style("条", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    base.element.get_or_add_pPr().append(_in_list(90, 0))
    style = word.document.styles.add_style("条文", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = base
    for text in ("养蜂。", "养蚕。"):
        word.document.add_paragraph(text, style)
    assert word.read() == ["第一条 养蜂。", "第二条 养蚕。"]


def test_rows_of_tables_are_lines_in_their_place(word: Word) -> None:
    word.add("一、补助标准")
    table = word.document.add_table(2, 2)
    for cell, text in zip(table._cells, ("项目", "标准", "蜂箱", "每箱\n50元"), strict=True):
        cell.text = text
    table.cell(0, 0).add_table(1, 1).cell(0, 0).text = "名称"
    word.add("二、附则")
    assert word.read() == ["一、补助标准", "项目 名称\t标准", "蜂箱\t每箱 50元", "二、附则"]


def test_a_cell_over_several_rows_is_in_each(word: Word) -> None:
    table = word.document.add_table(4, 4)
    rows = ["类别 项目 户型 标准", "- 蜂箱 大户 50元", "- - 小户 每箱。", "蜂种 - 新户 -"]
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts.split(), strict=True):
            cell.text = text.strip("-")
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 1).merge(table.cell(2, 1))
    table.cell(2, 3).merge(table.cell(3, 3))
    assert word.read() == ["类别 项目\t户型\t标准", "\t蜂箱\t大户\t50元", "\t蜂箱\t小户\t每箱。", "蜂种\t\t新户\t"]


def test_insertions_and_links_are_read_and_deletions_are_not(word: Word) -> None:
    paragraph = word.add("对蜂农")
    for tag, text in (
        ("ins", "<w:t>给予</w:t>"),
        ("del", "<w:delText>不予</w:delText>"),
        ("hyperlink", "<w:t>补助</w:t>"),
    ):
        paragraph._p.append(_xml(tag, "", f"<w:r>{text}</w:r>"))
    assert word.read() == ["对蜂农给予补助"]


def test_a_text_box_is_read_once_and_what_is_not_shown_is_not_read(word: Word) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>附框</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = (
        f"<mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    ruby = "<w:ruby><w:rt><w:r><w:t>qí</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>蕲</w:t></w:r></w:rubyBase></w:ruby>"
    paragraph = word.add("对")
    paragraph._p.get_or_add_pPr().append(_xml("tabs", "", '<w:tab w:val="left" w:pos="420"/>'))
    paragraph._p.append(_xml("r", "", f"{both}{ruby}<w:t>县蜂农给予</w:t>"))
    paragraph._p.append(_xml("moveFrom", "", "<w:r><w:t>奖励</w:t></w:r>"))
    paragraph._p.append(_xml("moveTo", "", "<w:r><w:t>补助</w:t></w:r>"))
    word.document.add_table(1, 1).cell(0, 0).paragraphs[0]._p.append(_xml("r", "", both))
    assert word.read() == ["对蕲县蜂农给予补助", "附框", "附框"]


def test_a_deleted_paragraph_has_no_number(word: Word) -> None:
    word.kind(90, ARTICLES, suffix="nothing")
    word.add("甲", 90)
    deleted = word.add("", 90)
    deleted._p.get_or_add_pPr().append(_xml("rPr", "", "<w:del/>"))
    deleted._p.append(_xml("del", "", "<w:r><w:delText>乙</w:delText></w:r>"))
    word.add("丙", 90)
    assert word.read() == ["第一条甲", "", "第二条丙"]


@pytest.mark.parametrize(
    "around",
    [
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:sdt><w:sdtContent><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>",
        '<w:customXml w:element="standard">{}</w:customXml>',
    ],
)
def test_cells_in_controls_are_read(word: Word, around: str) -> None:
    row = word.document.add_table(1, 2).rows[0]
    row.cells[0].text = "项目"
    cell = "<w:tc><w:p><w:r><w:t>蜂箱</w:t></w:r></w:p></w:tc>"
    row._tr.replace(row._tr.tc_lst[1], _xml("tr", "", around.format(cell))[0])
    assert word.read() == ["项目\t蜂箱"]


def test_lists_that_lack_values_are_read(word: Word) -> None:
    inner = '<w:lvl><w:start/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    word._numbering.insert(0, _xml("abstractNum", 'w:abstractNumId="90"', inner))
    word.list(90, 90, '<w:lvlOverride><w:startOverride/></w:lvlOverride><w:lvlOverride w:ilvl="x"/>')
    word.add("养蜂", 90)
    word.add("养蚕", 90, 7)
    word.add("养鸡", 91)
    assert word.read() == ["1. 养蜂", "养蚕", "养鸡"]


def test_hidden_text_is_not_read(word: Word) -> None:
    word.kind(90, ARTICLES, suffix="nothing")
    shown = '<w:vanish w:val="0"/>'
    for text, mark in (("甲", "<w:vanish/>"), ("乙", shown), ("", "<w:vanish/>"), ("", shown)):
        paragraph = word.add("", 90)
        paragraph._p.get_or_add_pPr().append(_xml("rPr", "", mark))
        paragraph._p.append(_xml("r", "", f"<w:rPr>{mark}</w:rPr><w:t>{text}</w:t>"))
    assert word.read() == ["", "第一条乙", "", "第二条"]


@pytest.mark.parametrize("part", ["word/numbering.xml", "word/theme/theme1.xml"])
def test_a_word_file_that_lacks_parts_it_points_to_is_read(word: Word, part: str) -> None:
    word.kind(90, ARTICLES)
    word.add("养蜂", 90)
    data = word.saved(lambda name, content: None if name == part else (name, content))
    assert text_of(data) == ("养蜂" if "numbering" in part else "第一条 养蜂")


@pytest.mark.parametrize(
    ("own", "others"),
    [
        (b"word/document.xml", b"word/document2.xml"),
        (b"http://schemas.openxmlformats.org/wordprocessingml/2006/", b"http://purl.oclc.org/ooxml/wordprocessingml/"),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/",
            b"http://purl.oclc.org/ooxml/officeDocument/",
        ),
    ],
)
def test_word_files_that_name_things_otherwise_are_read(word: Word, own: bytes, others: bytes) -> None:
    word.kind(90, ARTICLES)
    word.add("养蜂", 90)

    def renamed(name: str, content: bytes) -> tuple[str, bytes]:
        name = re.sub(r"document\.xml\b", "document2.xml", name) if b"document2" in others else name
        return name, content.replace(own, others)

    assert text_of(word.saved(renamed)) == "第一条 养蜂"


def test_pictures_in_a_word_file_are_not_unpacked(word: Word) -> None:
    word.add("养蜂")
    picture = docx.opc.part.Part(docx.opc.packuri.PackURI("/word/media/a.png"), "image/png", b"picture")
    word.document.part.relate_to(picture, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image")
    data = word.saved()
    damaged = data.replace(b"picture", b"damaged")  # does not fit its checksum: whoever unpacks it fails
    assert damaged != data and text_of(damaged) == "养蜂"


def test_no_list_makes_much_of_little(word: Word) -> None:
    word.kind(90, [("decimal", "%1" + "、" * 200), *[("decimal", "%1.")] * 20], suffix="nothing")
    word.add("养蜂", 90)
    word.add("养蚕", 90, 8)
    word.add("养鸡", 90, 9)
    assert word.read() == ["1" + "、" * 98 + "养蜂", "1.养蚕", "养鸡"]


@pytest.mark.parametrize(
    ("text", "packing", "message"),
    [
        (b"<w:document", zipfile.ZIP_STORED, ""),
        (b" " * 20_000_001, zipfile.ZIP_DEFLATED, r"word/document\.xml has more than 20,000,000 bytes"),
        (b"<document/>", zipfile.ZIP_BZIP2, r"word/document\.xml is packed as in no Word file"),
    ],
)
def test_a_damaged_word_file_says_so(text: bytes, packing: int, message: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        archive.writestr("word/document.xml", text)
    with pytest.raises(InputError, match=rf"expected a Word file that opens, got a damaged one: {message}"):
        text_of(file.getvalue())


@pytest.mark.parametrize("damage", [{6: 193}, {9: 8, 46: 255}])
def test_a_word_file_whose_directory_is_damaged_says_so(word: Word, damage: dict[int, int]) -> None:
    data = bytearray(word.saved())
    for place, byte in damage.items():  # the version that an entry needs; its name, said to be in UTF-8
        data[data.index(b"PK\x01\x02") + place] = byte
    with pytest.raises(InputError, match=r"got a damaged Word file, an Excel or OFD file or the like"):
        text_of(bytes(data))


def _pdf(*pages: str, encrypt: StandardEncryption | None = None) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=encrypt)
    for number, page in enumerate(pages, 1):
        canvas.setFont("STSong-Light", 14)
        for i, line in enumerate(page.split("\n")):
            canvas.drawString(60, 780 - 28 * i, line)
        if page:
            canvas.drawString(270, 40, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_a_pdf_file_is_read_over_its_line_and_page_ends() -> None:
    found = draft(text_of(_pdf(*PAGES)))
    assert found.facts.title == "清河县人民政府关于支持养蜂业发展的若干意见"
    assert [(s.number, s.text) for s in found.segments] == [
        ("", "为支持养蜂业发展，根据国务院有关规定，结合本县实际情况，现提出如下意见。"),
        ("（一）", "（一）对新建蜂场给予一次性补助，补助标准为每箱50元，最高不超过十万元。"),
        ("（二）", "（二）贷款给予贴息。"),
    ]


@pytest.mark.parametrize("before", [b"\n", b"\xef\xbb\xbf", b"\r\n \0" * 100])
def test_a_pdf_file_may_begin_below_a_mark_or_blanks(before: bytes) -> None:
    data = _pdf(*PAGES)
    assert text_of(before + data) == text_of(data)


def _drawn(pieces: Sequence[tuple[float, float, str]], turned: int = 0, font: str = "STSong-Light") -> str:
    """Text of a page with pieces at their places, in a font of 10 points; its paper may be turned."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(600, 600))
    if turned:
        canvas.setPageRotation(turned)
        canvas.translate(300, 300)
        canvas.rotate(turned)
        canvas.translate(-300, -300)
    canvas.setFont(font, 10)
    for left, below, text in pieces:
        canvas.drawString(left, 550 - below, text)
    canvas.save()
    return text_of(file.getvalue())


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_indents_of_a_pdf_file_are_kept_however_its_paper_is_turned(turned: int) -> None:
    # In Latin letters, as PDFium draws Chinese ones on turned paper only where the machine has a font for them.
    lines = (
        "Subsidies",
        "new-bee-yards-get",
        "fifty-yuan.",
        "silkworms-get",
        "twenty-yuan.",
        "the-county-pays",
        "both.",
    )
    pieces = [(60 if i in (2, 4, 6) else 80, 18.0 * i, line) for i, line in enumerate(lines)]
    indent = "\u3000" * 2
    assert _drawn([*pieces, (300, 200, "the-county")], turned, "Helvetica").split("\n") == [
        *(line if i in (2, 4, 6) else indent + line for i, line in enumerate(lines)),
        2 * indent + "the-county",
    ]


def test_an_item_of_a_pdf_file_that_an_unfinished_line_begins_is_no_heading() -> None:
    items = [f"{number}．对设备投资额在二百万元以上的技术改" for number in (1, 2, 3)]
    rest = "造项目，按照设备投资额的百分之十给予补助。"
    pieces = [(left, 36.0 * i + y, t) for i, item in enumerate(items) for left, y, t in ((80, 0, item), (60, 18, rest))]
    found = draft(_drawn(pieces))
    assert [segment.text for segment in found.segments] == [f"{item}{rest}".replace("．", ".") for item in items]


def test_rows_of_a_table_in_a_pdf_file_are_lines_though_their_cells_have_several() -> None:
    head = [(60.0, 0.0, "序号"), (100.0, 0.0, "补助标准"), (210.0, 0.0, "责任单位")]
    first = [
        (60.0, 27.0, "一二"),
        (100.0, 20.0, "每箱补助五十元"),
        (100.0, 34.0, "最高一万元"),
        (210.0, 27.0, "县财政局"),
    ]
    second = [(60.0, 54.0, "二三"), (60.0, 68.0, "四五"), (100.0, 61.0, "贴息"), (210.0, 61.0, "县金融办")]
    assert _drawn([*head, *first, *second, (60, 100, "附则")]).split("\n") == [
        "序号\t补助标准\t责任单位",
        "一二\t每箱补助五十元最高一万元\t县财政局",
        "二三四五\t贴息\t县金融办",
        "附则",
    ]


def test_columns_of_a_pdf_file_are_no_cells() -> None:
    columns = [(left, 18.0 * i, f"{name}栏第{i}行") for left, name in ((60, "左"), (300, "右")) for i in range(9)]
    assert _drawn(columns).split("\n") == [text for _, _, text in columns]


def test_a_hyphen_at_the_end_of_a_line_of_a_pdf_file_stays() -> None:
    assert _drawn([(60, 0, "安排2000-"), (60, 18, "3000万元")]).split("\n") == ["安排2000-", "3000万元"]


def test_a_page_that_cannot_be_read_is_named() -> None:
    data = _pdf(*PAGES)
    broken = re.sub(rb"/Type /Page\b(?!s)(?=((?!/Type /Page\b).)*$)", b"/Type /None", data, flags=re.S)
    assert broken != data
    with pytest.raises(InputError, match=r"got a damaged or locked one: .*\(page 2\)$"):
        text_of(broken)


def test_a_pdf_file_without_text_damaged_or_locked_says_so() -> None:
    with pytest.raises(InputError, match=r"got one whose pages are pictures: recognise them first"):
        text_of(_pdf(""))
    with pytest.raises(InputError, match=r"expected a PDF file that opens, got a damaged or locked one: "):
        text_of(b"%PDF-1.7 ...")
    with pytest.raises(InputError, match=r"expected a PDF file that opens, got a damaged or locked one: .*password"):
        text_of(_pdf(*PAGES, encrypt=StandardEncryption("secret", canPrint=0)))
