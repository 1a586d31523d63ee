"""PDF and Word files, made here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
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

    def kind(self, number: int, levels: Sequence[tuple[str, str]], suffix: str = "tab", start: int = 1) -> None:
        inner = "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/><w:suff w:val="{suffix}"/>'
            f'<w:lvlText w:val="{pattern}"/></w:lvl>'
            for i, (style, pattern) in enumerate(levels)
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
        file = io.BytesIO()
        self.document.save(file)
        return text_of(file.getvalue(), "a.docx").split("\n")


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
        ("of a later Word", 6, "6"),
        ("bullet", 1, ""),
    ],
)
def test_numbers_are_written_in_the_style_of_the_list(word: Word, style: str, start: int, number: str) -> None:
    word.kind(90, [(style, "%1")], suffix="nothing", start=start)
    word.add("补助", 90)
    assert word.read() == [f"{number}补助"]


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


def test_insertions_and_links_are_read_and_deletions_are_not(word: Word) -> None:
    paragraph = word.add("对蜂农")
    for tag, text in (
        ("ins", "<w:t>给予</w:t>"),
        ("del", "<w:delText>不予</w:delText>"),
        ("hyperlink", "<w:t>补助</w:t>"),
    ):
        paragraph._p.append(_xml(tag, "", f"<w:r>{text}</w:r>"))
    assert word.read() == ["对蜂农给予补助"]


def test_a_damaged_word_file_says_so(word: Word) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(InputError, match=r"expected a Word file that opens, got a\.docx: "):
        text_of(file.getvalue(), "a.docx")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 200_000_001)
    with pytest.raises(InputError, match=r"got a\.docx: 200,000,001 bytes of XML, more than 200,000,000"):
        text_of(file.getvalue(), "a.docx")


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
    found = draft(text_of(_pdf(*PAGES), "a.pdf"))
    assert found.facts.title == "清河县人民政府关于支持养蜂业发展的若干意见"
    assert [(s.number, s.text) for s in found.segments] == [
        ("", "为支持养蜂业发展，根据国务院有关规定，结合本县实际情况，现提出如下意见。"),
        ("（一）", "（一）对新建蜂场给予一次性补助，补助标准为每箱50元，最高不超过十万元。"),
        ("（二）", "（二）贷款给予贴息。"),
    ]


def test_a_pdf_file_without_text_damaged_or_locked_says_so() -> None:
    with pytest.raises(InputError, match=r"got a\.pdf, whose pages are pictures: recognise them first"):
        text_of(_pdf(""), "a.pdf")
    with pytest.raises(InputError, match=r"expected a PDF file that opens, got a\.pdf: "):
        text_of(b"%PDF-1.7 ...", "a.pdf")
    with pytest.raises(InputError, match=r"expected a PDF file that opens, got a\.pdf: .*password"):
        text_of(_pdf(*PAGES, encrypt=StandardEncryption("secret", canPrint=0)), "a.pdf")
