import sys
import unicodedata
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policyclause.inference.clean import clean


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("關(guān)于發(fā)展產(chǎn)業(yè)的意見", "关于发展产业的意见"),
        ("推進(jìn)項(xiàng)目建設(shè)，給(gěi)予補(bǔ)助。", "推进项目建设，给予补助。"),
        ("企业（含分支机构）不低于３５％，Ａ类", "企业（含分支机构）不低于35%，A类"),
        ("⼀、⼟地⽀持⻅附件⻓期⻛险", "一、土地支持见附件长期风险"),
        ("国际标准集 装箱运输", "国际标准集装箱运输"),
        ("浙江省\u200b人民\u00a0政府\r\n通知", "浙江省人民政府\n通知"),
        ("<p>加强&nbsp;用地保障。</p><br/>结束", "\n加强用地保障。\n\n结束"),
        ("占地100m&sup2;，1&frac12;倍，a&#9;b，研&D2开;，&x1y2;", "占地100m²，1½倍，a b，研&D2开;，&x1y2;"),
        ("<p class='a'\n style=\"x\">用地</p\n>保障", "\n用地\n保障"),
        ("<p title='甲>乙' id=a>用地</p><a title=\"首页>>公开\" onclick='if(a<1&&b>1){b()}'>办法</a>", "\n用地\n办法"),
        ('<p class="a>要求“用"地"”</p><a title=">保障', '\n要求“用"地"”\n保障'),
        (
            "<script a='b>c'>1</script>用地<table><tr a='>'><td b='>'>甲</td><td>乙<br c='>'/></td></tr></table>",
            "\n用地\n\n|甲||乙 |\n\n",
        ),
        ("<!DOCTYPE html><?xml:namespace prefix = o /><o:p>用地<![endif]></o:p>", "用地"),
        ("用地<!--" + "注释>" * 2000 + "-->保障", "用地保障"),
        ("用地<SCRIPT type='a'>" + "if (a<b) x = '<!--';" * 2000 + "</script >保障<style>p{}</style>", "用地\n保障\n"),
        ("<script>//<![CDATA[\na[b[0]]>1\n//]]></script>用地", "\n用地"),
        ("见a[b[0]]>1", "见a[b[0]]>1"),
        ("<!-- <script> -->用地<script src='a'/>保障<!-- </script> -->", "用地保障"),
        ("要求R<D且E>F，x <y 且 z> w，<http://a.cn>", "要求R<D且E>F，x <y 且 z> w，<http://a.cn>"),
        ("<!-- 没有结尾的用地<script>保障<style>", "<!-- 没有结尾的用地保障"),
        ("\u3000\u3000第一条", "  第一条"),
        ("??为深入贯彻", "  为深入贯彻"),
        ("不动产投资信托基金(reits)", "不动产投资信托基金(reits)"),
        ("一﹑申請下列補助︰", "一、申请下列补助："),
        ("实行差别化信贷.首套房利率下调.\n一.支持企业", "实行差别化信贷。首套房利率下调。\n一.支持企业"),
        ("小户,补助80%.大户,补助5万元.其他减半.", "小户,补助80%。大户,补助5万元。其他减半。"),
        ("按增量的**10%**补助\n__二、支持养蜂__\n1\\.每箱*十*元", "按增量的10%补助\n二、支持养蜂\n1.每箱*十*元"),
        ("张**、李**，编号****12**，品种____，数量______箱", "张**、李**，编号****12**，品种____，数量______箱"),
        ("补 贴 不 低 于 2 0 万 元 。", "补贴不低于20万元。"),
        ("补 贴 不 低 于 5 0 万 元 ， 最 高 2 0 0万元 。", "补贴不低于50万元，最高200万元。"),
        ("甲县 乙县 丙县 丁县 戊县 己县 庚县 辛县 壬县 1 2", "甲县乙县丙县丁县戊县己县庚县辛县壬县 1 2"),
        ("表 1 |1 2 3 4 5 6 7 8 9 10", "表 1 |1 2 3 4 5 6 7 8 9 10"),
        (
            "<table><tr><th>学历</th>\n<th>标准</th></tr><tr><td><p>博士</p></td><td>10万元<br>分三年</td></tr></table>",
            "\n\n|学历||标准|\n\n| 博士 ||10万元分三年|\n\n",
        ),
        (
            "<table><tr><td>版式</td><td><table><tr><td>补助</td></tr></table></td></tr></table>",
            "\n\n\n版式\n\n\n\n\n补助\n\n\n\n\n\n",
        ),
    ],
)
def test_cleans(dirty: str, expected: str) -> None:
    assert clean(dirty).value == expected


@pytest.mark.parametrize("blank", [c for c in map(chr, range(sys.maxunicode)) if unicodedata.category(c) == "Zs"])
def test_every_blank_inside_words_goes(blank: str) -> None:
    assert clean(f"优先供应养{blank}蜂用地。").value == "优先供应养蜂用地。"


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<p>1.优先供应养蜂\n用地，租金可以\r\n分期缴纳。</p>", ["1.优先供应养蜂用地，租金可以分期缴纳。"]),
        ("<li><span\nlang=zh>补贴 Apis\n  mellifera 蜂种</span></li>", ["补贴 Apis mellifera 蜂种"]),
        ("<p>补贴养\n蜂。</p><p>每箱十\n元。\n由县财\n政安排。<br>一户限\n十箱。</p>", ["补贴养蜂。", "每箱十元。由县财政安排。", "一户限十箱。"]),
        ("<p>一、蜂种\n补贴蜂种。\n二、蜂箱\n补贴蜂箱。</p>", ["一、蜂种", "补贴蜂种。", "二、蜂箱", "补贴蜂箱。"]),
        ("<p>补贴养\n蜂户，每箱\n1.蜂种\n2.蜂箱</p><p>由县财\n政、镇\n财\n政安排</p><p>一户限\n十箱</p>", ["补贴养蜂户，每箱", "1.蜂种", "2.蜂箱", "由县财政、镇财政安排", "一户限十箱"]),
        ("<p>补贴蜂种\n\n补贴蜂箱\n　　补贴蜂药</p>", ["补贴蜂种", "补贴蜂箱", "补贴蜂药"]),
        ("<p><b>来源：县农业局</b>\n<b>日期：2024-05-01</b></p>", ["来源：县农业局", "日期：2024-05-01"]),
        ("<p style='white-space: pre-wrap'>补贴\n蜂种</p><div>补贴\n蜂箱</div>", ["补贴", "蜂种", "补贴", "蜂箱"]),
    ],
)  # fmt: skip
def test_lines_of_a_paragraph_with_tags(page: str, lines: list[str]) -> None:
    assert [line.strip() for line in clean(page).value.split("\n") if line.strip()] == lines


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
    assert clean(page).value.split() == ["养蜂办法", "一、补贴蜂种。", "二、补贴蜂箱。"]


@pytest.mark.parametrize(
    "text", ["[市农业局、市财政局]负责", '{"title": "养蜂\n{"title": "蜂箱"}', "<p>以&lt;br&gt;换行</p>"]
)
def test_what_is_no_wrapping_stays(text: str) -> None:
    assert clean(text).value.strip() == text.replace("<p>", "").replace("</p>", "").replace("&lt;br&gt;", "<br>")


@pytest.mark.parametrize(
    "piece", ["**", "**补", "__", "\\", "<p>补\n", "补\n", "补 ", "\n ", "&lt;p&gt;", "[{", "5%.",
              "[", "[补](#", "![a](", "['补', '", "\\n", "\\u3000", "&amp;", "$1", "<p \"", "<p a=\"", "=\"'", "<p a='\" ", " a='\"' ", "│", "─\n│", "|<br>|", "标\u3000", "a,\""],
)  # fmt: skip
def test_time_does_not_grow_with_the_square_of_a_run(piece: str) -> None:
    begun = process_time()
    clean("<p>" + piece * 20_000 + "</p>")
    assert process_time() - begun < 5


@pytest.mark.parametrize(
    ("head", "piece"), [("文号", "  "), ("{补", "  "), ("---\na:\n", "   补\n"), ("---\n", "a:\n"), ("│─\n", "│补│\n")]
)
def test_time_does_not_grow_with_the_square_of_a_run_below(head: str, piece: str) -> None:
    begun = process_time()
    clean(head + piece * 100_000 + "补")
    assert process_time() - begun < 5


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("按[《养蜂办法》](http://a.cn/1_(2).htm \"办法\"){.link}和[通知](./2.doc)补贴。", ["按《养蜂办法》和通知补贴。"]),
        ("[养蜂办法](https://a.cn)\n![蜂](b.png)\n[![蜂](b.png)](/c)一户限十箱。", ["养蜂办法", "一户限十箱。"]),
        ("* [关于我们](/a)\n- [县里开会，研究养蜂](/b) 2024-05-01\n[首页](/) | [公开](/c)\n补贴蜂种。", ["补贴蜂种。"]),
        ("- [一、蜂种](#p1)\n## [一、蜂种](#p1)\n补贴蜂种。[1](#f1) [[返回顶部]](#top)", ["## 一、蜂种", "补贴蜂种。"]),
        ("* [一、补贴蜂种。](/a)\n* [附件1：蜂种名录](/b)\n**[养蜂办法](/c)**", ["* 一、补贴蜂种。", "* 附件1：蜂种名录", "养蜂办法"]),
        ("| [蜂种](/a) | [蜂箱](/b) |\n按[2023](试行)补贴", ["| 蜂种 | 蜂箱 |", "按[2023](试行)补贴"]),
        ("::: {.main}\n# 养蜂办法 {#t .x}\n[本办法]{.underline}施行。\n:::", ["# 养蜂办法", "本办法施行。"]),
        ("\\(一\\) 县发\\[2023\\]7号\\\n\\- \\\"蜂种\\\"50\\%", ["(一) 县发[2023]7号", '- "蜂种"50%']),
        ("Title: 养蜂办法\n\nURL Source: http://a.cn\n\nMarkdown Content:\n补贴蜂种。", ["养蜂办法", "补贴蜂种。"]),
        ("---\ntitle: '养蜂办法'\ntags:\n  - 蜂\n---\n补贴蜂种。", ["养蜂办法", "补贴蜂种。"]),
        ("Title: 蜂\n补贴蜂种。\n---\n补贴蜂箱。", ["Title: 蜂", "补贴蜂种。", "---", "补贴蜂箱。"]),
        ("|一、蜂种|1. 十元；<br>2. 五元。|", ["|一、蜂种|1. 十元； 2. 五元。|"]),
        ("---\na: >-\n  蜂\nb:\n- 蜂\nc: 蜂\n---\n补贴蜂种。", ["补贴蜂种。"]),
        ("---\n- 补贴蜂种。\n---\n补贴蜂箱。", ["---", "- 补贴蜂种。", "---", "补贴蜂箱。"]),
        ("---\n  养蜂办法\n  补贴蜂种。\n---", ["---", "养蜂办法", "补贴蜂种。", "---"]),
        ("---\nauthor: 蜂\n- 补贴蜂种。\n---", ["---", "author: 蜂", "- 补贴蜂种。", "---"]),
        ("- [对新建蜂场每处补助五万元](/a)\n* [蜂箱应当编号](/b)", ["- 对新建蜂场每处补助五万元", "* 蜂箱应当编号"]),
        ("- [关于给予蜂农补贴的通知](/a)\n- [县里发放补贴5万元](/b) 2024-05-01\n补贴蜂种。", ["补贴蜂种。"]),
    ],
)  # fmt: skip
def test_markdown(page: str, lines: list[str]) -> None:
    assert [line.strip() for line in clean(page).value.split("\n") if line.strip(" :")] == lines


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("投资$500$万元的，补$10\\%$", "投资500万元的，补10%"),
        ("自$2 0 2 3$年$^ { 7 }$月起", "自2023年7月起"),
        ("$\\leq 5 \\mathrm{k m}^{2}$", "≤5km2"),
        ("补$500, $600或US$700和$蜂$", "补$500, $600或US$700和$蜂$"),
        ("$\\frac{1}{2}$", "$\\frac{1}{2}$"),
    ],
)
def test_formulas(formula: str, expected: str) -> None:
    assert clean(formula).value == expected


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<p>&amp;nbsp;&amp;nbsp;一、补贴&amp;ldquo;蜂种&amp;rdquo;</p>", ["一、补贴“蜂种”"]),
        ("&nbsp&nbsp一、补贴蜂种&#128029;", ["一、补贴蜂种🐝"]),
        ("\\u3000\\u3000一、补贴蜂种\\n二、补贴\\xa0蜂箱", ["一、补贴蜂种", "二、补贴蜂箱"]),
        ("id,text\n7,养蜂办法,\"养蜂办法\\n一、补贴蜂种\\n二、补贴蜂箱\"", ["id,text", "7", "养蜂办法", "养蜂办法", "一、补贴蜂种", "二、补贴蜂箱"]),
        ("text\n养蜂,\"['\\u3000一、补贴蜂种。', '二、补贴蜂箱。']\"", ["text", "养蜂", "一、补贴蜂种。", "二、补贴蜂箱。"]),
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


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (
            "┌──┬───┐\n│蜂种│ 每箱 │\n├──┼───┤\n│中蜂│补十元，│\n│  │一户十箱│\n├──┼───┤\n│  │再补五元│\n└──┴───┘",
            ["|蜂种| 每箱|", "|中蜂|补十元，一户十箱|", "|再补五元|"],
        ),
        (
            "+----+----+----+\n| 甲 | 中 | 补 |\n|    | 蜂 | 贴 |\n+====+====+====+\n| 乙 | 意蜂 | 无 |\n+----+----+----+",
            ["|甲 | 中 | 补|蜂 | 贴|", "|乙 | 意蜂 | 无|"],
        ),
        ("┏━━━━┓\n┃1.补贴蜂种，每┃\n┃  箱十元。  ┃\n┃2.补贴蜂箱  ┃\n┗━━━━┛", ["1.补贴蜂种，每箱十元。", "2.补贴蜂箱"]),
        ("──────\n蜂种│十元\n蜂箱│五元", ["|蜂种|十元|", "|蜂箱|五元"]),
        ("──────\n│蜂场│新建│补5元│\n│    │改造│补2元│", ["|蜂场|新建|补5元|", "|改造|补2元|"]),
        ("──────\n│蜂场│新建      │五元每箱│\n│    │改造      │二元│", ["|蜂场|新建      |五元每箱|", "|改造      |二元|"]),
        ("──────\n│蜂场│新建│补5元│\n│    │蜂场│，从优│", ["|蜂场|新建|补5元|蜂场|，从优|"]),
        ("养蜂│补贴\n|蜂种|十元|\n| |五元|", ["养蜂│补贴", "|蜂种|十元|", "| |五元|"]),
    ],
)  # fmt: skip
def test_tables_drawn_in_characters(table: str, rows: list[str]) -> None:
    assert [line.strip() for line in clean(f"补贴\n{table}").value.split("\n") if line.strip()][1:] == rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("文　　号\t县发〔2024〕3号\n发布机构：\t县农业局", "文号|县发〔2024〕3号\n发布机构|县农业局"),
        ("标　题\t养蜂办法\n索引号\t12/3\n目录\t农业\n蜂种\t十元", "养蜂办法\n索引号|12/3\n目录|农业\n蜂种十元"),
        ("公文标题\t养蜂办法\n颁布日期\t2024年5月1日", "养蜂办法\n颁布日期|2024年5月1日"),
        ("文号\t县发3号\n第一条\t补贴蜂种", "文号|县发3号\n第一条 补贴蜂种"),
        ("原文\t改为\t理由\n补五元。\t补十元。\t从优", "原文|改为|理由\n补五元。|补十元。|从优"),
        ("补五元。\t补十元。\t从优", "补五元。补十元。从优"),
        ("补贴蜂种。［责任单位：县农业局］", "补贴蜂种。〔责任单位：县农业局〕"),
    ],
)
def test_tabs_and_brackets(text: str, expected: str) -> None:
    assert clean(text).value == expected


def _shift(text: str, lost: int) -> str:
    """What the broken converter made of ``text``: the first byte of one character is lost."""
    data = text.encode("gbk")
    place = len(text[:lost].encode("gbk"))
    return data[:place].decode("gbk") + "?" + data[place + 1 :].decode("gbk", errors="replace").replace("\ufffd", "?")


def test_shifted_run_is_read_in_step_again() -> None:
    true = "給予補貼。〔責任單位：市發"  # the run ends with 發, whose second byte is ASCII
    damaged = _shift(true, true.index("。")).replace("！", "!")
    assert "責任" not in damaged and damaged.startswith("給予補貼?")
    assert clean(damaged + "(fā)改委〕").value == "给予补贴。〔责任单位：市发改委〕"


def test_character_with_a_lost_half_is_marked() -> None:
    true = "尚無學校或五城區"
    assert clean(_shift(true, true.index("校"))).value == "尚无学□或五城区"
    assert clean("特色小?zhèn)建設").value == "特色小□建设"


@pytest.mark.parametrize("text", ["是否符合条件?由主管部门认定。", "为什么?因为需要。", "问:如何申报?答:网上申报。"])
def test_questions_are_no_damage(text: str) -> None:
    assert clean(text).value == text


@given(st.text(alphabet=st.sampled_from("關于(guān)發a?。！藏熑 \n\r\u3000Ａ<p>&lt;;區"), max_size=80))
def test_offsets_point_into_the_original(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.value) == len(cleaned.origin)
    assert all(0 <= o < len(text) for o in cleaned.origin)
    assert all(a <= b for a, b in zip(cleaned.origin, cleaned.origin[1:], strict=False))
    assert all(a < b <= len(text) for a, b in zip(cleaned.origin, cleaned.ending, strict=True))
    assert all(a <= b for a, b in zip(cleaned.ending, cleaned.ending[1:], strict=False))


_MARKUP = [
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<style a='b'>",
    "</style>",
    "<p\nclass='a'>",
    "</p>",
    "R<D且E>",
    "补",
    "\r\n",
]
_SIGNS = [
    "[补](/a)",
    "![](/b)",
    "* ",
    "\n",
    "---\n",
    "title: 补",
    "$1\\%$",
    "\\",
    "│",
    "┌─┐",
    "+--+",
    "\\u8865",
    "\\n",
    ',"',
    "['补。', '",
    "\t",
    "标题",
]


@given(st.lists(st.sampled_from(_MARKUP), max_size=30))
@example(["<p\nclass='a'>", "<!--", "\r\n", "<!--"])
def test_what_markup_leaves_is_where_it_stood(pieces: list[str]) -> None:
    text = "".join(pieces)
    cleaned = clean(text)
    kept = [(c, o) for c, o in zip(cleaned.value, cleaned.origin, strict=True) if c != "\n"]
    assert all(text[o] == c or (c, text[o]) in [(" ", "\n"), (" ", "\r")] for c, o in kept)  # a wrapped line's end
    assert [o for _, o in kept] == sorted({o for _, o in kept})
    assert "class" not in cleaned.value and "</" not in cleaned.value


@given(st.lists(st.sampled_from(_SIGNS), max_size=30))
@example(["a,['补', '补", ',"', "补。", "\\n", "', '补']"])
def test_offsets_never_decrease_below_signs(pieces: list[str]) -> None:
    text = "".join(pieces)
    cleaned = clean(text)
    spans = list(zip(cleaned.origin, cleaned.ending, strict=True))
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(spans))


def test_span_of_untouched_words_is_where_they_stand() -> None:
    text = "關(guān)于  印發(fā)《辦法》的通知"
    cleaned = clean(text)
    at = cleaned.value.index("通知")
    start, end = cleaned.span(at, at + 2)
    assert text[start:end] == "通知"


@pytest.mark.parametrize(
    ("text", "words", "given"),
    [
        ("补 贴 养 蜂 大 户 每 箱 十 元 。", "养蜂大户", "养 蜂 大 户"),
        ("补 贴 养 蜂 大 户 每 箱 十 元 。", "补贴养蜂大户每箱十元。", "补 贴 养 蜂 大 户 每 箱 十 元 。"),
        ("给予&ldquo;补贴&rdquo;。", "“补贴”", "&ldquo;补贴&rdquo;"),
        ("<p>特色小?zhèn)</p>", "特色小□", "特色小?zhèn)"),
        ("按**10%**补贴", "10%", "10%"),
        ("<p>补贴养\n蜂户</p>", "蜂户", "蜂户"),
        ("&lt;p&gt;补贴蜂箱&lt;/p&gt;", "蜂箱", "蜂箱"),
        ('["\\u8865\\u8d34\\u8702\\u7bb1"]', "蜂箱", "\\u8702\\u7bb1"),
        ('["\\ud83d\\udc1d\\u8702"]', "蜂", "\\u8702"),
        ("补贴[蜂箱](http://a.cn)。", "蜂箱", "蜂箱"),
        ("补$10\\%$。", "10%", "10\\%"),
        ("┌─┐\n│蜂种│蜂箱│\n└─┘", "蜂种|蜂箱", "蜂种│蜂箱"),
    ],
)
def test_span_of_changed_words_is_all_they_stand_for(text: str, words: str, given: str) -> None:
    cleaned = clean(text)
    at = cleaned.value.index(words)
    start, end = cleaned.span(at, at + len(words))
    assert text[start:end] == given
