from __future__ import annotations

import time

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


def test_a_list_that_begins_below_a_paragraph_completes_it() -> None:
    text = "第一条 申请条件：\n（一）在本市注册；\n符合条件的，享受以下政策：\n（一）奖励20万元；\n（二）优先供地。"
    leads = [s.lead_in for s in _segments(text)]
    assert leads == ["", "第一条 申请条件：", "", *["符合条件的，享受以下政策："] * 2]


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


IN_ONE_LINE = [
    (
        "青湖市关于促进软件产业发展的若干措施 为加快软件产业集聚，制定本措施。 一、加大支持力度 （一）给予研发补助。按研发投入的5%给予补助。 "
        "（二）强化用地保障。优先供地。 二、工作要求 各部门要加强协同，确保取得实效。 青湖市人民政府办公室 2023年4月10日",
        [("", (), "为加快"), ("（一）", ("一、加大支持力度",), "（一）给予"), ("（二）", ("一、加大支持力度",), "（二）强化"), ("二、", ("二、工作要求",), "各部门")],
    ),
    (
        "临湖县小微企业贷款贴息办法第一章总则第一条为缓解融资难题，根据《促进法》第三十条的规定，制定本办法。第二章标准第二条符合第一条规定的，按照本办法第六条处理："
        "（一）首贷户贴息50%；（二）续贷户贴息30%。第三条县财政局依照第二条第（一）项拨付。",
        [("第一条", ("第一章总则",), "第一条为"), ("第二条", ("第二章标准",), "第二条符合"), ("（一）", ("第二章标准",), "（一）首"), ("（二）", ("第二章标准",), "（二）续"), ("第三条", ("第二章标准",), "第三条县")],
    ),
    (
        "海川区稳就业十条\n为稳定就业，制定以下措施。一、降低保险费率。单位费率降至0.5%。二、发放稳岗补贴。对不裁员的企业返还保费60%。",
        [("", (), "为稳定"), ("一、", (), "一、降低"), ("二、", (), "二、发放")],
    ),
    (
        "第三条 根据一、二、三类地区的不同情况，对企业分别给予（一）一次性奖励和（二）贷款贴息两种支持，具体标准如下：1.工业每户5万元；2.商业每户3万元。",
        [("第三条", (), "第三条 根据")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), IN_ONE_LINE)
def test_document_in_one_line(text: str, expected: list[tuple[str, tuple[str, ...], str]]) -> None:
    found = _segments(text)
    assert [(s.number, s.path) for s in found] == [(number, path) for number, path, _ in expected]
    for segment_, (_, _, start) in zip(found, expected, strict=True):
        assert segment_.text.startswith(start)
        given = text[segment_.start : segment_.end]
        assert given.replace(" ", "") == segment_.text.replace(" ", "")


@pytest.mark.parametrize(
    ("wrapped", "count"),
    [
        ("根据区政府部署，对辖区内符合条件的科技型\n中小企业给予一次性研发补助，补助标准为上年\n度研发投入的百分之十，单个企业不超过五十万\n元。", 1),
        ("一、对新认定的国家高新技术企业，由市财政给\n予一次性奖励30万元；对重新认定的，奖励10万\n元。\n二、鼓励开发知识产权质押贷款。", 2),
        ("第三条 申请人应当具备下列条件：\n（一）在本市依法登记注册，具有独立法人资格，\n并连续经营满两年；\n（二）近三年内无重大违法记录，未被列入严重\n失信主体名单。", 3),
    ],
)  # fmt: skip
def test_a_few_lines_broken_in_mid_sentence_are_joined(wrapped: str, count: int) -> None:
    found = _segments(wrapped)
    assert len(found) == count
    assert all(s.text[-1] in "。；：" for s in found)


def test_lines_of_one_length_without_stops_are_a_list() -> None:
    lines = [
        "对符合条件的企业给予补助，支持技术改造项目",
        "对新建厂房的企业给予租金减免，期限为三年整",
        "对引进的高层次人才给予住房补贴，每月两千元",
    ]
    assert [s.text for s in _segments("\n".join(lines))] == lines


@pytest.mark.parametrize(
    "rows",
    [
        "序号\t项目\t奖励对象\t标准\n1\t农机\t购机户\t按售价的30%给予补贴\n2\t烘干\t合作社\t每吨补贴60元",
        "| 序号 | 项目 | 奖励对象 | 标准 |\n|---|---|---|---|\n| 1 | 农机 | 购机户 | 按售价的30%给予补贴 |\n| 2 | 烘干 | 合作社 | 每吨补贴60元 |",
    ],
)
def test_rows_of_a_table(rows: str) -> None:
    found = _segments(f"一、奖补标准\n{rows}\n二、申报程序\n企业向县农业农村局提出申请，经审核后拨付。")
    assert [(s.path, s.text) for s in found] == [
        (("一、奖补标准",), "1 农机 购机户 按售价的30%给予补贴"),
        (("一、奖补标准",), "2 烘干 合作社 每吨补贴60元"),
        (("二、申报程序",), "企业向县农业农村局提出申请，经审核后拨付。"),
    ]


@pytest.mark.parametrize(
    ("rows", "clauses"),
    [
        (
            "序号|重点工作|主要任务|责任单位\n1|审批|推行容缺受理和并联审批|市政务局\n2|监管|江州市市场监管实施办法|市市场监管局",
            ["1 审批 推行容缺受理和并联审批 市政务局"],
        ),
        ("平台 | 奖励 | 期限\n国家级 | 80万元 | 一年\n市级 | 5万元 | 一年", ["国家级 80万元 一年", "市级 5万元 一年"]),
        ("机具|档次|中央财政补贴额（元）\n摇蜜机|电动|400", ["摇蜜机 电动 400"]),
        ("荣誉|对象|奖励名额\n示范蜂场|镇级|10", []),
        ("平台|地区|奖补标准\n国家级|城区|90万元\n郊区|60万元", ["国家级 城区 90万元", "郊区 60万元"]),
        (
            "政策|对象|支持标准\n用地|扩建蜂场|优先供地\n用房|蜂业博士|免租两年",
            ["用地 扩建蜂场 优先供地", "用房 蜂业博士 免租两年"],
        ),
        ("服务|对象|补贴标准\n检疫|转场蜂农|首年全额，次年减半", ["检疫 转场蜂农 首年全额，次年减半"]),
        (
            "违法行为|情节|处罚标准\n未登记蜂群的|轻微|警告\n |严重|吊销许可证",
            ["未登记蜂群的 轻微 警告", "严重 吊销许可证"],
        ),
        ("序号|原条文|修改后条文\n1|第二条 优先供地。|第二条 弹性供地。", ["1 第二条优先供地。 第二条弹性供地。"]),
        ("违法行为|处罚依据|处罚机关\n未登记蜂群的|罚款办法|县农业农村局", []),
        ("指标|单位|评分标准\n建档|镇政府|安排专人", []),
        ("序号|公开事项|公开依据\n1|机构职能和领导分工情况|条例第二十条", []),
        ("序号|政策名称|文号\n1|江州市工业强基行动政策|江政1号", []),
    ],
)
def test_rows_say_what_their_columns_are_named_for(rows: str, clauses: list[str]) -> None:
    found = _segments(f"一、总体要求\n坚持问题导向，统筹推进各项改革。\n{rows}\n二、其他\n本表由市政府办公室负责解释。")
    assert [s.text for s in found][1:-1] == clauses


def test_two_cells_make_a_row_beside_another() -> None:
    rows = "级别|奖励额\n省级示范园区|奖励60万元\n市级示范园区|奖励30万元"
    found = _segments(f"一、奖励标准\n{rows}\n二、监督\n园区应当按季报送进展，接受监督|检查。")
    assert [(s.path, s.text) for s in found] == [
        (("一、奖励标准",), "省级示范园区 奖励60万元"),
        (("一、奖励标准",), "市级示范园区 奖励30万元"),
        (("二、监督",), "园区应当按季报送进展，接受监督|检查。"),
    ]


def test_tabs_behind_numbers_and_headings_make_no_row() -> None:
    assert _segments("一、加强领导。\t落实责任，\t完善机制。")[0].text == "一、加强领导。落实责任，完善机制。"


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


def test_each_of_several_documents_opens_anew() -> None:
    text = (
        "青湖县养蜂管理办法\n第一章 总则\n第一条 养蜂户应当登记，由各镇建立台账。\n"
        "青湖县人民政府关于振兴养蜂业的通知\n青湖政发〔2024〕7号\n各镇人民政府：\n"
        "为振兴养蜂业，现通知如下：\n一、补贴蜂种。每只蜂王补贴30元。"
    )
    assert _outline(text) == [("clause", "第一条", ("第一章 总则",)), ("preamble", "", ()), ("clause", "一、", ())]


def test_attendance_of_minutes_is_no_clause() -> None:
    text = (
        "西山县人民政府常务会议纪要\n地点：县政府三楼会议室\n出席：李明、王华、张强、刘芳、赵军\n记录：孙丽\n"
        "一、会议同意新增工业用地300亩，由县自然资源局办理。\n"
        "参加会议人员：市发展改革委王伟，市财政局李娜，市自然资源局张磊。\n分送：各参会单位。"
    )
    assert [(s.number, s.path) for s in _segments(text)] == [("一、", ())]


def test_participants_who_get_something_are_a_clause() -> None:
    assert len(_segments("参加人员：在本市注册的企业均可参加，每人给予补助500元。")) == 1


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("松江县农业扶持政策\n总体要求\n坚持市场主导，加快发展现代农业。\n扶持内容\n每亩补助3000元。", ["总体要求", "扶持内容"]),
        ("政策内容\n1.对购车给予5000元补贴。\n申报流程\n1.线上提交申请，上传发票。", ["政策内容", "申报流程"]),
        ("（试行）\n支持开办托育\n对新设托位给予1万元补助。\n支持社区食堂\n对新设食堂给予5万元补助。", ["支持开办托育", "支持社区食堂"]),
        ("问：谁能领补贴？\n常住居民都可以领取。\n问：补贴有多少?\n每户300元，按季发放。", ["问：谁能领补贴？", "问：补贴有多少?"]),
        ("用地保障：\n重点项目优先供地，价款分期缴纳。\n人才服务：\n对硕士发放安家补贴3万元。", ["用地保障：", "人才服务："]),
        ("支持机构建设\n（一）对新建中医馆，给予10万元补助。\n支持人才培养\n（一）每年选派100名医师进修。", ["支持机构建设", "支持人才培养"]),
    ],
)  # fmt: skip
def test_first_heading_without_a_number(text: str, paths: list[str]) -> None:
    assert [s.path for s in _segments(text)] == [(path,) for path in paths]


def test_a_lone_name_above_the_text_is_no_heading() -> None:
    assert _segments("政策文件库\n一、对企业给予补助。\n二、对人才给予奖励。")[0].path == ()


@pytest.mark.parametrize(
    "text",
    [
        "1.补贴怎么申请?网上申请,当月受理,次月发放补贴。",
        "1.哪些项目有补贴?经过备案的技改项目都有补贴。",
        "申请类别：☑设备补贴 □软件补贴",
    ],
)
def test_questions_and_boxes_are_no_damage(text: str) -> None:
    assert [s.damaged for s in _segments(text)] == [False]


@pytest.mark.parametrize(
    "line",
    [
        "申请补助金额：_______万元",
        "申报单位（盖章）：            填表日期：",
        "负责人（签字）：      补助金额：",
        "镇人民政府审核意见：    年  月  日",
    ],
)
def test_blanks_of_a_form_are_no_clause(line: str) -> None:
    assert [s.text for s in _segments(f"一、对企业给予补助。\n{line}\n本蜂场承诺材料真实，如有虚假，退回补助。")] == [
        "一、对企业给予补助。",
        "本蜂场承诺材料真实，如有虚假，退回补助。",
    ]


def test_provision_with_a_blank_day_is_a_clause() -> None:
    assert _segments("一、补贴蜂种。\n二、补贴自2024年 月 日起发放，由申请人（签字）领取。")[-1].number == "二、"


def test_head_of_a_column_is_no_clause() -> None:
    text = "第一条 蜂场补助标准：\n补助标准（万元）\n10\n第二条 每户最高补助20万元。"
    assert [s.number for s in _segments(text)] == ["第一条", "第二条"]


def test_damage_is_marked() -> None:
    damaged = _segments("一、加强□设。\n二、对无市直属学?的片区增派名师。\n三、完善监管制度，落实责任。")
    assert [s.damaged for s in damaged] == [True, True, False]


def test_tail_gives_departments_and_stays_in_the_text() -> None:
    (found,) = _segments("1.加强用地保障，优先供应。（责任单位：市自然资源局、市财政局）")
    assert found.departments == ("市自然资源局", "市财政局")
    assert found.text.endswith("市财政局）")
    assert [s.is_tail for s in found.sentences] == [False, True]


def test_departments_of_a_heading_are_those_of_what_stands_below() -> None:
    found = _segments(
        "（一）强化资金保障（责任单位：市财政局）\n统筹资金3亿元，支持园区建设。\n1.设立周转金。\n2.建立台账。（责任单位：市审计局）\n"
        "（二）强化用地保障。（市自然资源局牵头）\n优先安排园区用地指标，提高审批效率。"
    )
    assert [(s.path, s.departments) for s in found] == [
        (("（一）强化资金保障",), ("市财政局",)),
        (("（一）强化资金保障",), ("市财政局",)),
        (("（一）强化资金保障",), ("市审计局",)),
        (("（二）强化用地保障。",), ("市自然资源局",)),
    ]


def test_first_paragraph_that_puts_into_effect_is_the_preamble() -> None:
    text = "江州市交通运输局通告\n现将《江州市停车收费标准》印发，自2024年3月1日起施行。\n一、路侧每小时2元。\n二、夜间免费。"
    assert [s.kind for s in _segments(text)] == ["preamble", "clause", "clause"]


@pytest.mark.parametrize("line", ["扫描件（加盖公章），每份给予工本费补贴5元", "扫码领取餐饮券的居民每人享受80元补贴"])
def test_scanning_ends_no_document(line: str) -> None:
    text = f"一、支持企业。对企业给予20万元奖励，分两年兑现，由财政统筹安排。\n二、办理方式。线上办理。\n{line}\n三、支持融资。给予贴息。"
    assert [s.text for s in _segments(text)][2:] == [line, "三、支持融资。给予贴息。"]
    assert _segments(text.replace(line, "扫一扫分享本页"))[-1].number == "二、"


def test_empty_and_blank_texts_have_no_clauses() -> None:
    assert _segments("") == _segments(" \n\u3000\n") == ()


def test_time_grows_linearly_and_10_mb_take_less_than_10_s() -> None:
    # Clauses of real documents have about 150 characters; those of NUMBERED are lengthened to that.
    usual = "推动各项政策落地见效，定期评估实施情况，及时研究解决发展中的困难和问题，总结推广各地的经验做法。"
    block = NUMBERED.replace("。\n", "。" + 2 * usual + "\n") * 120
    sizes, times = (block, block * 4), []
    for text in sizes:
        runs = []
        for _ in range(8):  # the best of eight: what else the machine does only adds
            started = time.process_time()
            _segments(text)
            runs.append(time.process_time() - started)
        times.append(min(runs))
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
            started = time.process_time()
            draft(text)
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


# What tags and short pages break, and the text of the clauses.
BROKEN = [
    ("一、根据\n《产业扶持办法》\n，减免3个月租金，最高\n5\n万元。", ["一、根据《产业扶持办法》，减免3个月租金，最高5万元。"]),
    ("一、按设备投资额的\n10%\n给予补助，最高\n200万元\n，分两年兑付。", ["一、按设备投资额的10%给予补助，最高200万元，分两年兑付。"]),
    ("一、对新开航线的企业，\n给予每班10万元补贴，\n年度最高500\n万元；", ["一、对新开航线的企业，给予每班10万元补贴，年度最高500万元；"]),
    ("第四条 本办法所称航线，是指\n年度内新开通的定期航线。", ["第四条 本办法所称航线，是指年度内新开通的定期航线。"]),
    ("一、落实（《产业目录\n》所列）企业的补贴，加快（PM\n2.5\n）治理。", ["一、落实（《产业目录》所列）企业的补贴，加快（PM2.5）治理。"]),
    ("一、蜂场改造\n:每户补贴5万元，由县财政安排。", ["一、蜂场改造:每户补贴5万元，由县财政安排。"]),
    (
        "县农业农村局每年核定蜂场规模。镇人民政府按照核定的蜂群数量发放良种补贴，在三十日内向社会公\n示补贴名单，接受监督。\n以上补贴由县财政安排。",
        ["县农业农村局每年核定蜂场规模。镇人民政府按照核定的蜂群数量发放良种补贴，在三十日内向社会公示补贴名单，接受监督。", "以上补贴由县财政安排。"],
    ),
    ("一、完善政策，\n二、给予补助，\n一是贷款贴息，二是担保补贴。", ["一、完善政策，", "二、给予补助，", "一是贷款贴息，二是担保补贴。"]),
    (
        "一、统筹产业布局和环境容量，\n青山市人民政府公报 2023年第5期\n- 12 -\n市县两级安排用地指标。\n"
        "二、安排专项资金，\n青山市人民政府公报 2023年第5期\n- 13 -\n支持企业技术改造。",
        ["一、统筹产业布局和环境容量，市县两级安排用地指标。", "二、安排专项资金，支持企业技术改造。"],
    ),
    ("一、申报\n" + "请于月底前报送材料，逾期不予受理。\n" * 2 + "12\n联系科室：财政科", ["请于月底前报送材料，逾期不予受理。"] * 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "clauses"), BROKEN)
def test_breaks_inside_sentences_are_mended(text: str, clauses: list[str]) -> None:
    assert [s.text for s in _segments(text)] == clauses


def test_single_words_do_not_make_a_closing_or_a_preamble() -> None:
    text = "一、支持专利\n（一）对在有效期内维持十年以上的专利，给予奖励。\n（二）对证书有效期内的企业，给予奖励。"
    assert [s.kind for s in _segments(text)] == ["clause", "clause"]


def test_own_line_tail_belongs_to_the_item_above() -> None:
    (found,) = _segments("二、培育平台。择优给予补助。\n责任单位：市工信局 市财政局\n")
    assert found.departments == ("市工信局", "市财政局")
    assert found.sentences[-1].is_tail


@pytest.mark.parametrize(
    "tails",
    [
        "牵头单位：县畜牧办\n责任单位：县财政局",
        "【牵头单位】县畜牧办\n【配合单位】县财政局\n【完成时间】2024年6月",
        "牵头股室：县畜牧办\n配合单位：县财政局\n完成时限：2024年6月",
    ],
)
def test_all_tails_on_own_lines_belong_to_the_item_above(tails: str) -> None:
    found = _segments(f"1.改造蜂场，每户补贴2万元。\n{tails}\n2.培训蜂农，每年两次。\n{tails}")
    assert [(s.number, s.path, s.departments) for s in found] == [
        ("1.", (), ("县畜牧办", "县财政局")),
        ("2.", (), ("县畜牧办", "县财政局")),
    ]


def test_words_before_a_colon_are_no_tail() -> None:
    (found,) = _segments("一、项目建设单位应当履行主体责任：落实资金、落实人员、落实措施。")
    assert found.departments == ()


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        ("养蜂户逾期未申请补贴的，由镇人民政府予以登记；仍不申请的，向社会公布名单，经核实后制定帮扶计划。", "clause"),
        ("县农业农村局负责蜂种的登记，根据《养蜂条例》制定名录。", "clause"),
        ("养蜂证有效期为三年。", "clause"),
        ("检疫证明自送达之日起生效。", "clause"),
        ("各村干部入户宣传，由其向养蜂户解释补贴政策。", "clause"),
        ("由各村干部解释补贴政策，发放明白卡。", "clause"),
        ("对到期的养蜂证，同时废止旧证，换发新证。", "clause"),
        ("换发新证后旧证同时废止。", "clause"),
        ("养蜂证有效期至2026年底，到期换发。", "clause"),
        ("由县农业农村局解释。", "closing"),
        ("未尽事宜由县农业农村局审核，以其解释为准。", "clause"),
        ("由县农业农村局会同县财政局负责解释和修订。", "closing"),
        ("《青山县养蜂办法》（青政发〔2020〕3号）同时废止。", "closing"),
        ("原有养蜂政策同时废止，以此为准。", "closing"),
        ("蜂箱每只补贴80元，自2024年5月1日起执行。", "clause"),
        ("自2024年起，全县蜂场统一登记，逐步实施。", "clause"),
        ("本办法自2024年5月1日起试行。", "closing"),
        ("本办法有效期三年。", "closing"),
        ("有效期至2027年4月30日。", "closing"),
        ("本办法自2024年5月1日起施行" + "，原有规定与本办法不一致的，以本办法为准" * 13 + "。", "closing"),
    ],
)
def test_kind_of_the_last_paragraph_of_an_article(paragraph: str, kind: str) -> None:
    last = _segments(f"第一条 县农业农村局负责养蜂补贴。\n{paragraph}")[-1]
    assert (last.number, last.kind) == ("第一条", kind)


@pytest.mark.parametrize(
    ("heading", "path"), [("二、组织保障", ()), ("二、施行时间", ("二、施行时间",)), ("二、其他", ("二、其他",))]
)
def test_closing_stands_under_no_section_but_one_of_closings(heading: str, path: tuple[str, ...]) -> None:
    text = f"一、蜂种\n补贴良种蜂王，每只给予30元。\n{heading}\n由各镇落实，按年公布。\n本办法自2024年5月1日起施行。"
    last = _segments(text)[-1]
    assert (last.kind, last.number, last.path) == ("closing", "二、" if path else "", path)


def test_closing_and_preamble_beside_an_annex() -> None:
    annex = "附件1 蜂药补贴细则\n为规范蜂药补贴，根据有关规定，制定本细则。\n" + "".join(
        f"{number}、蜂药\n按购药费的{share}%补贴，由县财政安排。\n"
        for number, share in zip("一二三四", "2345", strict=True)
    )
    kinds = [s.kind for s in _segments(f"一、补贴蜂种。\n二、本办法自2024年5月1日起施行。\n{annex}")]
    assert kinds == ["clause", "closing", "preamble", *["clause"] * 4]


@pytest.mark.parametrize("words", ["向全县蜂农发出如下倡议：", "为此，县政府作出如下决定："])
def test_what_an_appeal_begins_with_is_a_preamble(words: str) -> None:
    found = _segments(f"花期将至，蜂群增多，{words}\n一、不用农药。花期禁止喷药。\n二、登记蜂群。")
    assert [(s.kind, s.lead_in) for s in found] == [("preamble", ""), ("clause", ""), ("clause", "")]


def test_numbered_lines_that_lead_in_as_preambles_do() -> None:
    text = "一、蜂种\n为提高蜂产品质量，特制订如下标准：\n（1）良种蜂王，每只补贴30元；\n（2）普通蜂王，每只补贴10元。"
    assert [s.lead_in for s in _segments(text)][1:] == ["为提高蜂产品质量，特制订如下标准："] * 2


def test_unnumbered_items_carry_the_words_they_complete() -> None:
    text = "第二条 对下列养蜂户给予补贴：\n新增蜂箱20只以上的；\n建设示范蜂场的。\n补贴由县财政安排。"
    assert [s.lead_in for s in _segments(text)] == ["", *["第二条 对下列养蜂户给予补贴："] * 2, ""]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("（六）蜂业提升\n9.推进蜂场改造。（牵头单位：县农业农村局）\n二、工作保障\n（一）加强统筹\n安排用地，按月调度。", ["9.", "（一）"]),
        ("一、补贴蜂种。\n二、改造蜂场。\n附件1：蜂种名录\n一、蜂种\n良种蜂王，每只补贴30元。", ["一、", "二、", "一、"]),
        ("一、在第三条中取消蜂药补贴，补充蜂箱补贴。\n第四条（支持方式）\n按年补贴，由县财政安排。", ["一、", "第四条"]),
    ],
)  # fmt: skip
def test_no_sentence_is_lost_as_a_heading(text: str, numbers: list[str]) -> None:
    assert [s.number for s in _segments(text)] == numbers


def test_chapters_of_a_law_without_numbers() -> None:
    text = "蜂种保护\n第九条 县人民政府划定保护区。\n第十条 禁止引进外来蜂种。\n附则\n第十一条 本条例自公布之日起施行。"
    assert [s.path for s in _segments(text)] == [("蜂种保护",), ("蜂种保护",), ("附则",)]
    assert _segments(f"养蜂促进法\n{text[5:]}")[0].path == ()


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("二、提高养蜂贷款最高额度", "单户贷款额度提高到20万元，由县财政贴息。"),
        ("（二）可以不检疫的情形", "在县内转场的蜂群，不需要检疫。"),
        ("返乡青年创业养蜂之蜂箱购置补贴", "在本县养蜂的青年，每只蜂箱补贴80元。"),
        ("三、补贴比例", "补贴比例定为一成五。"),
        ("三、计算依据", "《养蜂补贴办法》第二条规定的蜂箱数量，以登记为准。"),
    ],
)
def test_headings_with_words_of_provisions(heading: str, text: str) -> None:
    above = "总体要求\n坚持市场主导，加快发展养蜂业。"
    last = _segments(f"{above}\n{heading}\n{text}")[-1]
    assert (last.path[-1], last.text) == (heading, text)


@pytest.mark.parametrize(
    "addressee",
    [
        "县农业农村局下属各单位、办理养蜂贷款的银行：",
        "青湖新区管委会，各镇人民政府，县各相关单位：",
        "主任、各位副主任、秘书长、各位委员：",
    ],
)
def test_whom_a_notice_goes_to_is_no_clause(addressee: str) -> None:
    text = "为促进养蜂业发展，现就有关事项通知如下：\n一、补贴蜂种。"
    assert [s.text for s in _segments(f"{addressee}\n{text}")] == text.split("\n")


@pytest.mark.parametrize(
    ("above", "numbers"),
    [
        ("一、补贴蜂种。良种蜂王，每只补贴30元。\n", ["一、", "一、", "二、"]),
        ("一、补贴下列蜂具：\n（一）蜂箱；\n（二）摇蜜机。\n", ["一、", "（一）", "（二）", "一、", "二、"]),
        ("一、蜂箱；\n", ["一、", "", "二、"]),
    ],
)
def test_paragraph_between_two_items_belongs_to_the_first(above: str, numbers: list[str]) -> None:
    found = _segments(f"{above}每户限领一次，由县财政安排。\n二、改造蜂场。\n补贴按年发放，由各镇落实。")
    assert [s.number for s in found] == [*numbers, ""]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("1.补贴登记蜂群。\n2.补贴转场蜂群。\n7.蜂场改造\n改造老旧蜂场，每户补贴2万元。", ("7.蜂场改造",)),
        ("（一）蜂具补贴标准如下：\n1.蜂场机具\n（1）摇蜜机。每台补贴80元。\n2.蜂具维修\n由县里定点维修，补贴一半费用。", ("2.蜂具维修",)),
        ("一、补贴标准如下：\n（一）蜂箱、蜂药\n1.蜂箱每只补贴80元。\n（二）蜂种\n1.良种蜂王每只补贴30元。", ("（二）蜂种",)),
        ("（二）蜂药补贴标准如下：\n1.每群补贴5元。\n（三）镇里定的其他蜂具\n补贴标准由各镇报县里批准。", ("（三）镇里定的其他蜂具",)),
    ],
)  # fmt: skip
def test_names_among_the_items_of_a_list(text: str, path: tuple[str, ...]) -> None:
    assert _segments(text)[-1].path == path


@pytest.mark.parametrize(
    "box", ["蜂种工程：建设良种蜂场3处，总投资2亿元。", "1.蜂种工程。建设良种蜂场3处。\n2.蜂箱工程。改造蜂箱9万只。"]
)
def test_item_above_a_box_is_no_heading(box: str) -> None:
    found = _segments(f"一、重点任务\n1.改造蜂场，更新蜂箱。\n2.推广蜂药，年用量80吨。\n专栏2 蜂业工程\n{box}")
    lines = box.split("\n")
    assert [s.text for s in found] == ["1.改造蜂场，更新蜂箱。", "2.推广蜂药，年用量80吨。", *lines]
    assert [s.path for s in found] == [("一、重点任务",)] * 2 + [("一、重点任务", "专栏2 蜂业工程")] * len(lines)


def test_items_go_on_below_a_box() -> None:
    found = _segments("1.改造蜂场，更新蜂箱。\n专栏2 蜂业工程\n1.蜂种工程。建设蜂场。\n2.推广蜂药，防治蜂病。")
    assert [s.number for s in found] == ["1.", "1.", "2."]


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("一、第三条增加一款：", "“不登记的，吊销蜂证。”"),
        ("一、第三条增加一项：\n“（一）更换蜂种的；", "“（二）迁移蜂场的。”"),
        ("一、补贴蜂种。\n二、补贴时间", "2024年3月1日至2024年9月30日。"),
        ("一、补贴蜂种。\n二、改造蜂场。", "本措施自2024年3月1日起施行"),
    ],
)
@pytest.mark.parametrize("below", ["", "\n三、迁移蜂场，安排用地。"])
def test_short_paragraphs_are_no_scraps(above: str, line: str, below: str) -> None:
    assert line in [s.text for s in _segments(f"{above}\n{line}{below}")]


@pytest.mark.parametrize(
    "sentence",
    ["二、蜂场建设：新建蜂场1处。", "二、对入驻的蜂农免收摊位费。", "二、依法查处假蜜。", "二、由县财政全额出资。"],
)
def test_sentence_above_a_list_that_provides_is_a_clause(sentence: str) -> None:
    found = _segments(f"一、补贴蜂种。\n{sentence}\n1、改造蜂箱。每只补贴80元。\n2、推广蜂药。每群补贴5元。")
    assert [(s.text, s.path) for s in found][1] == (sentence, ())


def test_whom_to_ask_may_be_an_item_of_a_list() -> None:
    found = _segments("一、登记下列事项：\n1.蜂场名称\n2.联系电话\n3.蜂群数量，以实际为准。")
    assert [s.number for s in found] == ["一、", "1.", "2.", "3."]


def test_field_of_a_part_is_no_heading() -> None:
    found = _segments("一、补贴蜂种\n适用对象：养蜂户\n网上申请，当月受理，逾期不再补贴。")
    assert [(s.text[:4], s.path) for s in found] == [("适用对象", ("一、补贴蜂种",)), ("网上申请", ("一、补贴蜂种",))]


@pytest.mark.parametrize(
    "heading", ["三、联系方式", "（三）咨询电话", "三、解读机关及联系方式", "三、政策咨询电话", "三、联系人及联系电话"]
)
def test_whom_to_ask_is_no_clause(heading: str) -> None:
    assert [
        s.number for s in _segments(f"一、补贴蜂种。\n二、改造蜂场。\n{heading}\n联系人：王工，电话：0123-4567")
    ] == [
        "一、",
        "二、",
    ]


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("第一节 统筹建设良种蜂场\n和蜂产品加工园", ("第一节 统筹建设良种蜂场和蜂产品加工园",)),
        ("关于建设良种蜂场\n的若干措施", ()),
        ("青湖县支持养蜂户\n改造蜂场若干措施", ()),
        ("青湖县2024年养蜂工作\n任务分解和责任分工方案", ()),
    ],
)
def test_names_in_two_lines(heading: str, path: tuple[str, ...]) -> None:
    above = "现将措施印发给你们，请各镇遵照执行。"
    found = _segments(f"{above}\n{heading}\n一、补贴蜂种。每只蜂王补贴30元。\n二、改造蜂场。每户补贴2万元。")
    assert [s.path for s in found] == [(), path, path]


def test_long_lines_without_stops_are_not_joined_to_what_begins_like_a_paragraph() -> None:
    text = "县农业农村局每年核定蜂场规模。镇人民政府按照核定的蜂群数量发放良种补贴，在三十日内公示补贴名单"
    below = ("每户限领一次，由县财政安排。", "（二）补贴蜂药。", "本县蜂农优先。")
    assert all(len(_segments(f"{text}\n{line}")) == 2 for line in below)


@pytest.mark.parametrize(
    "line",
    [
        "特此致函。",
        "表1：青湖县蜂场补贴标准一览表",
        "会议应到委员25人，实到委员23人。",
        "各镇镇长，县农业农村局、县财政局负责人等参加会议。",
        "印发：县委、县政府各部门，各镇人民政府。",
        "印发日期：2024年5月6日，由县政府办公室存档备查。",
        "共印80份，由县农业农村局分送各镇人民政府。",
    ],
)
def test_formalities_are_no_clauses(line: str) -> None:
    assert [s.number for s in _segments(f"一、蜂种\n良种蜂王，每只补贴30元。\n{line}")] == ["一、"]


@pytest.mark.parametrize("line", ["印发养蜂技术手册，每户补贴50元。", "共印制手册2000份，由县财政安排。"])
def test_provisions_that_begin_like_a_list_of_copies(line: str) -> None:
    assert line in [s.text for s in _segments(f"一、补贴蜂种。\n{line}\n二、改造蜂场。")]


def test_duty_to_attend_is_a_clause() -> None:
    assert len(_segments("一、补贴蜂种。\n二、改造蜂场。\n各蜂场应当派负责人参加会议。")) == 3


def test_departments_below_their_tasks_are_no_headings() -> None:
    text = "推行蜂种登记，简化补贴申请。\n县畜牧办\n改造老旧蜂场，每户补贴2万元。\n各相关单位\n培训蜂农，每年两次。"
    assert [s.path for s in _segments(text)] == [()] * 3


def test_layout_is_no_organ() -> None:
    text = "加强蜂种保护\n划定保护区，登记蜂群。\n优化蜂场布局\n改造老旧蜂场，每户补贴2万元。"
    assert [s.path for s in _segments(text)] == [("加强蜂种保护",), ("优化蜂场布局",)]


def test_long_heading_without_a_stop_is_not_joined_to_its_text() -> None:
    heading = "一、坚持良种先行，加强蜂种保护、蜂场改造和蜂产品质量监管，努力开创全县养蜂业高质量发展新局面"
    assert _segments(f"{heading}\n划定保护区，登记蜂群。")[0].path == (heading,)


@pytest.mark.parametrize(
    "line",
    [
        "视力保护色：杏仁黄 秋叶褐",
        "便民热线：12345 网站纠错电话：0735-6600001",
        "政策咨询：县农业农村局 电话：0739-5550001",
        "未经本网授权，禁止转载、摘编。",
        "您即将离开本网站，请确认是否继续。",
        "网站声明：转载请注明来源，谢谢合作。",
        "更多精彩内容请下载“看青山”客户端。",
        "初审：赵一 复审：孙三 终审：李四",
        "青山发布 2024-03-18 18:02 广东",
        "最高奖万元！蜂农新政来了，速看→",
        "点击蓝字 关注我们",
        "浏览字号： 大 中 小",
        "信件状态：已办结",
        "由 扫描全能王 扫描创建",
        "感谢您对我县养蜂工作的关心和支持！",
        "感谢您对我县养蜂工作的关心和支持，希望继续提出宝贵意见。",
        "内容来自蜂蜜网www.example.com转载请标明出处。",
        "上面法规内容为部分内容，如果要查看全文请点击此处：查看全文",
        "如本站内容有侵犯您的合法权益，请及时与我们联系。",
        "猜你感兴趣：",
        "下载文档到电脑，查找使用更方便",
        "以上就是小编为大家整理的养蜂补贴政策，希望对大家有所帮助。",
        "以上就是养蜂补贴办法的全部内容，更多政策请关注本站。",
        "温馨提示：微信搜索公众号“蜂农之家”，回复“补贴”查询更多政策。",
        "扫码咨询，一对一解答养蜂补贴。",
        "我公司专业代办养蜂补贴，咨询电话：400-000-1234。",
        "图片来源：青山县融媒体中心",
        "本网站登载此文出于传递更多信息之目的，并不意味着赞同其观点。",
        "上传人：蜜蜂 文档编号：100200 格式：DOC",
        "《养蜂补贴办法.doc》由会员分享，可在线阅读，更多相关文档请搜索。",
        "说明：文章内容仅供预览，部分内容可能不全。",
        "（根据录音整理，未经本人审阅）",
        "发：各镇人民政府，县直各部门。",
        "You are here: LII >> Databases >> 青山县法规",
        "青山县人民政府办公室文件",
    ],
)
def test_lines_of_the_page_around_provisions(line: str) -> None:
    text = f"青山县养蜂办法\n{line}\n一、蜂种\n良种蜂王，每只补贴30元。\n{line}\n感谢阅读，欢迎评论"
    found = _segments(text)
    assert [s.path for s in found[:1]] == [("一、蜂种",)]
    assert not any(line[:4] in s.text or line[:4] in "".join(s.path) for s in found)


@pytest.mark.parametrize("line", ["【全文完】", "为您推荐", "我要打印 我要收藏", "分享：微信 微博"])
def test_end_of_the_document_on_the_page(line: str) -> None:
    text = f"一、良种蜂王，每只补贴30元，每户限领五只，由县财政安排。\n{line}\n县蜂业协会召开会议，部署春季工作"
    assert len(_segments(text)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "举报投诉：对拨打12345属实的，每次奖励200元",
        "初审：镇畜牧站，复审：县农业农村局",
        "申报截止时间：2024年5月6日 18:00，逾期不再受理",
        "落实“一场一策”，分批改造老旧蜂场",
        "对取消补贴的蜂场，重新核定蜂群规模",
        "更多蜂场纳入保险，由财政承担保费",
        "未经许可擅自转载蜂情预报的，依法处罚。",
        "关闭中小蜂场的，每群补偿200元",
        "推荐大学毕业生到蜂场见习，每人每月补贴800元",
        "扫码咨询的蜂农，每人领取蜂具一套",
        "图片来源不明的，不予补贴",
        "如侵犯蜂农合法权益，由县农业农村局依法处罚",
    ],
)
def test_provisions_with_words_of_pages(line: str) -> None:
    assert len(_segments(f"一、补贴蜂种。\n二、改造蜂场。\n{line}\n三、培训蜂农。")) == 4


@pytest.mark.parametrize(
    ("above", "line"), [("", "一、竞价定于2024年5月6日 9:00开始"), ("一、申请流程\n", "审核：县人社")]
)
def test_times_and_steps_of_a_procedure_are_not_of_the_page(above: str, line: str) -> None:
    assert _segments(f"{above}{line}\n二、改造蜂场，安排用地。")[0].text == line


@pytest.mark.parametrize("tail", ["（主办单位：县农业农村局）", "【承办单位：县财政局】", "【主办单位：县财政局】"])
@pytest.mark.parametrize("below", ["", "\n二、改造蜂箱。"])
def test_tail_with_words_of_pages(tail: str, below: str) -> None:
    first = _segments(f"一、建设良种蜂场，每处补助5万元。\n{tail}{below}")[0]
    assert first.departments == (tail[6:-1],)


def test_who_leads_above_the_first_provision_is_no_heading() -> None:
    text = "牵头单位：县财政局\n一、建设良种蜂场，每处补助5万元。\n二、改造蜂箱。"
    assert [s.path for s in _segments(text)] == [(), ()]


@pytest.mark.parametrize(
    "line", ["和县全域", "和田地区另行安排资金", "与时俱进完善蜂业扶持体系", "和静县养蜂户优先安排"]
)
@pytest.mark.parametrize("above", ["二、统筹建设良种蜂场", "加强蜂业组织领导和统筹协调"])
def test_place_or_demand_does_not_go_on_with_the_name_above(above: str, line: str) -> None:
    text = f"一、蜂业\n补贴蜂种，每只蜂王30元。\n{above}\n{line}\n三、改造蜂场，安排用地。"
    assert not any(above + line in "".join((s.text, *s.path)) for s in _segments(text))


@pytest.mark.parametrize("above", ["开发区养蜂管理工作", "青湖县养蜂管理工作"])
def test_names_below_a_heading_are_no_title(above: str) -> None:
    text = f"一、改革\n{above}\n研究制定蜂业条例\n二、改造蜂场，安排用地。"
    assert not any(f"{above}研究" in "".join((s.text, *s.path)) for s in _segments(text))


def test_zone_is_no_place_that_a_title_begins_with() -> None:
    text = "改造蜂场，更新蜂箱，每箱30元。\n开发区养蜂管理工作\n研究制定蜂业条例\n县财政安排资金，改造蜂箱。"
    assert _segments(text)[-1].path == ("研究制定蜂业条例",)


def test_preamble_above_the_title_that_it_passes_on() -> None:
    text = "经县政府同意，现将办法印发给你们，请遵照执行。\n青湖县养蜂扶持办法\n各镇人民政府：\n一、补贴蜂种。"
    assert [s.kind for s in _segments(text)] == ["preamble", "clause"]


def test_when_and_where_an_office_is_open_is_no_clause() -> None:
    text = "一、补贴蜂种\n补贴方式：先购后补\n受理方式：窗口\n咨询时间：工作日\n补贴标准：每只30元。"
    assert [s.text[:4] for s in _segments(text)] == ["补贴方式", "补贴标准"]


@pytest.mark.parametrize(
    "scrap",
    [
        "（续表）",
        "[图片]",
        "单位：万元",
        "图1 2016—2020年养蜂户数",
        "▲图为蜂场一角",
        "本刊记者 许某某",
        "许某某",
        "2024年6月底",
        "2024年第5期",
        "文件选登",
        "县养蜂管理站牵头",
        "青湖县甜源有限公司",
        "各位代表！",
    ],
)
@pytest.mark.parametrize("heading", ["一、财政支持", "第一章 财政支持", "第一条 给予财政支持。"])
def test_scraps_between_paragraphs_are_no_headings(heading: str, scrap: str) -> None:
    text = f"{heading}\n新建蜂场给予补助。\n{scrap}\n每户每年补贴300元。\n二、改造蜂箱。"
    above, below = [s for s in _segments(text) if s.text.startswith(("新建", "每户"))]
    assert (below.number, below.path) == (above.number, above.path)


@pytest.mark.parametrize(
    ("above", "name", "below"),
    [
        ("", "补助对象", "新建蜂场的农户。"),  # right below the heading
        ("补助对象\n新建蜂场的农户。\n", "补助标准", "每箱30元。"),  # like the one before
        ("县财政安排资金。\n", "蜂场补助", "新建蜂场给予补助。"),  # speaks of what stands below
        ("县财政安排资金。\n", "申报程序", "（一）农户申请；\n（二）乡镇审核。"),  # above a list
    ],
)
def test_names_without_numbers_below_a_numbered_heading(above: str, name: str, below: str) -> None:
    text = f"一、财政支持\n{above}{name}\n{below}\n二、用地支持\n优先供地，弹性出让。"
    assert _segments(text)[-2].path == ("一、财政支持", name)


@pytest.mark.parametrize("edition", ["（2025年版）", "（修订稿）", "（青湖县农业农村局）"])
def test_words_in_brackets_are_no_heading(edition: str) -> None:
    text = f"支持养蜂十项举措\n{edition}\n为扶持养蜂业，制定本举措。\n一、财政支持\n新建蜂场给予补助。"
    assert not any(edition in s.path for s in _segments(text))


@pytest.mark.parametrize("heading", ["第二章 组成人员职责", "二、组成人员", "（二）棋牌室管理", "第二章 成人教育"])
def test_headings_with_words_of_advertising(heading: str) -> None:
    assert _segments(f"{heading}\n县财政安排资金，给予补助。")[0].path == (heading,)


def test_speaker_above_whom_he_addresses_is_no_heading() -> None:
    text = "青湖县养蜂工作报告\n青湖县农业农村局局长许某某\n各位代表：\n现在报告工作，请予审议。\n一、上年工作\n补贴20万元。"
    assert [s.path for s in _segments(f"{text}\n名词解释\n1.良种蜂：指引进的蜂种。")][:2] == [(), ("一、上年工作",)]


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


def test_list_that_comes_again_in_part_is_no_contents() -> None:
    text = "一、支持蜂种\n二、支持蜂场\n三、引进良种蜂王，每只补贴30元。\n附件\n一、支持蜂种\n二、支持蜂场\n每处补助2万元。"
    assert len(_segments(text)) == 6
