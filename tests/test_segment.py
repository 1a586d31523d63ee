from __future__ import annotations

import time

import pytest

from policyclause.inference.clean import clean
from policyclause.inference.document import Segment
from policyclause.inference.facts import find_facts
from policyclause.inference.segment import segment


def _segments(text: str) -> tuple[Segment, ...]:
    return segment(clean(text))


def _outline(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(s.kind, s.number, s.path) for s in _segments(text)]


NUMBERED = """某市关于促进物流业发展的若干意见
各区、县（市）人民政府，市政府各部门：
为加快现代物流业发展，结合我市实际，提出如下意见。
一、优化空间布局
（一）加强用地保障。优先保障重点物流项目用地，鼓励利用存量厂房。
（二）完善设施网络
加快建设三级配送体系，推动冷链设施向产地延伸。
二、加大扶持力度
围绕降低物流成本，落实各项优惠政策。
（一）对新建仓储设施的企业，按投资额的10%给予补助：
1.单个项目最高200万元；
2.冷链项目最高300万元。
（二）鼓励银行加大信贷投放。
本意见自2023年1月1日起施行，由市发展改革委负责解释。
某市人民政府
2022年12月1日
"""


def test_numbers_paths_and_kinds() -> None:
    first, second = "一、优化空间布局", "二、加大扶持力度"
    assert _outline(NUMBERED) == [
        ("preamble", "", ()),
        ("clause", "（一）", (first,)),
        ("clause", "（二）", (first, "（二）完善设施网络")),
        ("clause", "", (second,)),
        ("clause", "（一）", (second,)),
        ("clause", "1.", (second,)),
        ("clause", "2.", (second,)),
        ("clause", "（二）", (second,)),
        ("closing", "", (second,)),
    ]


def test_sub_items_carry_the_words_they_complete() -> None:
    by_number = {s.number: s for s in _segments(NUMBERED)}
    assert by_number["1."].lead_in.endswith("按投资额的10%给予补助：")
    assert by_number["（二）"].lead_in == ""


def test_text_stands_where_the_offsets_say() -> None:
    for found in _segments(NUMBERED):
        assert NUMBERED[found.start : found.end] == found.text
        for sentence in found.sentences:
            assert NUMBERED[sentence.start : sentence.end] == sentence.text


def test_articles_with_chapters() -> None:
    text = """某县工业用地管理办法
第一章 总则
第一条 为规范工业用地管理，制定本办法。
第二条
本办法适用于全县新增工业用地。
前款规定以外的用地，参照执行。
第二章 供应
第三条 工业用地可以采取下列方式供应：
（一）弹性年期出让；
（二）先租后让。
"""
    assert _outline(text) == [
        ("clause", "第一条", ("第一章 总则",)),
        ("clause", "第二条", ("第一章 总则",)),
        ("clause", "第二条", ("第一章 总则",)),
        ("clause", "第三条", ("第二章 供应",)),
        ("clause", "（一）", ("第二章 供应",)),
        ("clause", "（二）", ("第二章 供应",)),
    ]


def test_numbering_that_restarts_or_runs_on() -> None:
    text = "\n".join(
        f"{heading}\n（{a}）推进甲类工作，落实各项措施。\n（{b}）推进乙类工作，落实各项措施。"
        for heading, a, b in (("一、甲部分", "一", "二"), ("二、乙部分", "一", "二"), ("三、丙部分", "五", "六"))
    )
    assert [path for _, _, path in _outline(text)] == [
        ("一、甲部分",), ("一、甲部分",), ("二、乙部分",), ("二、乙部分",), ("三、丙部分",), ("三、丙部分",),
    ]  # fmt: skip


def test_page_furniture_is_no_clause() -> None:
    page = (
        "首页 > 政务公开 > 政策文件\n索引号：330B001/2023-11671\n发布机构：区政府办公室\n"
        "国产精品无码在线观看-亚洲高清视频一区二区-免费成人影院\n发布日期：2023-07-04 14:59     来源：区政府办公室\n"
        "扫描二维码分享\n"
        + NUMBERED
        + "附件：任务分工.pdf\n打印本页 关闭窗口\n相关推荐\n某市出台新政，助力企业发展，全面优化营商环境。\n"
        "版权所有：某市人民政府 主办单位：市政府办公室 ICP备05000000号\n"
    )
    assert [s.text for s in _segments(page)] == [s.text for s in _segments(NUMBERED)]


def test_news_report_around_a_document() -> None:
    page = "记者从市政府获悉，我市近日出台物流业新政，引发广泛关注。\n原文如下：\n" + NUMBERED
    assert [s.text for s in _segments(page)] == [s.text for s in _segments(NUMBERED)]


def test_lines_broken_at_a_fixed_width_are_joined() -> None:
    paragraphs = [line for line in NUMBERED.splitlines() if "。" in line] * 3
    width = 22
    wrapped = "\n".join(p[i : i + width] for p in paragraphs for i in range(0, len(p), width))
    plain = "\n".join(paragraphs)
    assert [s.text for s in _segments(wrapped)] == [s.text for s in _segments(plain)]


def test_damage_is_marked() -> None:
    damaged = _segments("一、加强□设。\n二、对无市直属学?的片区增派名师。\n三、完善监管制度，落实责任。")
    assert [s.damaged for s in damaged] == [True, True, False]


def test_tail_gives_departments_and_stays_in_the_text() -> None:
    (found,) = _segments("1.加强用地保障，优先供应。（责任单位：市自然资源局、市财政局）")
    assert found.departments == ("市自然资源局", "市财政局")
    assert found.text.endswith("市财政局）")
    assert [s.is_tail for s in found.sentences] == [False, True]


def test_empty_and_blank_texts_have_no_clauses() -> None:
    assert _segments("") == _segments(" \n\u3000\n") == ()


def test_time_grows_linearly_and_10_mb_take_less_than_10_s() -> None:
    # Clauses of real documents have about 150 characters; those of NUMBERED are lengthened to that.
    usual = "推动各项政策落地见效，定期评估实施情况，及时研究解决发展中的困难和问题，总结推广各地的经验做法。"
    block = NUMBERED.replace("。\n", "。" + 2 * usual + "\n") * 120
    sizes, times = (block, block * 4), []
    for text in sizes:
        started = time.process_time()
        _segments(text)
        times.append(time.process_time() - started)
    megabytes = len(sizes[1].encode()) / 1e6
    assert times[1] / megabytes < 1.0  # seconds for each megabyte
    assert times[1] < 4 * times[0] * 1.8


NASTY = [
    *"（?<\n .…甲-□(",
    "第一",
    "责任单位",
    "<script>",
    "<script></",
    "安排",
    "(a",
    "1.",
    "# ",
    "关于意见（）",
    "成文日期 ",
    "\n- ",
    "一、二、",
    "有限公司、",
]


@pytest.mark.parametrize("unit", NASTY)
def test_no_pattern_backtracks_for_ever(unit: str) -> None:
    for count in (45, 20000):
        for text in (unit * count + "x", "一、加强监管，" + unit * count, "关于印发意见" + unit * 10 + "甲"):
            started = time.process_time()
            cleaned = clean(text)
            segment(cleaned)
            find_facts(cleaned.value)
            assert time.process_time() - started < 4


# Each a mistake once made: text, and for each clause its number, path and beginning.
MISTAKES = [
    (
        "一、对新引进博士，给予10万元补助。\n二、对本科生，给予1万元补助。\n以上补助分三年发放，由用人单位统一申领。",
        [("一、", (), "一、对新"), ("二、", (), "二、对本"), ("", (), "以上补助")],
    ),
    (
        "三、申报材料\n1.申请表\n2.营业执照复印件\n3.纳税证明\n上述材料一式两份，加盖公章后报送主管部门。",
        [("1.", ("三、申报材料",), "1."), ("2.", ("三、申报材料",), "2."), ("3.", ("三、申报材料",), "3."), ("", ("三、申报材料",), "上述")],
    ),
    ("一、对采购国产芯片、国产操作系统、国产工业软件的企业给予补助。", [("一、", (), "一、对采购")]),
    ("一、申报程序\n企业登录（http://a.gov.cn）在线填报，主管部门审核推荐。\n二、逾期不予受理。", [("一、", ("一、申报程序",), "企业登录"), ("二、", (), "二、")]),
    (
        "为加快产业发展，经市政府同意，提出以下意见：\n一、支持做大做强\n对年产量突破1万辆的企业，给予500万元奖励。",
        [("", (), "为加快"), ("一、", ("一、支持做大做强",), "对年产量")],
    ),
    ("一、支持创新，给予奖励。\n本办法自发布之日起施行。", [("一、", (), "一、"), ("", (), "本办法")]),
    ("一、支持创新，给予奖励。\n二、支持技改，给予补助。\n主办：临江市政府办公室 地址：人民路1号\n上一篇：关于印发规划的通知", [("一、", (), "一、"), ("二、", (), "二、")]),
    (
        "一、支持范围\n本市户籍高校毕业生可享受下列补贴：\n1.求职补贴每人1500元；\n2.创业补贴每人8000元。",
        [("", ("一、支持范围",), "本市户籍"), ("1.", ("一、支持范围",), "1."), ("2.", ("一、支持范围",), "2.")],
    ),
    ("各有关单位：\n为做好认定工作，现将有关事项通知如下：\n一、申报条件。在本市注册满两年，具有法人资格。", [("", (), "为做好"), ("一、", (), "一、")]),
    ("附件1\n某市科技券管理办法\n第一章 总则\n第一条 为规范科技券管理，制定本办法。", [("第一条", ("附件1 某市科技券管理办法", "第一章 总则"), "第一条")]),
    ("## 一、发放消费券\n\n- （一）发放餐饮消费券500万元，由市商务局负责。\n", [("（一）", ("一、发放消费券",), "（一）")]),
    ("一、奖励标准\n一、二、三等奖分别给予10万元、5万元、3万元奖励。", [("一、", ("一、奖励标准",), "一、二、三等奖")]),
    ("二、培育平台。择优给予补助。\n责任单位：市工信局、市财政局\n三、企业上云。降低成本。", [("二、", (), "二、培育"), ("三、", (), "三、企业")]),
    ("二、突出重点。\n（一）危险化学品。对企业开展检查。\n（二）烟花爆竹。严厉打击。", [("（一）", ("二、突出重点。",), "（一）"), ("（二）", ("二、突出重点。",), "（二）")]),
    ("第一部分 对规上企业给予补助100万元，支持技改。\n第二部分 对新建项目优先供地。", [("第一部分", (), "第一部分"), ("第二部分", (), "第二部分")]),
    (
        "一、财政支持\n对企业给予最高100万元补贴\n二、用地\n优先安排用地指标\n三、金融\n设立产业基金20亿元",
        [("一、", ("一、财政支持",), "对企业"), ("二、", ("二、用地",), "优先"), ("三、", ("三、金融",), "设立")],
    ),
    ("对企业给予最高100万元补贴", [("", (), "对企业")]),
    ("第五条\n打印本页 关闭窗口\n本办法适用于全县企业。", [("第五条", (), "第五条 本办法")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_mistakes_once_made(text: str, expected: list[tuple[str, tuple[str, ...], str]]) -> None:
    found = _segments(text)
    assert [(s.number, s.path) for s in found] == [(number, path) for number, path, _ in expected]
    assert all(s.text.startswith(start) for s, (_, _, start) in zip(found, expected, strict=True))


def test_single_words_do_not_make_a_closing_or_a_preamble() -> None:
    text = "一、支持专利\n（一）对在有效期内维持十年以上的专利，给予奖励。\n（二）对证书有效期内的企业，给予奖励。"
    assert [s.kind for s in _segments(text)] == ["clause", "clause"]


def test_own_line_tail_belongs_to_the_item_above() -> None:
    (found,) = _segments("二、培育平台。择优给予补助。\n责任单位：市工信局 市财政局\n")
    assert found.departments == ("市工信局", "市财政局")
    assert found.sentences[-1].is_tail


def test_words_before_a_colon_are_no_tail() -> None:
    (found,) = _segments("一、项目建设单位应当履行主体责任：落实资金、落实人员、落实措施。")
    assert found.departments == ()
