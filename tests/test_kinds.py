import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.document import Segment


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


def test_first_paragraph_that_puts_into_effect_is_the_preamble() -> None:
    text = "江州市交通运输局通告\n现将《江州市停车收费标准》印发，自2024年3月1日起施行。\n一、路侧每小时2元。\n二、夜间免费。"
    assert [s.kind for s in _segments(text)] == ["preamble", "clause", "clause"]


def test_single_words_do_not_make_a_closing_or_a_preamble() -> None:
    text = "一、支持专利\n（一）对在有效期内维持十年以上的专利，给予奖励。\n（二）对证书有效期内的企业，给予奖励。"
    assert [s.kind for s in _segments(text)] == ["clause", "clause"]


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
        ("本办法自  年  月  日起施行。", "closing"),
        ("本办法自20××年X月××日起施行。", "closing"),
        ("补贴自  年  月  日起发放。", "clause"),
        ("本办法有效期三年。", "closing"),
        ("有效期至2027年4月30日。", "closing"),
        ("自2024年1月1日起实施蜂种补贴政策，提高标准。", "clause"),
        ("自发布之日起试行容缺登记，养蜂户可先领证。", "clause"),
        ("蜂场租金标准自2024年1月1日起调整执行，按新标准征收。", "clause"),
        ("本县蜂场租金自2024年1月1日起执行新标准。", "clause"),
        ("根据本措施发放的购箱券有效期为30天。", "clause"),
        ("对本办法规定的养蜂户发放养蜂证，养蜂证有效期5年。", "clause"),
        ("此前已享受补贴的养蜂户，与本年度标准不一致的，予以补足。", "clause"),
        ("此前发布的养蜂政策与本办法不一致的，以本办法为准。", "closing"),
        ("此前有关蜂场的文件废止。", "closing"),
        ("本措施有效期两年。", "closing"),
        ("本办法于2024年5月1日实行，有效期三年。", "closing"),
        ("本办法自2024年5月1日起试行两年。", "closing"),
        ("《青山县养蜂办法》自公布之日起施行。", "closing"),
        ("以上措施自2024年5月1日起执行，执行至年底。", "closing"),
        ("由县农业农村局公布，自2024年5月1日起施行（有效期三年）。", "closing"),
        ("修订后的要点自公布之日起施行。", "closing"),
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


@pytest.mark.parametrize(
    ("text", "lead_in"),
    [
        (
            "第二条 对下列养蜂户给予补贴：\n新增蜂箱20只以上的；\n建设示范蜂场的。\n补贴由县财政安排。",
            "第二条 对下列养蜂户给予补贴：",
        ),
        (
            "二、支持方式。对养蜂户给予补贴：\n——新增蜂箱20只以上的；\n——建设示范蜂场的。\n补贴由县财政安排。",
            "二、支持方式。对养蜂户给予补贴：",
        ),
        (
            "对养蜂户给予三方面补贴：\n一是新增蜂箱；\n二是建设蜂场。\n补贴由县财政安排。",
            "对养蜂户给予三方面补贴：",
        ),
        (
            "对下列养蜂户给予补贴：\n等级|标准|备注\n一级|3万元|一次性；\n二级|2万元|一次性\n补贴由县财政安排。",
            "等级 标准 备注；",
        ),
    ],
)
def test_unnumbered_items_carry_the_words_they_complete(text: str, lead_in: str) -> None:
    assert [s.lead_in for s in _segments(text)] == ["", lead_in, lead_in, ""]


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


def test_preamble_above_the_title_that_it_passes_on() -> None:
    text = "经县政府同意，现将办法印发给你们，请遵照执行。\n青湖县养蜂扶持办法\n各镇人民政府：\n一、补贴蜂种。"
    assert [s.kind for s in _segments(text)] == ["preamble", "clause"]


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        ("为符合条件的养蜂户发放购箱补贴，标准为每只80元，实现应补尽补。", "clause"),
        ("按照每只80元的标准对蜂箱给予补贴，特别困难的养蜂户适当提高标准。", "clause"),
        ("当前在册的养蜂户三年免租，特殊情形一事一议。", "clause"),
        ("为在册的养蜂户发放补贴，现有蜂箱每只80元。", "clause"),
        ("《青山养蜂证》持有人可享受每月500元补贴。", "clause"),
        ("为振兴养蜂业，现下达补贴计划。", "preamble"),
        ("经县政府同意，现将补贴标准公布。", "preamble"),
        ("为振兴养蜂业，结合本县实际，编制本规划。", "preamble"),
        ("《青山县养蜂办法》已经县政府审议通过，现予公布。", "preamble"),
        ("2024年5月，县农业局修改了草案。现就草案向社会公开征求意见。", "preamble"),
        ("请于2024年5月20日前将意见反馈至县农业局。", "preamble"),
        ("如有建议，请向县农业局反馈。", "preamble"),
        ("请养蜂户提出登记申请，县农业局反馈结果。", "clause"),
        ("《青山县养蜂规划》印发以来，蜂群渐多，提出以下举措。", "preamble"),
    ],
)
def test_kind_of_the_first_paragraph(paragraph: str, kind: str) -> None:
    found = _segments(f"青山县养蜂补贴通知\n{paragraph}\n一、补贴蜂种。\n二、改造蜂场。")
    assert [s.kind for s in found] == [kind, "clause", "clause"]
