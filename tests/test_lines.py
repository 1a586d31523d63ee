import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.document import Segment
from policyclause.inference.numbering import ordinal


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


@pytest.mark.parametrize(
    "rows",
    [
        "序号\t项目\t奖励对象\t标准\n1\t农机\t购机户\t按售价的30%给予补贴\n2\t烘干\t合作社\t每吨补贴60元",
        '"序号","项目","奖励对象","标准"\n"1","农机","购机户","按售价的30%给予补贴"\n"2","烘干",,"合作社","每吨补贴60元",,',
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
        ("违法行为|法条|处罚标准\n未登记蜂群的|第九条|五百元以下", ["未登记蜂群的 第九条 五百元以下"]),
        ("年限|蜂箱租金减免\n首年|全免\n次年|再议", ["首年 全免"]),
        ("机构|保费补贴比例\n蜂业公司|30%", ["蜂业公司 30%"]),
        ("规模|补贴标准\n>100箱|每箱50元\n≤100箱|每箱20元", [">100箱 每箱50元", "≤100箱 每箱20元"]),
        ("事项|处理决定\n蜂种许可|取消\n蜂场备案|保留", ["蜂种许可 取消"]),
        ("地块|供地方式\n蜂场一|划拨\n蜂场二|待定", ["蜂场一 划拨"]),
        ("违法行为|处罚依据|处罚机关\n未登记蜂群的|罚款办法|县农业农村局", []),
        ("指标|单位|评分标准\n建档|镇政府|安排专人", []),
        ("序号|公开事项|公开依据\n1|机构职能和领导分工情况|条例第二十条", []),
        ("序号|政策名称|文号\n1|江州市工业强基行动政策|江政1号", []),
        ("蜂农|购箱补贴（元/只）|交通补贴（元/月）\n大户|30|200", ["大户 30 200"]),
        ("蜂农|奖励|年限\n大户|30|5", ["大户 30 5"]),
        ("年份|所获奖励|单位\n2024|省级先进|蜂场", []),
        (
            "项目|大户|小户\n蜂箱补贴（元/只）|100|80\n贴息|50%|30%\n蜂种津贴|9万元|8万元\n蜂群|500|30",
            ["蜂箱补贴（元/只） 100 80", "贴息 50% 30%", "蜂种津贴 9万元 8万元"],
        ),
        ("序号|任务|单位\n1|推行转场制|镇政府\n2|蜂群健康|县农业农村局", ["1 推行转场制 镇政府"]),
        ("行为|罚款金额\n无证转场|500\n迟报蜂群|另定", ["无证转场 500"]),
        ("行为|罚款幅度\n无证转场|五百元以下", ["无证转场 五百元以下"]),
        ("行为|罚款依据\n无证转场|五百元以下", []),
        ("蜂农|贷款限额\n大户|500", ["大户 500"]),
        ("年份|贷款余额\n首年|500", []),
        ("蜂场|供地面积\n东山蜂场|30亩", ["东山蜂场 30亩"]),
        ("蜂场|新增用地指标（亩）\n东山蜂场|30", ["东山蜂场 30"]),
        ("蜂场|培训人数\n东山蜂场|200人", ["东山蜂场 200人"]),
        ("学历|安家费\n蜂业博士|20", ["蜂业博士 20"]),
        ("蜂场|租金\n东山蜂场|免三年\n西山蜂场|照付", ["东山蜂场 免三年"]),
        ("蜂蜡厂|排放限值\n老厂|50mg/L", ["老厂 50mg/L"]),
        ("蜂蜡厂|能耗指标\n老厂|0.3吨", ["老厂 0.3吨"]),
        ("蜂农|检疫成绩\n大户|90", []),
        (
            "项目|说明\n申报材料|申请表、蜂群登记表\n受理时间|工作日上午\n蜂业服务|县农业农村局",
            ["申报材料 申请表、蜂群登记表"],
        ),
    ],
)
def test_rows_say_what_their_columns_are_named_for(rows: str, clauses: list[str]) -> None:
    found = _segments(f"一、总体要求\n坚持问题导向，统筹推进各项改革。\n{rows}\n二、其他\n本表由市政府办公室负责解释。")
    assert [s.text for s in found][1:-1] == clauses


@pytest.mark.parametrize(
    ("above", "count"),
    [
        ("按下列标准给予补助：", 2),
        ("补助标准如下", 2),
        ("蜂场补助办公室统计，详见下表：", 0),
        ("蜂场如下表：", 0),
        ("补助资金使用情况", 0),
        ("蜂场补贴支出：", 0),
    ],
)
def test_words_above_a_table_say_that_its_amounts_are_given(above: str, count: int) -> None:
    rows = "蜂场|首年|次年\n大型|50万元|40万元\n小型|20%|10%\n新建|待定|待定"
    found = _segments(f"一、补助\n改造蜂场，更新蜂箱，每箱30元。\n{above}\n{rows}\n二、其他\n本表由市政府解释。")
    assert sum(s.lead_in == "蜂场 首年 次年；" for s in found) == count


HEAD = "等级|对象|奖励标准\n一级|蜂场|30万元\n"
GRADES, MACHINES = "等级 对象 奖励标准；", "机具 档次 补贴额；"


@pytest.mark.parametrize(
    ("rows", "leads"),
    [
        (HEAD + "蜂农|20万元", [GRADES, GRADES]),
        ("单位：万元\n" + HEAD + "蜂农||20万元", [GRADES, GRADES]),
        (HEAD + "山区\n一级|蜂场|40万元", [GRADES, GRADES]),
        (HEAD + "等级|对象|奖励标准\n一级|蜂农|40万元", [GRADES, GRADES]),
        (HEAD + "山区\n机具|档次|补贴额\n摇蜜机|电动|4万元", [GRADES, MACHINES]),
        (HEAD + "山区\n一级|蜂场|奖励40万元|两年", [GRADES, ""]),
        (HEAD + "山区\n另行规定\n一级|蜂场|奖励40万元", [GRADES, ""]),
        (100 * "补助|" + "等级\n一级|蜂场|奖励30万元", [""]),
        ("一级|蜂场|奖励30万元\n二级|蜂农|奖励20万元", ["", ""]),
        ("1|新建蜂场|给予建设补助\n2|改造蜂场|给予改造补助", ["", ""]),
        ("租金减免|给予三年全额减免|县招商局\n用地保障|给予优先供应|县资规局", ["", ""]),
        (HEAD + "山区\n二级|蜂场|优先安排\n三级|蜂农|500元", [GRADES, GRADES, GRADES]),
        (
            "项目|投资500万元以下补贴标准|投资500万元以上补贴标准\n购置蜂具|10%|15%",
            ["项目 投资500万元以下补贴标准 投资500万元以上补贴标准；"],
        ),
        ("地块|优先保障对象|补贴标准\n蜂场一|山区蜂农|3万元", ["地块 优先保障对象 补贴标准；"]),
    ],
)
def test_rows_are_read_after_the_names_of_their_columns(rows: str, leads: list[str]) -> None:
    found = _segments(f"一、奖励标准\n{rows}\n二、其他\n本表由市政府办公室负责解释。")
    assert [(s.path, s.lead_in) for s in found][:-1] == [(("一、奖励标准",), lead) for lead in leads]


def test_two_cells_make_a_row_beside_another() -> None:
    rows = "级别|奖励额\n省级示范园区|奖励60万元\n市级示范园区|奖励30万元"
    found = _segments(f"一、奖励标准\n{rows}\n二、监督\n园区应当按季报送进展，接受监督|检查。")
    assert [(s.path, s.text) for s in found] == [
        (("一、奖励标准",), "省级示范园区 奖励60万元"),
        (("一、奖励标准",), "市级示范园区 奖励30万元"),
        (("二、监督",), "园区应当按季报送进展，接受监督|检查。"),
    ]


@pytest.mark.parametrize("row", ["{}\t{}", "| {} | {} |", "<tr><td>{}</td><td>{}</td></tr>"])
@pytest.mark.parametrize(
    ("above", "pairs", "read"),
    [
        ("一、扶持方向", ["蜂种|重点引进良种蜂王", "蜂具|重点更新摇蜜机"], [0, 1]),
        ("一、申报时间", ["首批|3月1日至3月31日", "次批|9月1日至9月30日"], [0, 1]),
        ("一、有下列情形之一的，不予支持：", ["失信蜂农|列入失信名单", "停业蜂场|停产半年以上"], [0, 1]),
        ("一、扶持方式", ["贷款贴息|按利息补贴", "蜂场租金|免租三年", "用地|优先供应", "蜂农|提供公寓"], [0, 1, 2, 3]),
        ("一、申报", ["问|哪些蜂农可以申报？", "答|本县登记的蜂农"], [0, 1]),
        ("一、蜂农", ["层次|待遇", "大户|公寓一套", "小户|公寓一间"], [1, 2]),
        ("一、联系方式", ["青湖县财政局|0571-1234567", "青湖县林业局|0571-7654321"], []),
        ("一、领导小组", ["组长|甲县长", "成员|乙局长"], []),
    ],
)
def test_two_words_are_text_as_their_line_is(above: str, pairs: list[str], read: list[int], row: str) -> None:
    rows = "\n".join(row.format(*pair.split("|")) for pair in pairs)
    table = f"<table>{rows}</table>" if "td" in row else rows
    found = _segments(f"青湖县养蜂扶持办法\n{above}\n{table}\n二、用地\n优先供地。")
    rows_read = [s for s in found if s.text != above and "供地" not in s.text]
    assert [s.text for s in rows_read] == [pairs[i].replace("|", " ") for i in read]
    lead = {"层次|待遇": "层次 待遇；"}.get(pairs[0], above if above.endswith("：") else "")
    assert {(s.path, s.lead_in) for s in rows_read} <= {(() if above.endswith("：") else (above,), lead)}


def test_tabs_behind_numbers_and_headings_make_no_row() -> None:
    assert _segments("一、加强领导。\t落实责任，\t完善机制。")[0].text == "一、加强领导。落实责任，完善机制。"


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("第一节 统筹建设良种蜂场\n和蜂产品加工园", ("第一节 统筹建设良种蜂场和蜂产品加工园",)),
        ("关于建设良种蜂场\n的若干措施", ()),
        ("青湖县支持养蜂户\n改造蜂场若干措施", ()),
        ("青湖县2024年养蜂工作\n任务分解和责任分工方案", ()),
        ("青湖县贯彻《关于扶持养蜂业\n健康发展的若干政策\n措施》实施方案", ()),
    ],
)
def test_names_in_two_lines(heading: str, path: tuple[str, ...]) -> None:
    above = "现将措施印发给你们，请各镇遵照执行。"
    found = _segments(f"{above}\n{heading}\n一、补贴蜂种。每只蜂王补贴30元。\n二、改造蜂场。每户补贴2万元。")
    assert [s.path for s in found] == [(), path, path]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("促进养蜂业振兴的实施方案", "促进养蜂业\n振兴的实施方案"),
        ("青湖县贯彻〈关于养蜂业的若干措施〉实施方案", "青湖县贯彻《关于养蜂业\n的若干\n措施》实施方案"),
    ],
)
def test_title_on_some_lines_below_the_sentence_that_names_it(name: str, lines: str) -> None:
    found = _segments(
        f"现将《{name}》印发给你们，请认真贯彻执行。\n{lines}\n为振兴养蜂业，制定本方案。\n一、补贴蜂种。"
    )
    assert [(s.kind, s.path) for s in found] == [("preamble", ()), ("preamble", ()), ("clause", ())]


@pytest.mark.parametrize(
    "line", ["和县全域", "和田地区另行安排资金", "与时俱进完善蜂业扶持体系", "和静县养蜂户优先安排"]
)
@pytest.mark.parametrize("above", ["二、统筹建设良种蜂场", "加强蜂业组织领导和统筹协调"])
def test_place_or_demand_does_not_go_on_with_the_name_above(above: str, line: str) -> None:
    text = f"一、蜂业\n补贴蜂种，每只蜂王30元。\n{above}\n{line}\n三、改造蜂场，安排用地。"
    parts = [part for s in _segments(text) for part in (*s.path, s.text)]
    assert {above, line} <= {*parts} and not any(above + line in part for part in parts)


@pytest.mark.parametrize("above", ["开发区养蜂管理工作", "青湖县养蜂管理工作"])
def test_names_below_a_heading_are_no_title(above: str) -> None:
    text = f"一、改革\n{above}\n研究制定蜂业条例\n二、改造蜂场，安排用地。"
    assert [s.text for s in _segments(text)] == [above, "研究制定蜂业条例", "二、改造蜂场，安排用地。"]


def test_zone_is_no_place_that_a_title_begins_with() -> None:
    text = "改造蜂场，更新蜂箱，每箱30元。\n开发区养蜂管理工作\n研究制定蜂业条例\n县财政安排资金，改造蜂箱。"
    assert _segments(text)[-1].path == ("研究制定蜂业条例",)


@pytest.mark.parametrize(
    "items",
    [
        (
            "1.5G基站给予补助。",
            "2.3D打印给予补助。",
            "3.蜂箱给予补助。",
            "4.100万元以上的设备给予补助。",
            "5.1.5吨以上的给予补助。",
        ),
        ("一、86年前建的蜂场。", "二、87、88年建的蜂场。", "三、89年后建的蜂场。"),
    ],
)
def test_sequence_decides_whether_a_figure_begins_the_words_of_an_item(items: tuple[str, ...]) -> None:
    numbers = [s.number for s in _segments("\n".join(items))]
    assert [ordinal(number) for number in numbers] == list(range(1, len(items) + 1))
    assert [s.number for s in _segments(f"补助对象如下，按年申报。\n{items[1]}")][-1] == ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("松江县蜂业补助资金使用管理", "工作考核评分办法"),
        ("松江县蜂业补助资金", "使用管理办法（试行）"),
        ("松江县蜂场检查工作", "任务分工"),
        ("松江县蜂业违法行为", "举报奖励通知书"),
        ("松江县蜂业补助申报", "承诺书"),
        ("松江县蜂业补助资金\n使用管理", "实施细则"),
    ],
)
@pytest.mark.parametrize("gap", ["\n", " "])
@pytest.mark.parametrize(("one", "two"), [("一、考核对象", "二、考核内容"), ("第一条 总则", "第二条 附则")])
def test_name_of_an_annex_on_two_lines(first: str, second: str, gap: str, one: str, two: str) -> None:
    text = f"一、补助\n县里给予补助。\n附件1{gap}{first}\n{second}\n{one}\n考核各镇人民政府。\n{two}\n考核使用情况。"
    found = draft(text).segments[1:]
    assert {s.path[0] for s in found} == {f"附件1 {first}{second}".replace("\n", "")}


@pytest.mark.parametrize(
    ("name", "below"),
    [("蜂业补助申请表", "蜂场登记证书"), ("蜂场考核办法", "县林业局说明书"), ("申报材料", "蜂农申请表")],
)
def test_whole_name_of_an_annex_stays_as_it_is(name: str, below: str) -> None:
    found = draft(f"一、补助\n县里给予补助。\n附件1\n{name}\n{below}\n一、考核对象\n考核各镇人民政府。").segments
    assert found[-1].path[0] == f"附件1 {name}"
