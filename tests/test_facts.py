from time import process_time

import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.facts import find_facts
from policyclause.inference.fields import Fact, field_names
from policyclause.inference.furniture import is_page

PAGE = """发文机关：临江市人民政府办公室
成文日期：2023年06月28日
发布日期：2023-07-04 14:59

临江市人民政府办公室关于促进现代物流业
发展的实施意见
临政办发〔2023〕19号
各镇人民政府：
根据《江东省物流条例》（东政发〔2021〕7号）精神，制定本意见。
一、加强用地保障。
本意见自2023年7月28日起施行，有效期至2026年12月31日。
临江市人民政府办公室
二〇二三年六月二十八日
"""


def test_facts_of_a_page() -> None:
    facts = find_facts(PAGE)
    assert facts.title == "临江市人民政府办公室关于促进现代物流业发展的实施意见"
    assert facts.number == "临政办发〔2023〕19号"
    assert facts.issuer == "临江市人民政府办公室"
    assert (facts.written, facts.published, facts.effective) == ("2023-06-28", "2023-07-04", "2023-07-28")
    assert facts.validity == "有效期至2026年12月31日"


def test_blanks_around_figures() -> None:
    facts = find_facts(
        "青山市关于促进消费的意见\n青政办发 〔2024〕 3 号\n一、给予补助。\n"
        "本意见自 2024 年 4 月 1 日起施行。\n青山市人民政府办公室\n2024 年 3 月 2 日"
    )
    assert (facts.number, facts.written, facts.effective) == ("青政办发〔2024〕3号", "2024-03-02", "2024-04-01")


@pytest.mark.parametrize("gap", ["\n：", "\n\n　： ", " \n:"])
def test_values_that_begin_with_the_colon(gap: str) -> None:
    fields = (
        ("标题", "青山市促进消费若干政策"),
        ("发布机构", "青山市商务局"),
        ("发布日期", "2024-03-05"),
        ("有效性", "有效"),
    )
    found = draft("\n".join(f"{name}{gap}{value}" for name, value in fields) + "\n一、给予补助。")
    facts = found.facts
    assert (facts.title, facts.issuer, facts.published) == ("青山市促进消费若干政策", "青山市商务局", "2024-03-05")
    assert [s.text for s in found.segments] == ["一、给予补助。"]


def test_fields_in_cells() -> None:
    cells = "|发布机构：||青山市商务局|\n|成文日期：||2024年3月2日|\n|发布日期||2024-03-05|\n"
    facts = find_facts(cells + "青山市促进消费若干政策\n一、给予补助。")
    assert (facts.issuer, facts.written, facts.published) == ("青山市商务局", "2024-03-02", "2024-03-05")
    assert find_facts("|发布机构：|| ||成文日期：||2024年3月2日|").issuer == ""


@pytest.mark.parametrize(
    "text",
    [
        "根据自2018年1月1日起施行的《条例》，制定本办法。\n自2024年5月1日起施行。",
        "水价自2022年3月1日起执行。\n本办法由县水利局解释，自2024年5月1日起施行。\n其他规定自2025年1月1日起执行。",
        "水价自2022年3月1日起执行。\n自2024年5月1日起施行。",
        "水价自2022年3月1日起执行。\n本办法自公布之日起施行。\n青山县人民政府\n2024年5月1日",
    ],
)
def test_effect_is_that_of_the_document(text: str) -> None:
    assert find_facts(text).effective == "2024-05-01"


@pytest.mark.parametrize(
    ("text", "validity"),
    [
        ("第一条 养蜂证有效期为三年。\n第二条 本办法自2024年1月1日起施行，有效期五年。", "有效期五年"),
        ("第一条 养蜂证有效期为三年。\n第二条 自2024年1月1日起试行，有效期至2026年1月1日。", "有效期至2026年1月1日"),
        ("第一条 养蜂证有效期为三年。\n第二条 本办法自公布之日起施行。", ""),
        ("养蜂证自签发之日起生效，有效期三年。\n本办法有效期为 5 年。", "有效期为5年"),
        ("养蜂证有效期三年。\n本合同有效期五年，期满续签。", "有效期五年"),
        ("养蜂证自签发之日起生效，有效期三年。\n有效性：现行有效\n有效期五年。", "有效性：现行有效"),
        ("本办法自2024年1月1日起施行，养蜂证有效期三年，逾期换发。", ""),
        ("一、养蜂证\n换发新证。有效期两年。\n二、以上政策有效期三年，逾期失效。", "有效期三年"),
        ("一、补贴蜂种。\n二、有效期至2026年底，由县农业农村局解释。", "有效期至2026年底"),
        ("公布有效期届满的文件。有效期的长短由县政府确定。", ""),
    ],
)
def test_validity_is_that_of_the_document(text: str, validity: str) -> None:
    assert find_facts(text).validity == validity


@pytest.mark.parametrize(
    "signed",
    [
        "青湖县财政局\t青湖县林业局\n2024年5月1日\t2024年5月1日",
        "青湖县财政局\t2024年5月1日\n青湖县林业局\t2024年5月1日",
        "青湖县财政局 2024年5月1日\n青湖县林业局 2024年5月1日",
    ],
)
def test_signatures_side_by_side(signed: str) -> None:
    facts = draft(f"青湖县养蜂扶持办法\n一、优先供地。\n{signed}").facts
    assert (facts.issuer, facts.written) == ("青湖县财政局 青湖县林业局", "2024-05-01")


@pytest.mark.parametrize("hour", ["", "零时", "0时", " 00:00", " 8 时 "])
def test_effect_from_an_hour(hour: str) -> None:
    assert find_facts(f"本办法自2024年5月1日{hour}起施行。").effective == "2024-05-01"


@pytest.mark.parametrize(
    "effect",
    [
        "本办法从2024年5月1日起执行。",
        "本办法自2024年5月1日起试行两年。",
        "自二Ο二四年五月一日起施行。",
        "本办法自中华民国一百十三年五月一日起施行。",
        "本办法自公布日施行。\n中华民国 113 年 5 月 1 日",
        "本办法自公告日起实施。\n中华民国 113 年 5 月 1 日",
        "自二О二四年五月一日起施行。",
        "本办法自下发之日起执行。\n青山县人民政府\n2024年5月1日",
        "自本通知印发之日起执行。\n青山县人民政府\n二Ο二四年五月一日",
    ],
)
def test_words_of_effect(effect: str) -> None:
    found = draft(f"青山县养蜂扶持办法\n第一条 补贴蜂箱。\n第二条 补贴蜂种。\n{effect}")
    assert found.facts.effective == "2024-05-01"
    assert [s.kind for s in found.segments] == ["clause", "clause", "closing"]


def test_effect_from_the_day_of_issue() -> None:
    facts = find_facts("某县扶持办法\n一、给予补助。\n本办法自印发之日起施行。\n二〇二〇年十二月三十一日")
    assert facts.effective == facts.written == "2020-12-31"


@pytest.mark.parametrize("width", range(26, 34))
def test_dates_across_the_ends_of_lines(width: int) -> None:
    paragraphs = [
        "第一条 为扶持全县养蜂业发展，规范蜂种、蜂箱、蜂药补贴的申请、审核和发放，根据有关规定，制定本办法。",
        "第二条 对新增蜂箱二十只以上、登记在册满一年的养蜂户，每只蜂箱给予补贴八十元，由县财政安排，按季发放。",
        "第三条 县农业农村局负责蜂种的登记和蜂场的核查，每年公布一次名录，接受社会监督，名录不实的，追回补贴。",
        "第四条 本办法由县农业农村局负责解释，自2023年7月1日起施行，有效期至2026年6月30日，此前规定同时废止。",
    ]
    lines = [p[i : i + width] for p in paragraphs for i in range(0, len(p), width)]
    facts = draft(
        "\n".join(["青山县养蜂补贴办法", "青政发〔2023〕5号", *lines, "青山县人民政府", "2023年6月5日"])
    ).facts
    assert (facts.title, facts.number, facts.written) == ("青山县养蜂补贴办法", "青政发〔2023〕5号", "2023-06-05")
    assert (facts.effective, facts.validity) == ("2023-07-01", "有效期至2026年6月30日")


@pytest.mark.parametrize("issuer", sorted(field_names("issuer")))
def test_every_field_of_the_issuer_is_read(issuer: str) -> None:
    text = f"{issuer}：青山县财政局  发文时间：2024-01-02\n养蜂扶持办法\n一、补贴蜂箱。"
    assert draft(text).facts.issuer == "青山县财政局"
    assert is_page(f"{issuer}：青山县财政局")


@pytest.mark.parametrize(
    "fields",
    [
        "发布机构：青山县财政局；文号：青财发〔2024〕3号；成文日期：2024-01-02",
        "【发文机关】青山县财政局　【发文字号】青财发〔2024〕3号　【成文日期】2024-01-02",
        "【发文机关】青山县财政局\n【发文字号】青财发〔2024〕3号\n【成文日期】2024-01-02",
        "*发布单位：青山县财政局*\n*文号：青财发〔2024〕3号*\n*成文日期：2024-01-02*",
    ],
)
def test_fields_with_stops_brackets_and_stars(fields: str) -> None:
    found = draft(f"青山县养蜂扶持办法\n{fields}\n一、补贴蜂箱。")
    facts = found.facts
    assert (facts.issuer, facts.number, facts.written) == ("青山县财政局", "青财发〔2024〕3号", "2024-01-02")
    assert [s.number for s in found.segments] == ["一、"]


@pytest.mark.parametrize("gap", [" ", "\t", "　", ""])
@pytest.mark.parametrize("issuer", ["青山县财政局", ""])
def test_field_of_the_issuer_ends_where_the_next_begins(gap: str, issuer: str) -> None:
    facts = draft(f"发布机构：{issuer}{gap}成文日期：2024-01-02\n青山县农业农村局关于养蜂的通知\n一、补贴蜂箱。").facts
    assert (facts.issuer, facts.written) == (issuer or "青山县农业农村局", "2024-01-02")


@pytest.mark.parametrize("fact", ["written", "published", "effective"])
def test_every_field_of_a_date_is_read(fact: Fact) -> None:
    for name in field_names(fact):
        for field in (f"{name}：2024年1月2日", f"{name}\t2024-01-02", f"{name[:2]}　{name[2:]}：2024年1月2日"):
            found = draft(f"{field}\n青山县养蜂扶持办法\n一、补贴蜂箱。")
            assert getattr(found.facts, fact) == "2024-01-02"
            assert [s.text for s in found.segments] == ["一、补贴蜂箱。"]


@pytest.mark.parametrize("line", ["2006年10月26日 青财〔2006〕689号", "（2006年10月26日 青财〔2006〕689号）"])
def test_day_before_the_number(line: str) -> None:
    facts = draft(f"青山县人民政府关于支持养蜂业的意见\n{line}\n一、补贴蜂箱。").facts
    assert (facts.number, facts.written) == ("青财〔2006〕689号", "2006-10-26")


def test_issuer_in_a_bracket_with_day_and_number() -> None:
    line = "（青山县人民政府 一九九三年八月二十日发布 青政〔1993〕45号）"
    facts = draft(f"青山县养蜂办法\n{line}\n第一条 补贴蜂箱。").facts
    assert (facts.issuer, facts.written) == ("青山县人民政府", "1993-08-20")


def test_fields_in_a_note_are_of_another_document() -> None:
    note = "注：本篇法规已被养蜂条例（发布日期：1998年12月27日，实施日期：1999年1月1日）废止"
    facts = find_facts(
        f"青山县养蜂办法[失效]\n{note}\n《养蜂办法》现予发布，自1994年10月1日起施行。\n第一条 补贴蜂箱。"
    )
    assert (facts.title, facts.published, facts.effective) == ("青山县养蜂办法", "", "1994-10-01")


@pytest.mark.parametrize("name", sorted(field_names("issued")))
@pytest.mark.parametrize(
    ("beside", "written", "published"),
    [
        ("", "", "2024-01-02"),
        ("发布日期：2024-01-03", "2024-01-02", "2024-01-03"),
        ("成文日期：2024-01-01", "2024-01-01", "2024-01-02"),
    ],
)
def test_day_of_issue_is_what_the_page_does_not_name_beside_it(
    name: str, beside: str, written: str, published: str
) -> None:
    facts = draft(f"{name}：2024-01-02\n{beside}\n青山县养蜂扶持办法\n一、补贴蜂箱。").facts
    assert (facts.written, facts.published) == (written, published)


@pytest.mark.parametrize("name", sorted(field_names("number", "title")))
def test_every_field_of_a_number_and_a_title_is_read(name: str) -> None:
    number = find_facts(f"{name}青政发〔2024〕3号\n一、补贴蜂箱。").number
    title = find_facts(f"{name}：青山县养蜂扶持办法\n一、补贴蜂箱。").title
    assert number == "青政发〔2024〕3号" if name in field_names("number") else title == "青山县养蜂扶持办法"


@pytest.mark.parametrize("name", sorted(field_names("validity")))
def test_every_field_of_validity_is_read(name: str) -> None:
    assert find_facts(f"{name}：现行有效\n青山县养蜂扶持办法\n一、补贴蜂箱。").validity == f"{name}：现行有效"


@pytest.mark.parametrize(
    ("line", "written", "published"),
    [
        ("2024-03-05", "2024-03-05", ""),
        ("2024-03-05 09:23", "", "2024-03-05"),
        ("2024年3月5日 09:23 来源：本网", "", "2024-03-05"),
        ("2024/3/5 9:23:00 浏览次数：12", "", "2024-03-05"),
        ("2024-03-05 来源：本网", "", "2024-03-05"),
        ("时间：2024-03-05 来源：本网", "", "2024-03-05"),
        ("发布日期：2024-03-04\n2024-03-05 09:23", "", "2024-03-04"),
        ("2024-03-05 09:23 发表于青山", "", "2024-03-05"),
        ("时间：2024-03-05 09:00", "", ""),
        ("一、补贴蜂箱。\n2024-03-05 09:23", "", ""),
    ],
)
def test_day_of_the_page_has_an_hour_or_a_source(line: str, written: str, published: str) -> None:
    facts = draft(f"青山县养蜂扶持办法\n{line}\n一、补贴蜂种。").facts
    assert (facts.written, facts.published) == (written, published)


def test_text_without_facts() -> None:
    facts = find_facts("加强监管。")
    assert (facts.title, facts.number, facts.written) == ("", "", "")


@pytest.mark.parametrize(
    ("signature", "issuer", "written"),
    [
        ("某某市人民政府 2023年5月6日", "某某市人民政府", "2023-05-06"),
        ("云岭市人民政府\n2023年5月6日\n（此件公开发布）", "云岭市人民政府", "2023-05-06"),
        ("东港市应急管理局\n东港市财政局\n二〇二一年七月九日\n抄送：市委办公室。\n东港市财政局办公室 2021年7月10日印发", "东港市应急管理局 东港市财政局", "2021-07-09"),
        ("云岭市人民政府\n2023年5月6日（此件公开发布）", "云岭市人民政府", "2023-05-06"),
        ("由市人民政府批准，报市财政局\n2023年5月6日", "", "2023-05-06"),
        ("国务院\n一九八五年五月六日", "国务院", "1985-05-06"),
        ("云岭市商务局等五部门\n2023年5月6日", "云岭市商务局等五部门", "2023-05-06"),
    ],
)  # fmt: skip
def test_issuer_from_the_signature(signature: str, issuer: str, written: str) -> None:
    facts = find_facts(f"关于加快发展夜间经济的实施意见\n一、培育特色街区。\n{signature}\n")
    assert (facts.issuer, facts.written) == (issuer, written)


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("青山市蜂箱发放公告", ""),
        ("青山市农业农村局公告", "青山市农业农村局"),
        ("青山市农业农村局养蜂补贴公告", ""),
        ("中华人民共和国青山海关公告", "中华人民共和国青山海关"),
    ],
)
def test_issuer_from_the_title_of_an_announcement(title: str, issuer: str) -> None:
    assert find_facts(f"{title}\n关于养蜂补贴\n一、给予补助。").issuer == issuer


@pytest.mark.parametrize(
    ("number", "issuer"),
    [
        ("青山市人民政府令\n第63号", "青山市人民政府"),
        ("青山市人民政府\n第63号", "青山市人民政府"),
        ("中国养蜂银行令（2003年第6号）", "中国养蜂银行"),
        ("青山市人民代表大会常务委员会公告\n第5号", "青山市人民代表大会常务委员会"),
        ("青山市蜂箱发放公告\n第5号", ""),
        ("青政发〔2003〕6号", ""),
    ],
)
def test_issuer_from_the_number_of_a_decree(number: str, issuer: str) -> None:
    assert find_facts(f"{number}\n养蜂产业扶持办法\n第一条 给予补助。\n市长：王某\n2003年5月1日").issuer == issuer


def test_organ_in_the_title_goes_before_the_signature_and_a_place_after_it() -> None:
    signature = "一、给予补助。\n青湖市商务局\n2023年5月6日"
    assert find_facts(f"青湖市人民政府关于促进消费的意见\n{signature}").issuer == "青湖市人民政府"
    assert find_facts(f"青湖市关于促进消费的意见\n{signature}").issuer == "青湖市商务局"
    assert find_facts("青湖市关于促进消费的意见\n一、给予补助。").issuer == "青湖市"


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("青湖市人民政府办公室转发市商务局等部门\n关于促进消费意见的通知", "青湖市人民政府办公室"),
        ("青湖市商务局等三个部门\n关于促进消费的通知", "青湖市商务局等三个部门"),
        ("转发省商务厅等部门\n关于促进消费的通知", ""),
    ],
)
def test_issuer_in_the_first_line_of_a_title(title: str, issuer: str) -> None:
    facts = find_facts(f"{title}\n一、给予补助。")
    assert (facts.title, facts.issuer) == (title.replace("\n", ""), issuer)


def test_effect_from_the_issue_of_the_first_of_two_documents() -> None:
    first = "青山县养蜂通告\n一、补贴蜂箱。\n本通告自发布之日起施行。\n青山县人民政府\n2023年6月1日\n"
    second = "青山县旅游通知\n一、补贴旅行社。\n青山县人民政府\n2023年6月12日"
    assert find_facts(first + second).effective == "2023-06-01"


@pytest.mark.parametrize(
    ("sentence", "effective"),
    [
        ("蜂场租金自2024年1月1日起执行新标准。", ""),
        ("蜂场租金标准自2024年1月1日起执行。", ""),
        ("自2024年1月1日起实施蜂种补贴政策。", ""),
        ("蜂场租金自发布之日起执行。", ""),
        ("自2024年1月1日起施行。", "2024-01-01"),
        ("以上措施自2024年1月1日起执行。", "2024-01-01"),
        ("《青山县养蜂办法》自2024年1月1日起施行。", "2024-01-01"),
        ("上述安排自发布之日起执行。", "2023-12-01"),
    ],
)
def test_effect_of_a_provision_is_not_that_of_the_document(sentence: str, effective: str) -> None:
    assert find_facts(f"一、补贴蜂种。\n{sentence}\n青山县农业农村局\n2023年12月1日").effective == effective


def test_time_does_not_grow_with_the_square_of_the_organs() -> None:
    begun = process_time()
    find_facts("甲局、乙局\n" * 40_000)
    assert process_time() - begun < 5


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000", "&nbsp;", " \u3000"])
@pytest.mark.parametrize(
    "place",
    ["一、补贴蜂种。\n{}\n二、改造蜂场。", "一、补贴{}蜂种。", "{}一、补贴蜂种。{}", "青山县农业局{}2024年5月1日"],
)
def test_time_does_not_grow_with_the_square_of_blanks(blank: str, place: str) -> None:
    text = place.replace("{}", blank * 40_000)
    begun = process_time()
    draft(text)
    assert process_time() - begun < 4
