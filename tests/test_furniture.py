import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.document import Segment


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


def test_attendance_of_minutes_is_no_clause() -> None:
    text = (
        "西山县人民政府常务会议纪要\n地点：县政府三楼会议室\n出席：李明、王华、张强、刘芳、赵军\n记录：孙丽\n"
        "一、会议同意新增工业用地300亩，由县自然资源局办理。\n"
        "参加会议人员：市发展改革委王伟，市财政局李娜，市自然资源局张磊。\n分送：各参会单位。"
    )
    assert [(s.number, s.path) for s in _segments(text)] == [("一、", ())]


def test_participants_who_get_something_are_a_clause() -> None:
    text = "参加人员：在本市注册的企业均可参加，每人给予补助500元。"
    assert [s.text for s in _segments(text)] == [text]


@pytest.mark.parametrize(
    "line",
    [
        "申请补助金额：_______万元",
        "申报单位（盖章）：            填表日期：",
        "负责人（签字）：      补助金额：",
        "镇人民政府审核意见：    年  月  日",
        "审批表编号：  审批单位：",
        "   补字〔 〕  号\n    ：",
    ],
)
def test_blanks_of_a_form_are_no_clause(line: str) -> None:
    assert [s.text for s in _segments(f"一、对企业给予补助。\n{line}\n本蜂场承诺材料真实，如有虚假，退回补助。")] == [
        "一、对企业给予补助。",
        "本蜂场承诺材料真实，如有虚假，退回补助。",
    ]


@pytest.mark.parametrize("field", ["备 注", "备注", "年月日"])
def test_fields_of_a_form_are_no_heading(field: str) -> None:
    found = _segments(f"一、对蜂农给予补助。\n附件1\n蜂农补助审批表\n{field}\n注：该表一式3份，由蜂农填写。")
    assert found[-1].path == ("附件1 蜂农补助审批表",)


@pytest.mark.parametrize("line", ["补助标准：蜂箱：每只补贴30元", "备注：蜂箱每只补贴30元"])
def test_fields_that_are_filled_are_a_clause(line: str) -> None:
    assert _segments(f"一、对蜂农给予补助。\n{line}")[-1].text == line


@pytest.mark.parametrize(
    "lead_in", ["补助对象：符合下列条件之一的蜂农：", "申报条件：蜂农应当具备：", "奖励标准：给予下列蜂农补助："]
)
def test_words_with_two_colons_lead_in(lead_in: str) -> None:
    found = _segments(f"一、补助标准\n（一）蜂箱每只补贴30元。\n{lead_in}\n1.养蜂五年以上；\n2.蜂箱百只以上。")
    assert [s.text for s in found][1] == found[2].lead_in == found[3].lead_in == lead_in


def test_provision_with_a_blank_day_is_a_clause() -> None:
    found = _segments("一、补贴蜂种。\n二、补贴自2024年 月 日起发放，由申请人（签字）领取。")
    assert [s.text for s in found] == ["一、补贴蜂种。", "二、补贴自2024年月日起发放，由申请人（签字）领取。"]


@pytest.mark.parametrize("line", ["扫描件（加盖公章），每份给予工本费补贴5元", "扫码领取餐饮券的居民每人享受80元补贴"])
def test_scanning_ends_no_document(line: str) -> None:
    text = f"一、支持企业。对企业给予20万元奖励，分两年兑现，由财政统筹安排。\n二、办理方式。线上办理。\n{line}\n三、支持融资。给予贴息。"
    assert [s.text for s in _segments(text)][2:] == [line, "三、支持融资。给予贴息。"]
    assert _segments(text.replace(line, "扫一扫分享本页"))[-1].number == "二、"


@pytest.mark.parametrize(
    "addressee",
    [
        "县农业农村局下属各单位、办理养蜂贷款的银行：",
        "青湖新区管委会，各镇人民政府，县各相关单位：",
        "主任、各位副主任、秘书长、各位委员：",
        "青湖县人民政府、省林业部：",
    ],
)
def test_whom_a_notice_goes_to_is_no_clause(addressee: str) -> None:
    text = "为促进养蜂业发展，现就有关事项通知如下：\n一、补贴蜂种。"
    assert [s.text for s in _segments(f"{addressee}\n{text}")] == text.split("\n")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("县人民政府决定对《青湖县蜂场管理办法》作如下修改：", "preamble"),
        ("县人民代表大会常务委员会决定，对《青湖县养蜂条例》作出修改：", "preamble"),
        ("县人民代表大会常务委员会决定，修改下列地方性法规：", "preamble"),
        ("市、县（区）人民政府按照下述方式筹措：", "clause"),
    ],
)
def test_what_organs_decide_addresses_nobody(line: str, kind: str) -> None:
    found = _segments(f"{line}\n一、删去第十二条。\n二、蜂箱由县里补助。")
    assert (found[0].kind, found[0].text) == (kind, line)


def test_whom_to_ask_may_be_an_item_of_a_list() -> None:
    found = _segments("一、登记下列事项：\n1.蜂场名称\n2.联系电话\n3.蜂群数量，以实际为准。")
    assert [s.number for s in found] == ["一、", "1.", "2.", "3."]


@pytest.mark.parametrize(
    "heading",
    [
        "三、联系方式",
        "（三）咨询电话",
        "三、解读机关及联系方式",
        "三、解读机关、解读人及联系方式",
        "三、政策咨询电话",
        "三、联系人及联系电话",
    ],
)
def test_whom_to_ask_is_no_clause(heading: str) -> None:
    assert [
        s.number for s in _segments(f"一、补贴蜂种。\n二、改造蜂场。\n{heading}\n联系人：王工，电话：0123-4567")
    ] == [
        "一、",
        "二、",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "特此致函。",
        "专此批复。",
        "二零二一年四月三十日制定。",
        "命令公布。",
        "邮寄地址：青湖县人民路1号养蜂办公室",
        "生效状态：※部分条文尚未生效",
        "本邮件及其附件含有保密信息，仅限收件人阅读。",
        "表1：青湖县蜂场补贴标准一览表",
        "青湖县蜂场补贴标准一览表",
        "（单位：万元/年、箱）",
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
    text = "一、补贴蜂种。\n二、改造蜂场。\n各蜂场应当派负责人参加会议。"
    assert [s.text for s in _segments(text)] == text.split("\n")


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
        "文字：[大][中][小] 手机页面二维码 2024/2/7",
        "推荐访问：养蜂 补贴",
        ">> 走进青山 >> 投资青山",
        "» 走进青山 › 投资青山",
        "命令公佈。",
        "1. 本文档由用户上传，版权归属用户，本馆负责整理代发布。",
        "2. 本站的文档不含图纸，如有需要，请联系上传者。",
        "2. 部分包含公式的文件，查看预览时可能显示错乱，请放心下载。",
        "3. 下载前请仔细阅读文档内容，确认符合您的需求。",
        "文档格式：DOC 上传者：蜜蜂",
        "青山养蜂网 www.example.com 蜂农的网上家园",
        "预览结束，免费获取全文或定制此类文章！",
        "下面是小编为大家整理的青山县养蜂补贴政策，供大家参考。",
        "前言：本站为你精心整理了养蜂补贴范文，欢迎咨询。",
        "导读：扶持养蜂，对于振兴乡村具有重要意义。",
        "（2018年3月1日县政府公布，根据2020年5月6日《关于修改养蜂办法的决定》修订）",
    ],
)
def test_lines_of_the_page_around_provisions(line: str) -> None:
    text = f"青山县养蜂办法\n{line}\n一、蜂种\n良种蜂王，每只补贴30元。\n{line}\n感谢阅读，欢迎评论"
    assert [(s.path, s.text) for s in _segments(text)] == [(("一、蜂种",), "良种蜂王，每只补贴30元。")]


@pytest.mark.parametrize("line", ["【全文完】", "为您推荐", "我要打印 我要收藏", "分享：微信 微博"])
def test_end_of_the_document_on_the_page(line: str) -> None:
    text = "一、良种蜂王，每只补贴30元，每户限领五只，由县财政安排。"
    assert [s.text for s in _segments(f"{text}\n{line}\n县蜂业协会召开会议，部署春季工作")] == [text]


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
        "养蜂平台应当审核用户上传的信息，发现违法信息的，停止传输。",
        "养蜂平台应当核验上传者的真实身份信息。",
        "蜂农可以查看预览，核对补贴名单。",
        "申请人登录市政务服务网 www.example.com 提交申请材料，由窗口受理。",
        "蜂农应当登录养蜂服务网 www.example.com 登记蜂群",
        "受理渠道为市政务服务网 www.example.com 和县养蜂办公室窗口，当场受理。",
    ],
)
def test_provisions_with_words_of_pages(line: str) -> None:
    text = f"一、补贴蜂种。\n二、改造蜂场。\n{line}\n三、培训蜂农。"
    assert [s.text for s in _segments(text)] == text.split("\n")


@pytest.mark.parametrize(
    ("above", "line"), [("", "一、竞价定于2024年5月6日 9:00开始"), ("一、申请流程\n", "审核：县人社")]
)
def test_times_and_steps_of_a_procedure_are_not_of_the_page(above: str, line: str) -> None:
    assert _segments(f"{above}{line}\n二、改造蜂场，安排用地。")[0].text == line


def test_when_and_where_an_office_is_open_is_no_clause() -> None:
    text = "一、补贴蜂种\n补贴方式：先购后补\n受理方式：窗口\n咨询时间：工作日\n补贴标准：每只30元。"
    assert [s.text[:4] for s in _segments(text)] == ["补贴方式", "补贴标准"]


@pytest.mark.parametrize("heading", ["第二章 组成人员职责", "二、组成人员", "（二）棋牌室管理", "第二章 成人教育"])
def test_headings_with_words_of_advertising(heading: str) -> None:
    assert _segments(f"{heading}\n县财政安排资金，给予补助。")[0].path == (heading,)


@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize(
    "line",
    [
        "正文",
        "【全文】",
        "条例全文",
        "欢迎您扫描上方的二维码提出意见，感谢您的支持。",
        "已阅读5页，还剩13页未读，请继续阅读",
        "版权说明：本文档由用户提供并上传，收益归属提供方，如有侵权，请进行举报",
        "免费咨询热线：15600000000（微信同号），专业申报蜂业项目",
        "本文小编将为大家介绍蜂箱补贴政策，希望对您有帮助。",
        "声明 本文由会员上传并发布，仅提供信息发布平台。",
        "中文名：《青湖县养蜂促进办法》，现行有效",
    ],
)
def test_words_of_sites_that_copy_are_neither_clause_nor_heading(line: str, place: int) -> None:
    lines = [
        "青湖县养蜂促进办法",
        "为促进蜂业发展，制定本办法。",
        "一、补贴蜂箱，每箱200元。",
        "对蜂农给予培训，按季安排。",
    ]
    text = "\n".join([*lines[:place], line, *lines[place:]])
    assert [(s.kind, s.path) for s in _segments(text)] == [("preamble", ()), ("clause", ()), ("clause", ())]
    assert draft(text).facts.title == "青湖县养蜂促进办法"


def test_provisions_on_the_texts_of_documents_are_clauses() -> None:
    lines = ["一、正文使用仿宋字体，每页22行。", "二、全文公开，欢迎公众扫描二维码查询。"]
    assert [s.text for s in _segments("\n".join(lines))] == lines
