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
        ("保險(huì )創(chuàng  )業(yè)，蜂業（yè）補貼", "保险创业，蜂业补贴"),
        ("養 蜂 ( fēng ) 補 助\n增\n(zēng)長(cháng)點（ān）", "养蜂补助\n增长点"),
        ("蜂场（café）和茈（zǐ）湖，蜂箱(résumé)", "蜂场（café）和茈（zǐ）湖，蜂箱(résumé)"),
        ("蜂箱（de）和蜂种（ an ）", "蜂箱（de）和蜂种（ an ）"),
        ("  （ 一 ）扶持对象\n（二 ）标准\n( 1 ) 蜂箱\n二 、蜂种", "  （一）扶持对象\n（二）标准\n(1) 蜂箱\n二、蜂种"),
        (
            "<h3>（ 一 ）扶持对象</h3>\n## 二 、蜂种\n## 支 持 本 县 各 乡 镇 养 蜂 户",
            "\n### （一）扶持对象\n\n## 二、蜂种\n## 支持本县各乡镇养蜂户",
        ),
        ("1 . 总 则\n1 . 1 蜂箱\n1 . 1 .2 蜂种", "1. 总则\n1.1 蜂箱\n1.1.2 蜂种"),
        ("1. 20 户\n1 .5亿元\n10 .5\n补（ 一 ）", "1. 20 户\n1 .5亿元\n10 .5\n补（ 一 ）"),
        ("补贴退役军人、高  校毕业生和失  业人员，按季  发放。", "补贴退役军人、高校毕业生和失业人员，按季  发放。"),
        (
            "二十一、目标  扩大养蜂，增收。\n成员：甲某  乙某、丙某",
            "二十一、目标  扩大养蜂，增收。\n成员：甲某  乙某、丙某",
        ),
        ("❶补贴➋更新\n 1️⃣ 补贴蜂王\n🔟拨打1️⃣2️⃣\n1️⃣1️⃣建场", "①补贴②更新\n 1. 补贴蜂王\n🔟拨打1️⃣2️⃣\n11.建场"),
        ("精选优质文档-----倾情为你奉上\n养蜂办法专心---专注---专业", "\n养蜂办法"),
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
        ("? 一、补贴蜂箱。\n???青湖县\n补贴蜂箱？", "  一、补贴蜂箱。\n  青湖县\n补贴蜂箱？"),
        ("> 一、补贴蜂箱\n>\n> > 每箱200元", "一、补贴蜂箱\n\n每箱200元"),
        ("\u3000\u3000>一、补贴蜂箱\n>1.每箱200元\n>>10、蜂种", "一、补贴蜂箱\n1.每箱200元\n10、蜂种"),
        (">100箱\t50元\t农业局\n>=1.5亩的\n> >1.5亩的", ">100箱|50元|农业局\n>=1.5亩的\n>1.5亩的"),
        ("1\ufe0f\u20e3补贴蜂箱 2\u20e3\ufe0f、补贴蜂种", "1.补贴蜂箱 2、补贴蜂种"),
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
    "piece", ["**", "**补", "__", "\\", "<p>补\n", "补\n", "补 ", "\n ", "&lt;p&gt;", "[{", "5%.",
              "[", "[补](#", "![a](", "['补', '", "\\n", "\\u3000", "&amp;", "$1", "<p \"", "<p a=\"", "=\"'", "<p a='\" ", " a='\"' ", "│", "─\n│", "|<br>|", "标\u3000", "a,\"", '"补","补"\r\n'],
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
    ("text", "expected"),
    [
        ("文　　号\t县发〔2024〕3号\n发布机构：\t县农业局", "文号|县发〔2024〕3号\n发布机构|县农业局"),
        ("标　题\t养蜂办法\n索引号\t12/3\n目录\t农业\n蜂种\t十元", "养蜂办法\n索引号|12/3\n目录|农业\n蜂种十元"),
        ("公文标题\t养蜂办法\n颁布日期\t2024年5月1日", "养蜂办法\n颁布日期|2024年5月1日"),
        ("文号\t县发3号\n第一条\t补贴蜂种", "文号|县发3号\n第一条 补贴蜂种"),
        ("原文\t改为\t理由\n补五元。\t补十元。\t从优", "原文|改为|理由\n补五元。|补十元。|从优"),
        ("补五元。\t补十元。\t从优", "补五元。补十元。从优"),
        ("等级\t补贴\n大户\t十元\n1\t五元", "等级|补贴\n大户|十元\n1|五元"),
        ("等级\t补贴\t备注\n大户\t十元\t\n小户\t五元\t", "等级|补贴|备注\n大户|十元|\n小户|五元|"),
        ("补贴\t蜂农\n\n大户\t十元", "补贴蜂农\n\n大户十元"),
        ("l\t补贴蜂种\nl\t改造蜂场", "l 补贴蜂种\nl 改造蜂场"),
        ("补贴单位：\t县农业局\n办理时间：\t五月", "补贴单位： 县农业局\n办理时间：五月"),
        ("补五元。\t从优。\n补十元。\t从优。", "补五元。从优。\n补十元。从优。"),
        ("（一）\t补贴\n（二）\t改造", "（一）补贴\n（二）改造"),
        # Cells that reach over rows are empty in all but the first.
        ("蜂种\t大户\t十元\n\t小户\t五元\n\t\t三元", "蜂种|大户|十元\n蜂种|小户|五元\n  三元"),
        ("补五元。\t大户\t十元\n\t小户\t五元", "补五元。大户十元\n 小户五元"),
        ("补贴\t补五元。\t大户\t十元\n\t\t小户\t五元", "补贴|补五元。|大户|十元\n补贴||小户|五元"),
        (
            "一、蜂箱 |\n| 名称 | 蜂箱 |\n二、蜂种 |||\n||五元|\n丨蜂王",
            "一、蜂箱\n| 名称 | 蜂箱 |\n二、蜂种\n||五元|\n丨蜂王",
        ),
        ("补贴蜂种。［责任单位：县农业局］", "补贴蜂种。〔责任单位：县农业局〕"),
    ],
)
def test_tabs_and_brackets(text: str, expected: str) -> None:
    assert clean(text).value == expected


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


@given(st.lists(st.sampled_from(_MARKUP), max_size=30))
@example(["<p\nclass='a'>", "<!--", "\r\n", "<!--"])
def test_what_markup_leaves_is_where_it_stood(pieces: list[str]) -> None:
    text = "".join(pieces)
    cleaned = clean(text)
    kept = [(c, o) for c, o in zip(cleaned.value, cleaned.origin, strict=True) if c != "\n"]
    assert all(text[o] == c or (c, text[o]) in [(" ", "\n"), (" ", "\r")] for c, o in kept)  # a wrapped line's end
    assert [o for _, o in kept] == sorted({o for _, o in kept})
    assert "class" not in cleaned.value and "</" not in cleaned.value


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
