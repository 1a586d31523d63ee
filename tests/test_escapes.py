import pytest

from policyclause.inference.clean import clean
from policyclause.inference.words import without_heading_marks


@pytest.mark.parametrize(
    "page",
    [
        '[{"title": "养蜂办法", "content": "一、补贴蜂种。\\n二、补贴蜂箱。"}]',
        '{"title": "养蜂办法"}\n{"content": "一、补贴蜂种。"}\n\n{"content": "二、补贴蜂箱。"}\n',
        '["养蜂办法", "一、补贴蜂种。", "二、补贴蜂箱。"]',
        '\ufeff{"title": "养蜂办法"}\n{"content": "一、补贴蜂种。\\n二、补贴蜂箱。"}',
        "&lt;h1&gt;养蜂办法&lt;/h1&gt;&lt;p&gt;一、补贴&amp;nbsp;蜂种。&lt;/p&gt;二、补贴蜂箱。&lt;br/&gt;",
        "<item><title><![CDATA[养蜂办法]]></title><d><![CDATA[<p>一、补贴蜂种。</p>二、补贴蜂箱。]]></d></item>",
        "<item>养蜂办法<d>&lt;p&gt;一、补贴蜂种。&lt;/p&gt;&lt;p&gt;二、补贴蜂箱。&lt;/p&gt;</d></item>",
    ],
)
def test_documents_in_a_wrapping(page: str) -> None:
    assert without_heading_marks(clean(page).value).split() == ["养蜂办法", "一、补贴蜂种。", "二、补贴蜂箱。"]


@pytest.mark.parametrize(
    "text", ["[市农业局、市财政局]负责", '{"title": "养蜂\n{"title": "蜂箱"}', "<p>以&lt;br&gt;换行</p>"]
)
def test_what_is_no_wrapping_stays(text: str) -> None:
    assert clean(text).value.strip() == text.replace("<p>", "").replace("</p>", "").replace("&lt;br&gt;", "<br>")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<p>&amp;nbsp;&amp;nbsp;一、补贴&amp;ldquo;蜂种&amp;rdquo;</p>", ["一、补贴“蜂种”"]),
        ("&nbsp&nbsp一、补贴蜂种&#128029;", ["一、补贴蜂种🐝"]),
        ("\\u3000\\u3000一、补贴蜂种\\n二、补贴\\xa0蜂箱", ["一、补贴蜂种", "二、补贴蜂箱"]),
        ("id,text\n7,养蜂办法,\"养蜂办法\\n一、补贴蜂种\\n二、补贴蜂箱\"", ["id,text", "7", "养蜂办法", "养蜂办法", "一、补贴蜂种", "二、补贴蜂箱"]),
        ("text\n养蜂,\"['\\u3000一、补贴蜂种。', '二、补贴蜂箱。']\"", ["text", "养蜂", "一、补贴蜂种。", "二、补贴蜂箱。"]),
        ("['一、补贴蜂箱。',\n'二、补贴蜂种。']", ["一、补贴蜂箱。", "二、补贴蜂种。"]),
        ("['一、补贴蜂箱。',\n '二、补贴蜂种。']", ["一、补贴蜂箱。", "二、补贴蜂种。"]),
        ('"项目","标准"\r\n"蜂箱","30%"\r\n', ["项目|标准", "蜂箱|30%"]),
        ("a,['补', '补,\"补。\\n', '补']", ["a", "补", "补", "补。\\n", "补"]),
        ("存于D:\\名录\n标签['蜂种', '蜂箱']", ["存于D:\\名录", "标签['蜂种', '蜂箱']"]),
    ],
)  # fmt: skip
def test_what_programs_left_in_letters(text: str, lines: list[str]) -> None:
    assert [line.strip() for line in clean(text).value.split("\n") if line.strip()] == lines


@pytest.mark.parametrize(
    "text",
    [
        '{"content":"一、为企业减负。减半征收所得税。\\n二、支持融资。设立基金10亿元。"}',
        '{"title": "南浦市若干措施", "n": 3,\n "content": "一、为企业\\u51cf\\u8d1f。减半征收所得税。\\r\\n二、支持融资。设立基金10亿元。"}\n',
        "一、为企业减负。减半征收所得税。\\n二、支持融资。设立基金10亿元。",
    ],
)
def test_line_ends_in_letters(text: str) -> None:
    cleaned = clean(text)
    *_, first, last = filter(None, cleaned.value.split("\n"))
    assert (first, last) == ("一、为企业减负。减半征收所得税。", "二、支持融资。设立基金10亿元。")
    start = cleaned.value.index(last)
    assert text[slice(*cleaned.span(start, start + len(last)))] == last


@pytest.mark.parametrize(
    "text", ["路径为C:\\new的，给予补助。", '{"残缺的不动，给予补助。', "一、给予补助\\n。\n二、奖励。"]
)
def test_other_backslashes_and_braces_stay(text: str) -> None:
    assert clean(text).value == text
