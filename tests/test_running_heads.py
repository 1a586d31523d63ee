import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.clean import clean
from policyclause.inference.document import Segment
from policyclause.inference.layout import restore_lines


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


def _texts(text: str) -> list[str]:
    return [s.text.replace(" ", "") for s in _segments(text)]


MARKS = [
    "－ {} －", "－{}－", "―{}―", "─{}─", "−{}−", "‐{}‐", "·{}·", "•{}•", "~{}~", "{}/18", "Page {} of 18", "P{}", "[{}]", "一 {} 一", "第{}页 共18页",
    "{} 南浦市人民政府公报 2022年第8期", "南浦市人民政府公报 2022年第8期 {}",
]  # fmt: skip


@pytest.mark.parametrize("mark", [*MARKS, "第{}页"])
def test_page_marks_inside_sentences(mark: str) -> None:
    numbers = ("六", "七") if mark == "第{}页" else ("6", "7")
    first, second = (mark.format(number) for number in numbers)
    text = (
        f"一、支持平台建设。对列入省级计划的平台，\n{first}\n最高不超过1000万元，所需资金由市县两级财政分担，具体办法另行制定。\n"
        f"二、强化用地保障。\n（一）新增用地优先予以保障。\n（二）落实各项政策，\n{second}\n允许企业提高容积率，不再增收土地价款。"
    )
    assert _texts(text) == [
        "一、支持平台建设。对列入省级计划的平台，最高不超过1000万元，所需资金由市县两级财政分担，具体办法另行制定。",
        "（一）新增用地优先予以保障。",
        "（二）落实各项政策，允许企业提高容积率，不再增收土地价款。",
    ]


PAGES = [
    "一、改造渡口。对列入年度计划的渡口，按照造价的一半给予补助，",
    "由县财政在预算中安排。",
    "二、更新渡船。老旧渡船分三年更新。",
    "渡船应当按期检验。",
    "三、培训渡工。渡工每年参加两次安全培训，合格的渡工上岗作业，",
    "县里公布合格渡工的名单。",
]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("南浦渡口政策汇编", "南浦市交通局编印     - {} -"),
        ("2023/8/15 10:22     渡口补助措施_南浦交通网", "https://www.nanpu.example/dukou/2023.html     {}/3"),
        ("南浦渡口政策汇编\n第三辑渡口和码头", "— {} —"),
        ("南浦渡口政策汇编", "————————"),
        ("扫描全能王 创建", "Scanned with CamScanner"),
    ],
)
def test_heads_and_feet_inside_sentences(head: str, foot: str) -> None:
    first, second = (f"{foot.format(page)}\n{head}" for page in (1, 2))
    text = "\n".join([head, PAGES[0], first, *PAGES[1:5], second, PAGES[5], foot.format(3)])
    assert [s.text for s in _segments(text)] == [s.text for s in _segments("\n".join(PAGES))]


def test_head_of_two_lines_below_page_numbers() -> None:
    head = "国家渡口文件库\n南浦渡口文件"
    below = ("由县财政在预算中\n安排。", "县里公布合格渡工的\n名单。")
    text = "\n".join([PAGES[0], f"- 1 -\n{head}", below[0], *PAGES[2:5], f"- 2 -\n{head}", below[1]])
    plain = "\n".join([PAGES[0], below[0], *PAGES[2:5], below[1]])
    assert restore_lines(clean(text)).value == restore_lines(clean(plain)).value


def test_head_inside_one_sentence_of_several() -> None:
    head = "南浦渡口政策汇编"
    text = "\n".join([*PAGES[:1], head, *PAGES[1:4], head, *PAGES[4:], head])
    assert restore_lines(clean(text)).value == restore_lines(clean("\n".join(PAGES))).value


@pytest.mark.parametrize("mark", ["-{}-", " - {} -", "—{}—", " {} / 9", "{}/9"])
def test_page_numbers_behind_words(mark: str) -> None:
    text = "第一条 改造渡口，由县里给予补{}\n\n助，每处五万元。{}\n第二条 渡口免费开放。"
    found = restore_lines(clean(text.format(mark.format(6), mark.format(7)))).value
    assert found == "第一条 改造渡口，由县里给予补助，每处五万元。\n第二条 渡口免费开放。"


@pytest.mark.parametrize("numbers", [("1/3", "2/5"), ("2/3", "1/3"), ("2/3", "。")])
def test_fractions_behind_words_stay(numbers: tuple[str, str]) -> None:
    text = "第一条 县里承担造价的{}\n第二条 乡镇承担造价的{}"
    assert restore_lines(clean(text.format(*numbers))).value == text.format(*numbers)


TITLED = [
    "南浦县渡口补助办法",
    "第一条 有下列情形的，给予补助：",
    "（一）新建渡口；",
    "（二）更新渡船。",
    "补助每年结算一次。",
]


@pytest.mark.parametrize("place", [3, 4, 5])
def test_title_on_each_page(place: int) -> None:
    printed = [*TITLED[:place], TITLED[0], *TITLED[place:]]
    assert restore_lines(clean("\n".join(printed))).value.strip() == "\n".join(TITLED)


@pytest.mark.parametrize("opening", ["第一条 渡口免费开放。", "为方便群众出行，制定本办法。", "南政发〔2023〕5号"])
def test_title_of_another_document_stays(opening: str) -> None:
    text = "\n".join([*TITLED, TITLED[0], opening])
    assert restore_lines(clean(text)).value == text


@pytest.mark.parametrize(
    ("last", "counts"),
    [
        (["适用范围为南浦县的渡口", "南浦县交通局办公室"], [4, 2]),
        (["补贴对象：渡口经营人", "（责任单位：县交通局）"], [4, 4]),
        (["（责任单位：县交通局）", "补贴对象：渡口经营人"], [4, 4]),
    ],
)
def test_last_lines_of_short_documents_are_no_heads(last: list[str], counts: list[int]) -> None:
    body = "{0}补助办法\n对{0}每年补助五万元。\n" + "\n".join(last)
    documents = [body.format(name) for name in ("渡口", "码头", "渡船", "渡工")]
    text = "\n— 1 —\n".join(documents[:2]) + "\n" + "\n— 3 —\n".join(documents[2:]) + "\n附则"
    found = restore_lines(clean(text)).value
    assert [found.count(line) for line in last] == counts


@pytest.mark.parametrize(
    ("item", "line"),
    [
        ("（{}）", "补助标准"),
        ("第{}条", "（试行标准）"),
        ("第{}条", "申请人：各乡镇"),
        ("第{}条", "南浦县交通局"),
        ("第{}条", "第一节补助标准"),
    ],
)
def test_lines_that_repeat_below_items_stay(item: str, line: str) -> None:
    text = "\n".join(
        f"{item.format(n)}改造{name}渡口，方便两岸的群众安全出行\n{line}\n五万元以内据实补助。\n渡口免费开放。"
        for n, name in zip("一二三", "甲乙丙", strict=True)
    )
    assert text.count(line) == restore_lines(clean(text)).value.count(line) == 3


@pytest.mark.parametrize(
    "mark", ["— 2 一", "- 10 一", "— ll —", "— 1 2 —", "8 of 12", "〔6〕", "（15）", "13.", "第 1 页（共 2 页）"]
)
def test_page_numbers_as_optical_readers_give_them(mark: str) -> None:
    assert _texts(f"{PAGES[0]}\n{mark}\n{PAGES[1]}") == [PAGES[0] + PAGES[1]]


def test_number_alone_above_its_item_is_no_page() -> None:
    text = "（1）渡口免费开放。\n渡口归乡镇管理，渡船归各经营人自己管理\n（{}）\n渡工归县交通局管理。"
    assert "（2）" in restore_lines(clean(text.format(2))).value
    assert "（3）" not in restore_lines(clean(text.format(3))).value


def test_footnote_inside_a_sentence() -> None:
    text = "一、更新渡船。县财政对经营人更新渡船①给予补助，验收以后拨付，\n{}— 3 —\n所需资金列入预算。"
    note = "① 渡船指运送人和货物的船。\n"
    assert _texts(text.format(note)) == _texts(text.format(""))
    assert note.strip() in restore_lines(clean(text.format(note).replace("渡船①", "渡船"))).value


def test_cells_on_a_line_each_are_no_running_heads() -> None:
    rows = "1\n国家级奖励50万元\n2\n国家级奖励30万元\n3\n以上奖励由市财政承担，一次性拨付。"
    assert _texts(rows) == ["国家级奖励50万元", "国家级奖励30万元", "以上奖励由市财政承担，一次性拨付。"]


def test_counted_names_close_together_stay() -> None:
    rows = ["1 示范企业应当带动上下游发展", "2 示范企业应当带动上下游发展"]
    assert _texts("\n".join(rows)) == [row.replace(" ", "") for row in rows]
