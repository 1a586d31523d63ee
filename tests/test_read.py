import random
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyclause import InputError
from policyclause.inference.read import decode, read_text, text_of

SIMPLIFIED = "关于加快发展现代物流业的实施意见\n一、加强用地保障，对新建仓储项目给予补助。\n" * 3
TRADITIONAL = "關於加快發展現代物流業的實施意見\n一、加強用地保障，對新建倉儲項目給予補助。\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_decodes_simplified(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("line", ["\u3000\u3000一、对养蜂户一律给予补助。\n", "<p class='a b'>一、支持养蜂。</p>\r\n"])
def test_decodes_lines_whose_utf_16_has_zeros(encoding: str, line: str) -> None:
    assert decode((line * 50).encode(encoding)) == line * 50


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16"])
def test_decodes_traditional(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_damaged_bytes_cost_little(encoding: str) -> None:
    data = bytearray((SIMPLIFIED * 20).encode(encoding))
    data[100] = 0xFF
    assert decode(bytes(data)).count("物流") >= 59


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("stray", ["", "·"])
def test_long_styles_before_the_text_do_not_hide_its_encoding(encoding: str, stray: str) -> None:
    page = f"<style>/*{stray}*/{'p { margin: 0 } ' * 4500}</style>\n{SIMPLIFIED}"
    assert decode(page.encode(encoding)) == page


def test_few_chinese_characters_in_much_ascii_are_no_damage() -> None:
    page = "<td width='10'></td>\n" * 500 + "<p>给予补助</p>"
    assert decode(page.encode("gbk")) == page


def test_rare_characters_are_chinese_still() -> None:
    assert decode("饕餮魑魅魍魉".encode("gbk")) == "饕餮魑魅魍魉"


def test_a_character_cut_by_the_sample_is_no_damage() -> None:
    text = "a" + "补" * 65536  # three bytes each: none ends where the sample does
    assert decode(text.encode("utf-8")) == text


@given(st.binary(max_size=400))
def test_never_crashes(data: bytes) -> None:
    assert isinstance(decode(data), str)


def test_missing_file_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"^.*none\.txt: expected a readable file, got an error: No such file or directory$"
    ):
        read_text(tmp_path / "none.txt")


@pytest.mark.parametrize("before", [b"", b"\n", b"\xef\xbb\xbf", b"\r\n \0"])
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04...", r"a damaged Word file, .* or OFD file or the like"),
        (b"\xd0\xcf\x11\xe0...", "a Word or Excel file of before 2007"),
        (rb"{\rtf1\ansi\ansicpg936 \'b2\'b9\'d6\'fa}", "an RTF file"),
    ],
)
def test_files_of_other_kinds_are_named(before: bytes, data: bytes, kind: str) -> None:
    with pytest.raises(InputError, match=rf"expected text, PDF or Word \(\.docx\), got {kind}: save it as one of"):
        text_of(before + data)


def test_pictures_and_programs_are_no_text() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(random.Random(1).choices(range(256), k=4000))
    for data in (picture, bytes(1000), Path(sys.executable).read_bytes()[:50_000]):
        with pytest.raises(InputError, match=r"expected text, PDF or Word \(\.docx\), got a binary file"):
            text_of(data)
    damaged = bytearray((SIMPLIFIED * 20).encode("gbk"))
    damaged[::25] = b"\xff" * len(damaged[::25])
    assert "物流" in text_of(bytes(damaged))
