import pytest

from policyclause.inference.characters import to_simplified
from policyclause.inference.classifier import draft
from policyclause.inference.titles import ends_like_title, is_title, own_words

NAMES = ["青山县人民政府关于支持养蜂业的意见", "青山县养蜂补贴实施办法"]


@pytest.mark.parametrize("title", NAMES)
@pytest.mark.parametrize(
    "behind",
    [
        "（青政发〔2017〕2号）",
        *("(62)青政字2号", "（（62）青政字第2号）"),
        " 青政发〔2017〕2号",
        "青政发〔2017〕2号",
        "（2017年3月2日 青政发〔2017〕2号）",
        "[失效]",
        *("[1]", "〔12〕", "①", "*"),
        " 2022-06-08",
        "（已废止）",
        "-青山县人民政府门户网站",
        "  发布日期：2024-01-02  来源：青山县",
    ],
)
def test_words_behind_a_title_are_not_of_it(title: str, behind: str) -> None:
    assert own_words(title + behind) == title
    assert is_title(title + behind) and ends_like_title(title + behind)


@pytest.mark.parametrize(
    "title",
    [
        "国务院关于做好养蜂工作的指示",
        "青山县养蜂处罚自由裁量权基准",
        "青山县蜂场搬迁补偿标准",
        "青山县养蜂业发展白皮书（2023年）",
        "青山县惠蜂政策汇编",
        "青山县人民政府与某某集团战略合作框架协议",
        "青山县蜂场用地出让合同",
        "桃源镇杏花村村规民约（2022年修订）",
    ],
)
def test_other_kinds_of_documents(title: str) -> None:
    assert draft(f"{title}\n一、每户补助三万元。").facts.title == title


@pytest.mark.parametrize("title", ["農業部補助養蜂戶作業要點", "養蜂條例部分條文修正草案總說明"])
def test_titles_of_taiwan(title: str) -> None:
    assert draft(f"{title}\n一、為協助養蜂戶，每戶補助三萬元。").facts.title == to_simplified(title)


@pytest.mark.parametrize(
    "title",
    [
        "对十三届全国人大三次会议第1234号建议的答复",
        "对十三届全国人大三次会议第1234号（养蜂类12号）提案的答复摘要",
        "十三届全国人大三次会议第1234号建议答复",
        "对第1234号议案的答复函",
    ],
)
def test_answers_to_members_are_named_by_number(title: str) -> None:
    assert draft(f"{title}\n王某代表：\n您的建议收悉，现答复如下：\n一、补贴蜂种。").facts.title == title
    assert not is_title("第1234号建议的答复内容")


@pytest.mark.parametrize(
    "words",
    [
        "市级奖励办法",
        "资金管理办法",
        "法律法规条例",
        "补贴标准和发放情况说明",
        "考核养蜂户的评分要点",
        "青山县养蜂办法第十二条",
        "青山县养蜂补贴办法。",
    ],
)
def test_headings_headlines_and_sentences_are_no_titles(words: str) -> None:
    assert not is_title(words)
