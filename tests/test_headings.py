import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.document import Segment


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


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


@pytest.mark.parametrize(
    ("last", "below"),
    [
        ("办理时限：", ["五个工作日。"]),
        ("申请条件：", ["在本县养蜂。", "登记蜂群。"]),
        ("申请材料：", ["身份证；", "登记证书。"]),
        ("优先用地：", ["对蜂场优先供地。"]),
    ],
)
@pytest.mark.parametrize("style", ["一、二、", "1.2.", "（一）（二）"])
def test_name_with_a_colon_heads_texts_of_any_length(style: str, last: str, below: list[str]) -> None:
    first, second = style[: len(style) // 2], style[len(style) // 2 :]
    text = f"{first}补贴标准：\n对新建蜂场给予补助，按季发放。\n{second}{last}\n" + "\n".join(below)
    found = [(s.number, s.path, s.text) for s in _segments(text)][1:]
    assert found == [(second, (second + last,), line) for line in below]


@pytest.mark.parametrize("name", ["用地", "其他补贴"])
def test_short_name_above_articles_is_a_heading_as_its_sibling_is(name: str) -> None:
    text = f"一、支持政策\n（一）蜂箱补贴\n第一条 补贴蜂箱。\n（二）{name}\n第二条 优先用地。\n第三条 弹性出让。"
    assert [s.path[1:] for s in _segments(text)] == [("（一）蜂箱补贴",), (f"（二）{name}",), (f"（二）{name}",)]


@pytest.mark.parametrize(
    ("group", "below"),
    [
        ("组长：甲某某（县长）\n副组长：乙某某\n成员：县财政局、县林业局、各乡镇主要负责人", []),
        ("组  长：甲某某  县长\n成  员：乙某某  财政局局长\n        丙某某  林业局局长", []),
        ("总指挥：县长\n成员：县林业局、县财政局。\n办公室设在县林业局，负责日常工作。", ["办公室设在县林业局，负责日常工作。"]),
        ("组长：负责蜂业全面工作，指挥转场。", ["组长：负责蜂业全面工作，指挥转场。"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("after", ["", "\n三、补贴\n对新建蜂场给予补助，按季发放。"])
def test_members_of_a_group_stand_below_a_heading_and_are_no_clause(group: str, below: list[str], after: str) -> None:
    found = _segments(f"一、目标\n扩大养蜂，增加收入。\n二、组织领导\n{group}{after}")
    assert [(s.path, s.text) for s in found[1:]][: len(below)] == [(("二、组织领导",), line) for line in below]
    assert len(found) == 1 + len(below) + bool(after)


@pytest.mark.parametrize("act", ["给予贷款贴息", "对蜂农给予奖励", "给予一次性转场补助"])
@pytest.mark.parametrize(
    "below", ["蜂农按照规定向镇里申领。", "责任单位：县林业局\n蜂农按照规定向镇里申领。", "1.蜂农按照规定向镇里申领。"]
)
def test_name_of_an_act_heads_the_text_below_it(act: str, below: str) -> None:
    found = _segments(f"一、{act}\n{below}\n二、加强组织领导\n林业局每年检查蜂场。")
    assert [s.path for s in found] == [(f"一、{act}",), ("二、加强组织领导",)]


@pytest.mark.parametrize(
    "act",
    [
        "对蜂农给予奖励一万元",
        "对下列蜂场给予扶持",
        "给予通报批评",
        "不得设置门槛",
        "对蜂农给予最高五万元补助",
        "按照标准给予补助",
        "对违规的不给予补助",
        "对失职人员给予记过、降级",
    ],
)
@pytest.mark.parametrize("below", ["蜂农按照规定向镇里申领。", "（一）由蜂农向镇里申领。"])
def test_act_that_says_how_much_or_leads_in_is_no_name(act: str, below: str) -> None:
    assert _segments(f"一、{act}\n{below}\n二、加强组织领导\n林业局每年检查蜂场。")[0].text == f"一、{act}"


@pytest.mark.parametrize("mark", ["", "## "])
@pytest.mark.parametrize("act", ["对蜂农按照规模给予补助", "扶持养蜂合作社"])
def test_last_item_above_an_annex_is_a_clause(mark: str, act: str) -> None:
    text = f"青湖县养蜂扶持办法\n一、按期检查蜂场。\n二、{act}\n{mark}附件\n优先供地。"
    assert [(s.text, s.path) for s in _segments(text)][1:] == [(f"二、{act}", ()), ("附件 优先供地。", ())]


@pytest.mark.parametrize(
    ("lead_in", "items"),
    [
        ("二、今年安排\n要重点抓好以下工作：", ["（一）扩大养蜂，提高质量", "（二）新建蜂场，补齐短板"]),
        ("二、扩大养蜂。实施以下行动：", ["1.强蜂行动", "2.扩场行动"]),
    ],
)
def test_works_that_paragraphs_stand_below_are_headings(lead_in: str, items: list[str]) -> None:
    text = "\n".join(f"{item}\n对蜂农给予补助，每箱三十元。\n按期检查蜂场。" for item in items)
    found = _segments(f"一、回顾\n扩大养蜂，增加收入。\n{lead_in}\n{text}")[2:]
    assert [s.path[-1] for s in found] == [item for item in items for _ in range(2)]
    listed = _segments(f"一、回顾\n扩大养蜂，增加收入。\n{lead_in}\n" + "\n".join(items))[2:]
    assert [s.text for s in listed] == items


def test_members_on_lines_of_their_own_head_nothing() -> None:
    group = "组  长：甲某某  县长\n成  员：乙某某  财政局局长\n        丙  某  林业局局长\n        丁某某  水利局副局长（兼）\n县蜂业公司总经理"
    text = f"一、目标\n扩大养蜂，增加收入。\n附件1\n养蜂小组名单\n{group}"
    assert _segments(f"{text}\n小组下设办公室，设在县林业局。")[-1].path == ("附件1 养蜂小组名单",)
    part = "第二部  分   工作职责"
    assert _segments(f"{text}\n{part}\n小组下设办公室，设在县林业局。")[-1].path == ("附件1 养蜂小组名单", part)


def test_last_item_of_an_article_is_no_heading_of_the_next() -> None:
    text = "一、支持政策\n（一）蜂箱补贴\n第一条 补贴对象：\n（一）农户\n（二）公司\n第二条 优先用地。"
    assert [s.text for s in _segments(text)][-2:] == ["（二）公司", "第二条 优先用地。"]


@pytest.mark.parametrize("line", ["一、对下列农户给予补贴：", "一、蜂农应当：", "一、补贴以下蜂具："])
def test_words_that_lead_in_a_list_are_no_heading(line: str) -> None:
    assert next(s.text for s in _segments(f"{line}\n养蜂农户。\n转场农户。\n二、补贴蜂箱。")) == line


def test_a_lone_name_above_the_text_is_no_heading() -> None:
    assert _segments("政策文件库\n一、对企业给予补助。\n二、对人才给予奖励。")[0].path == ()


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


def test_field_of_a_part_is_no_heading() -> None:
    found = _segments("一、补贴蜂种\n适用对象：养蜂户\n网上申请，当月受理，逾期不再补贴。")
    assert [(s.text[:4], s.path) for s in found] == [("适用对象", ("一、补贴蜂种",)), ("网上申请", ("一、补贴蜂种",))]


def test_departments_below_their_tasks_are_no_headings() -> None:
    text = "推行蜂种登记，简化补贴申请。\n县畜牧办\n改造老旧蜂场，每户补贴2万元。\n各相关单位\n培训蜂农，每年两次。"
    assert [s.path for s in _segments(text)] == [()] * 3


def test_layout_is_no_organ() -> None:
    text = "加强蜂种保护\n划定保护区，登记蜂群。\n优化蜂场布局\n改造老旧蜂场，每户补贴2万元。"
    assert [s.path for s in _segments(text)] == [("加强蜂种保护",), ("优化蜂场布局",)]


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
    assert [s.path for s in _segments(text)] == [(), ("一、财政支持",)]


def test_speaker_above_whom_he_addresses_is_no_heading() -> None:
    text = "青湖县养蜂工作报告\n青湖县农业农村局局长许某某\n各位代表：\n现在报告工作，请予审议。\n一、上年工作\n补贴20万元。"
    assert [s.path for s in _segments(f"{text}\n名词解释\n1.良种蜂：指引进的蜂种。")][:2] == [(), ("一、上年工作",)]


def test_closing_below_the_only_name_of_a_list_is_not_the_text_of_the_name() -> None:
    name = "1.青湖县人民政府关于加快物流业发展的意见（青政发〔2010〕5号）"
    text = f"一、给予补贴。\n二、废止的文件（1件）\n{name}\n本通知自印发之日起施行。"
    found = draft(f"青湖县人民政府关于支持产业发展的通知\n{text}").segments[-2:]
    assert [(s.kind, s.text) for s in found] == [("clause", name), ("closing", "本通知自印发之日起施行。")]
    assert found[1].path == ()


def test_lead_in_ends_at_a_heading() -> None:
    text = "一、应当提交下列材料：\n申请书\n身份证复印件\n二、标准\n最高奖励50万元\n分两年拨付"
    found = draft(f"青湖县人民政府关于支持产业发展的通知\n{text}").segments
    assert [bool(s.lead_in) for s in found] == [False, True, True, False, False]
