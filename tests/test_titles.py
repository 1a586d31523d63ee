import pytest

from policyclause.inference.titles import ends_like_title, is_title, own_words

NAMES = ["青山县人民政府关于支持养蜂业的意见", "青山县养蜂补贴实施办法"]


@pytest.mark.parametrize("title", NAMES)
@pytest.mark.parametrize(
    "behind",
    [
        "（青政发〔2017〕2号）",
        " 青政发〔2017〕2号",
        "青政发〔2017〕2号",
        "（2017年3月2日 青政发〔2017〕2号）",
        "[失效]",
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
    "words",
    [
        "市级奖励办法",
        "资金管理办法",
        "法律法规条例",
        "补贴标准和发放情况说明",
        "青山县养蜂办法第十二条",
        "青山县养蜂补贴办法。",
    ],
)
def test_headings_headlines_and_sentences_are_no_titles(words: str) -> None:
    assert not is_title(words)
