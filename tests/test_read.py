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


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16"])
def test_decodes_traditional(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_damaged_bytes_cost_little(encoding: str) -> None:
    data = bytearray((SIMPLIFIED * 20).encode(encoding))
    data[100] = 0xFF
    assert decode(bytes(data)).count("物流") >= 59


@given(st.binary(max_size=400))
def test_never_crashes(data: bytes) -> None:
    assert isinstance(decode(data), str)


def test_missing_and_binary_files_say_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected a readable text file, got .*none\.txt"):
        read_text(tmp_path / "none.txt")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(InputError, match="PDF"):
        read_text(tmp_path / "a.pdf")


def test_pictures_and_programs_are_no_text() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(random.Random(1).choices(range(256), k=4000))
    for data in (picture, bytes(1000), Path(sys.executable).read_bytes()[:50_000]):
        with pytest.raises(InputError, match=r"expected a text file, got a\.bin, a binary file"):
            text_of(data, "a.bin")
    damaged = bytearray((SIMPLIFIED * 20).encode("gbk"))
    damaged[::25] = b"\xff" * len(damaged[::25])
    assert "物流" in text_of(bytes(damaged), "a.txt")
