from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial

import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.document import Segment


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


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
        ("closing", "", ()),
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


@pytest.mark.parametrize("lead_in", ["原文如下：", "文件详情如下："])
def test_news_report_around_a_document(lead_in: str) -> None:
    page = f"记者从市政府获悉，我市近日出台物流业新政，引发广泛关注。\n{lead_in}\n{NUMBERED}"
    assert [s.text for s in _segments(page)] == [s.text for s in _segments(NUMBERED)]


def test_preamble_with_words_of_a_news_report() -> None:
    preamble = "近年来，养蜂户增加较快，蜂场分布不匀。为规范养蜂秩序，特通知如下："
    assert [(s.kind, s.text) for s in _segments(f"各镇人民政府：\n{preamble}\n一、补贴蜂种。")] == [
        ("preamble", preamble),
        ("clause", "一、补贴蜂种。"),
    ]


def test_chapters_behind_what_a_database_calls_them() -> None:
    text = "【章名】 第一章 总则\n第一条 养蜂户应当登记。\n【章名】 第二章 附则\n第二条 本办法由县农业农村局解释。"
    assert [s.path for s in _segments(text)] == [("第一章总则",), ("第二章附则",)]


SIDEBARS = [
    "首页\n正文\n我市召开安全生产会议，部署下一阶段任务\n全市经济运行平稳，上半年增长6%\n",
    "您当前的位置：首页 > 信息公开 > 规范性文件\n• 关于公开招聘工作人员的公告\n• 我区三家企业获评示范，奖励资金已到位\n",
    "政务公开>>政策法规\n省长主持会议，研究稳外贸举措\n全省今年安排补助资金3亿元支持乡村建设\n",
]


@pytest.mark.parametrize("sidebar", SIDEBARS)
def test_headlines_above_the_title_are_no_clauses(sidebar: str) -> None:
    document = draft(sidebar + "白沙市养老服务补贴办法\n第一条 为规范养老服务，制定本办法。\n第二条 每月补贴100元。")
    assert [s.number for s in document.segments] == ["第一条", "第二条"]
    assert document.facts.title == "白沙市养老服务补贴办法"


@pytest.mark.parametrize(
    "above", ["内容概述：为振兴养蜂业，提出扶持措施。", "今天是3月1日，天气晴，空气质量良。\n摘要：扶持养蜂业的办法。"]
)
@pytest.mark.parametrize("below", ["青湖政发〔2024〕7号", "各镇人民政府："])
def test_sentences_of_the_page_above_the_title_are_no_clauses(above: str, below: str) -> None:
    text = "为振兴养蜂业，现提出如下意见。\n一、补贴蜂种。每只蜂王补贴30元。"
    found = _segments(f"{above}\n青湖县人民政府关于振兴养蜂业的意见\n{below}\n{text}")
    assert [(s.text, s.path) for s in found] == [(line, ()) for line in text.split("\n")]


def test_sentence_between_two_titles_is_of_the_document() -> None:
    text = "青湖县人民政府通告\n禁止在水源地放蜂。\n青湖县人民政府关于振兴养蜂业的意见\n青湖政发〔2024〕7号\n一、补贴蜂种。"
    assert _segments(text)[0].text == "禁止在水源地放蜂。"


def test_number_below_a_full_line_of_a_title() -> None:
    paragraph = "一、县农业农村局引进良种蜂王，每只补贴三十元，\n由各镇登记造册，报县财政局核对以后发放补贴资金。\n"
    text = "青湖县人民政府关于印发振兴养蜂业若干措施的通知\n青湖政发〔2024〕7号\n各镇人民政府：\n" + paragraph * 4
    assert not any("通知" in s.text or "人民政府" in s.text for s in _segments(paragraph * 4 + text))


def test_each_of_several_documents_opens_anew() -> None:
    text = (
        "青湖县养蜂管理办法\n第一章 总则\n第一条 养蜂户应当登记，由各镇建立台账。\n"
        "青湖县人民政府关于振兴养蜂业的通知\n青湖政发〔2024〕7号\n各镇人民政府：\n"
        "为振兴养蜂业，现通知如下：\n一、补贴蜂种。每只蜂王补贴30元。"
    )
    assert _outline(text) == [("clause", "第一条", ("第一章 总则",)), ("preamble", "", ()), ("clause", "一、", ())]


@pytest.mark.parametrize("number", ["江政发〔2023〕5号", "（江政发〔2023〕5号）"])
def test_number_below_a_title_opens_another_document(number: str) -> None:
    first = "青山市支持企业上云若干措施\n一、支持范围\n对上云的企业给予补贴2万元。\n二、其他事项\n本措施由市商务局负责解释。"
    found = draft(f"{first}\n青山市鼓励商贸流通若干措施\n{number}\n对新设的门店给予补贴3万元。").segments
    assert [segment.path for segment in found] == [("一、支持范围",), ("二、其他事项",), ()]


@pytest.mark.parametrize(
    ("title", "opening", "number"),
    [
        ("青湖县振兴养蜂业若干措施", "为振兴养蜂业，制定以下措施。\n", "一、"),
        ("青湖县人民政府关于振兴养蜂业的意见", "各镇人民政府：\n", "一、"),
        ("青湖县稳蜜价十条措施", "", "1."),
        ("起草说明", "", "一、"),
        ("关于编制情况的说明", "根据养蜂户的意见，结合实际，起草本办法。\n", "一、"),
    ],
)
def test_document_below_another_is_not_nested_under_its_last_section(title: str, opening: str, number: str) -> None:
    first = "青湖县养蜂管理办法\n第一章 总则\n第一条 养蜂户应当登记，由各镇建立台账。"
    found = _outline(f"{first}\n{title}\n{opening}{number}每只蜂王补贴30元，由县财政安排。")
    assert found[0] == ("clause", "第一条", ("第一章 总则",)) and found[-1] == ("clause", number, ())
    assert found[1:-1] == ([("preamble", "", ())] if "。" in opening else [])


def test_head_of_a_column_is_no_clause() -> None:
    text = "第一条 蜂场补助标准：\n补助标准（万元）\n10\n第二条 每户最高补助20万元。"
    assert [s.number for s in _segments(text)] == ["第一条", "第二条"]


def test_empty_and_blank_texts_have_no_clauses() -> None:
    assert _segments("") == _segments(" \n\u3000\n") == ()


_PLAIN_PATTERNS = [
    re.compile(p)
    for p in ("[，。；：]", r"\d+", "第[一二三四五六七八九十]+", "(?:推动|定期|及时).{2,6}", "[（(][^）)]*[）)]")
]


def _seconds(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started


def test_time_grows_linearly_and_10_mb_take_less_than_10_s() -> None:
    """Ten seconds of a machine that takes 0.83 for 15 passes of plain patterns over the lines: its pace may differ by
    half from minute to minute."""
    # Clauses of real documents have about 150 characters; those of NUMBERED are lengthened to that.
    usual = "推动各项政策落地见效，定期评估实施情况，及时研究解决发展中的困难和问题，总结推广各地的经验做法。"
    block = NUMBERED.replace("。\n", "。" + 2 * usual + "\n") * 120
    lines = 3 * (4 * block).split("\n")
    tasks = (
        lambda: _segments(block),
        lambda: _segments(block * 4),
        lambda: [pattern.sub("", line) for line in lines for pattern in _PLAIN_PATTERNS],
    )
    rounds = [[_seconds(task) for task in tasks] for _ in range(8)]  # what else the machine does is not in all of them
    assert min(whole / plain for _, whole, plain in rounds) < 10 / 0.83
    assert min(whole / quarter for quarter, whole, _ in rounds) < 4 * 1.8


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
    "a\t",
    "|",
    "。一、",
    "甲局、乙局\n",
    "\n5\n",
    "甲\n5 \n",
    "，\n",
    "（\n",
    "<tr><td>",
    "<td>a</td>\n",
    "a ",
    "附件：\n1.",
    "甲|乙\n",
    "1 甲乙\n",
    " □甲☑",
    "几",
    "以下",
    "本办法自",
    "的甲乙\n",
    "青湖县支持甲\n",
    "第一、",
    "01 ",
    "-",
    " ",
]


@pytest.mark.parametrize("unit", NASTY)
def test_no_pattern_backtracks_for_ever(unit: str) -> None:
    for count in (45, 20000):
        row = f"给予奖励5万元|乙{unit * count}丙|丁"
        for text in (unit * count + "x", "一、加强监管，" + unit * count, "关于印发意见" + unit * 10 + "甲", row):
            read = partial(draft, text)
            assert any(_seconds(read) < 4 for _ in range(2))  # again, as the machine may be slow for a moment


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
    ("一、2021年工作回顾\n过去一年，全县经济稳步增长，民生持续改善。\n二、2022年工作安排\n安排资金2亿元。", [("一、", ("一、2021年工作回顾",), "过去"), ("二、", ("二、2022年工作安排",), "安排")]),
    ("第五条\n打印本页 关闭窗口\n本办法适用于全县企业。", [("第五条", (), "第五条 本办法")]),
    (
        "一、加大奖励力度。对企业给予最高不超过\n1.5亿元。对机构给予\n2.5倍补助。\n1.1 个人申报，给予补助。",
        [("一、", (), "一、加大奖励力度。对企业给予最高不超过1.5亿元。"), ("", (), "2.5倍"), ("1.1", (), "1.1 个人")],
    ),
    (
        "二、工作要求。各地要每月5日前报送进展。\n附：1. 进展汇总表\n2. 项目明细表\n某市财政局\n2024年3月1日",
        [("二、", (), "二、工作要求")],
    ),
    ("二、报送材料。按月报送。\n附件：1.申报书\n2.汇总表", [("二、", (), "二、报送材料")]),
    (
        "您提出的提案收悉，现答复如下：\n一、关于加大投入的问题\n2022年，市财政安排专项资金2亿元，支持职业教育。",
        [("", (), "您提出"), ("一、", ("一、关于加大投入的问题",), "2022年")],
    ),
    (
        "会议研究了用地问题，议定如下事项：\n一、关于标准厂房\n由县里统一建设，低价出租给企业。\n二、关于闲置土地\n依法收回，重新挂牌出让给其他企业。",
        [("", (), "会议研究"), ("一、", ("一、关于标准厂房",), "由县里"), ("二、", ("二、关于闲置土地",), "依法")],
    ),
    (
        "二、补贴标准是多少？\n答：每人每年2000元，最长三年。\n三、到哪里申请？\n答：到街道办事处申请，当场受理。",
        [("二、", ("二、补贴标准是多少？",), "答：每人"), ("三、", ("三、到哪里申请？",), "答：到街道")],
    ),
    (
        "1.新增规上工业企业50家，工业投资增长10%以上。\n牵头领导：张三\n责任单位：市工信局\n完成时限：12月底\n2.新建标准厂房10万平方米，租金减半。",
        [("1.", (), "1.新增"), ("2.", (), "2.新建")],
    ),
    ("一、补助标准\n序号|学历|补助金额\n1|博士|最高5万元\n2|硕士|每月2000元", [("一、", ("一、补助标准",), "1 博士"), ("一、", ("一、补助标准",), "2 硕士")]),
    ("2022-05-20 08:30　来源：市财政局　浏览次数：12\n一、对企业给予补助，最高10万元。\n（本文有删减）", [("一、", (), "一、对企业")]),
    (
        "一、支持创作。对优秀作品给予最高50万元奖励，由市财政安排。\n二、版权保护\n（一）加大侵权查处力度。\n（二）主办单位要负责。",
        [("一、", (), "一、"), ("（一）", ("二、版权保护",), "（一）"), ("（二）", ("二、版权保护",), "（二）")],
    ),
    ("一、扶持对象\n种粮大户。\n二、扶持标准\n每亩补贴100元。", [("一、", ("一、扶持对象",), "种粮"), ("二、", ("二、扶持标准",), "每亩")]),
    ("对首次认定的企业给予奖励：\n国家级“小巨人”50万元\n资金由市财政承担，一次性拨付。", [("", (), "对首次"), ("", (), "国家级"), ("", (), "资金")]),
    (
        "三、津贴标准\n年龄|标准（元/月）|发放\n80-89岁|100|按月\n90岁以上|200|按月",
        [("三、", ("三、津贴标准",), "80"), ("三、", ("三、津贴标准",), "90")],
    ),
    (
        "关闭落后煤矿15处，每处给予200万元奖补\n服务对象：本市老年人，每人每月给予200元补助\n本网格内企业给予10万元补贴\n不得新增产能，从严管理。",
        [("", (), "关闭"), ("", (), "服务"), ("", (), "本网格"), ("", (), "不得")],
    ),
    ("印发给你们，请认真贯彻执行。\n一、不得新增产能。", [("", (), "印发"), ("一、", (), "一、")]),
    (
        "某市科技券办法\n一、总则\n第一条 为规范管理，制定本办法。\n二、支持标准\n第二条 按服务费的50%给予补助。",
        [("第一条", ("一、总则",), "第一条"), ("第二条", ("二、支持标准",), "第二条")],
    ),
    (
        "通知\n1.各区县要压实责任，细化举措。\n江州市复工复产若干措施\n一、减轻负担\n（一）减免租金\n1.对承租企业减免3个月租金。\n（二）缓缴社保\n1.最长缓缴6个月。",
        [
            ("1.", (), "1.各区"),
            ("1.", ("一、减轻负担", "（一）减免租金"), "1.对"),
            ("1.", ("一、减轻负担", "（二）缓缴社保"), "1.最长"),
        ],
    ),
    (
        "2.1 指挥部\n2.1.1 指挥部职责\n组织全市防汛工作，统一调度物资。\n2.1.2 办公室职责\n承担日常工作，汇总上报汛情。",
        [("2.1.1", ("2.1 指挥部", "2.1.1 指挥部职责"), "组织"), ("2.1.2", ("2.1 指挥部", "2.1.2 办公室职责"), "承担")],
    ),
    (
        "某市惠企政策清单\n购车补贴\n对个人购买新能源汽车的，每辆给予5000元。\n用电补贴政策\n对规上企业用电，每度给予0.05元支持。",
        [("", ("购车补贴",), "对个人"), ("", ("用电补贴政策",), "对规上")],
    ),
    ("一、免收不动产登记费。\n各办理窗口要张贴公告，做好宣传工作。", [("一、", (), "一、免收"), ("", (), "各办理")]),
    ("一、将第三条修改为：“市园林局负责绿化工作。\n“区园林局负责本辖区内的城市绿化工作。”", [("一、", (), "一、将"), ("", (), "“区")]),
    ("市财政每年安排资金2亿元，重点支持：\n（一）企业技改；", [("", (), "市财政"), ("（一）", (), "（一）")]),
    ("➢ 对上市企业给予500万元奖励。\nØ 对挂牌企业给予50万元奖励。", [("", (), "对上市"), ("", (), "对挂牌")]),
    (
        "四、抓好整顿\n当前要做好以下工作：\n一、节约能源；\n二、降低消耗。\n五、改组企业\n按行业分批进行，每年一批。",
        [
            ("", ("四、抓好整顿",), "当前"),
            ("一、", ("四、抓好整顿",), "一、"),
            ("二、", ("四、抓好整顿",), "二、"),
            ("五、", ("五、改组企业",), "按行业"),
        ],
    ),
    (
        "一、引才目标\n引进博士和高级技师80名\n二、信贷投放\n引导银行降低企业融资成本\n加强对银行的激励考核",
        [("一、", ("一、引才目标",), "引进"), ("二、", ("二、信贷投放",), "引导"), ("二、", ("二、信贷投放",), "加强对")],
    ),
    (
        "对新升规的企业一次性奖励10万元\n对重大技改项目优先安排用能指标\n推动银行扩大制造业贷款规模\n严禁新建高耗能高污染项目\n江州市人民政府",
        [("", (), "对新"), ("", (), "对重大"), ("", (), "推动"), ("", (), "严禁")],
    ),
    ("推动银行加大信贷投放力度\n对新增贷款按1%给予奖励。\n支持企业扩大直接融资\n奖励上市企业500万元", [("", ("推动银行加大信贷投放力度",), "对新增"), ("", ("支持企业扩大直接融资",), "奖励")]),
    (
        "一、奖励标准\n首次获评的，奖励10万元。\n二、受理时间\n每年3月至5月\n三、用房支持\n优先安排公租房，租金可以减半。",
        [("一、", ("一、奖励标准",), "首次"), ("二、", ("二、受理时间",), "每年"), ("三、", ("三、用房支持",), "优先")],
    ),
    (
        "一、申报材料\n1.身份证\n2.学历证书\n（原件）\n3.劳动合同\n以上材料一式三份，由用人单位统一报送。",
        [("1.", ("一、申报材料",), "1."), ("2.", ("一、申报材料",), "2."), ("3.", ("一、申报材料",), "3."), ("", ("一、申报材料",), "以上")],
    ),
    ("一、设立8亿元纾困基金。\n基金由市财政局管理。", [("一、", (), "一、"), ("", (), "基金")]),
    ("二、融资\n1.出资5亿元。\n（1）市级3亿元；\n（2）县级2亿元。", [("1.", ("二、融资",), "1."), ("（1）", ("二、融资",), "（1）"), ("（2）", ("二、融资",), "（2）")]),
    ("1.投资1亿元以上的项目\n由市里统一调度，优先供地。", [("1.", ("1.投资1亿元以上的项目",), "由市里")]),
    (
        "一、金融政策：\n（一）支持上市\n对新上市企业奖励300万元。\n（二）支持担保\n对担保机构补助保费的50%。",
        [("（一）", ("一、金融政策：", "（一）支持上市"), "对新"), ("（二）", ("一、金融政策：", "（二）支持担保"), "对担保")],
    ),
    ("一、申请条件：\n1.在本市注册；\n2.依法纳税。", [("一、", (), "一、"), ("1.", (), "1."), ("2.", (), "2.")]),
    (
        "江州市防汛应急预案\n1 总则\n1.1 编制目的\n为健全应对机制，制定本预案。\n2 保障\n2.1 资金保障\n所需资金由财政预算安排，应当及时拨付。\n3 台水泵由市水利局调配，统一管理。",
        [("1.1", ("1 总则", "1.1 编制目的"), "为健全"), ("2.1", ("2 保障", "2.1 资金保障"), "所需"), ("2.1", ("2 保障", "2.1 资金保障"), "3 台")],
    ),
    ("📌一、住房\n对博士给予30万元补贴。\n💰 二、创业\n1.贷款贴息两年。", [("一、", ("一、住房",), "对博士"), ("1.", ("二、创业",), "1.")]),
    (
        "获评企业享受以下政策：\n（一）限停产豁免\n符合要求的，在重大活动期间不停产。\n（二）环保审批服务\n开辟绿色通道，优先办理。",
        [("", (), "获评"), ("（一）", ("（一）限停产豁免",), "符合"), ("（二）", ("（二）环保审批服务",), "开辟")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_mistakes_once_made(text: str, expected: list[tuple[str, tuple[str, ...], str]]) -> None:
    found = _segments(text)
    assert [(s.number, s.path) for s in found] == [(number, path) for number, path, _ in expected]
    assert all(s.text.startswith(start) for s, (_, _, start) in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    "opening",
    [
        "你局《关于补贴蜂箱的请示》收悉。经研究，函复如下：",
        "你县关于补贴蜂箱的来文收悉。批复如下：",
        "现在，我代表县人民政府，向大会报告工作，请予审议。",
    ],
)
def test_what_an_answer_or_a_report_begins_with_is_a_preamble(opening: str) -> None:
    assert _segments(f"青湖县农业农村局：\n{opening}\n一、补贴蜂种。")[0].kind == "preamble"


@pytest.mark.parametrize("page", ["", " 3", "……3"])
@pytest.mark.parametrize("heading", ["", "目录\n"])
def test_contents_are_no_clauses(heading: str, page: str) -> None:
    parts = ["一、蜂种", "二、蜂场", "（一）选址", "（二）改造", "三、附则"]
    texts = ["引进良种蜂王。", "", "避开农药区。", "每处补助2万元。", "本规划由县农业农村局解释。"]
    contents = "".join(f"{part}{page}\n" for part in parts)
    body = "\n".join(f"{part}\n{text}" for part, text in zip(parts, texts, strict=True))
    found = _segments(f"青湖县养蜂规划\n{heading}{contents}前言\n养蜂富民。\n{body}")
    assert [s.text for s in found] == ["养蜂富民。", *filter(None, texts)]
    assert found[3].path == ("二、蜂场", "（二）改造")


def test_last_line_of_contents_does_not_go_on_below() -> None:
    contents = "".join(f"第{i}章 引进良种蜂王和改造蜂场{'.' * 30} {i}\n" for i in range(1, 9))
    assert [(s.number, s.path) for s in _segments(f"{contents}序言\n养蜂富民，助力乡村振兴。")] == [("", ())]


def test_list_that_comes_again_in_part_is_no_contents() -> None:
    text = "一、支持蜂种\n二、支持蜂场\n三、引进良种蜂王，每只补贴30元。\n附件\n一、支持蜂种\n二、支持蜂场\n每处补助2万元。"
    assert [s.text for s in _segments(text)] == [line for line in text.split("\n") if line != "附件"]
