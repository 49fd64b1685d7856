"""Findings of quality, which features write in English, in the language of the reader."""

import pytest

from features.quality.findings import some, times, years_in_words
from serving.data.findings import in_language
from serving.languages.language import speaking


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f"jobs has no value for {years_in_words([2001, 2003, 2004])}.",
            "У показателя jobs нет значений за 2001 и 2003–2004.",
        ),
        (
            f"jobs of C24 (Iron, and steel) breaks in 2004: its total is {times(0.4)} what it "
            "would be had it changed like the other clusters. Likewise "
            f"{some(['C1 in 2001', 'C2 (a and b) in 2002', 'C3 in 2003', 'C4 in 2004'])}.",
            "Показатель jobs, C24 (Iron, and steel): скачок в 2004 году. Итог составляет 40 % "
            "того, каким он был бы при таком же изменении, как в остальном перечне (кластеры). "
            "То же: C1, 2001 год, C2 (a and b), 2002 год, C3, 2003 год и ещё 1.",
        ),
        (
            "Patents fall from 1,200 in 2018 to 300 in 2020, 25 % of their trend: 2019 and 2020 "
            "seem to be incomplete, as the latest patents are not published yet.",
            "Число патентов падает с 1\u202f200 в 2018 году до 300 в 2020 году, до 25 % тренда: "
            "2019 и 2020 годы, видимо, неполные, поскольку последние патенты ещё не опубликованы.",
        ),
        ("Nobody has written this.", "Nobody has written this."),
    ],
)
def test_a_finding_is_said_with_its_lists_and_ratios(text: str, said: str) -> None:
    with speaking("ru"):
        found = in_language(text, "text")
    assert " ".join(found.split()) == " ".join(said.split())
    assert in_language(text, "text") == text


def test_every_advice_of_the_checks_has_a_message() -> None:
    from features.quality.entries import ADVICE

    with speaking("ru"):
        for _, advice in ADVICE.values():
            assert in_language(advice, "advice") != advice
