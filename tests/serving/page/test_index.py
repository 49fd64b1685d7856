"""The page of a region says what the other faces say, by the fields that the answers have."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from serving.choice import contracts
from serving.messages import VERDICT_PARTS, list_headings, verdict_headings
from training.choice.presets import DEFAULT

PAGE = (Path(__file__).parents[3] / "serving" / "page" / "index.html").read_text(encoding="utf-8")


def test_the_verdict_has_the_same_headings_in_the_same_order_as_elsewhere() -> None:
    (listed,) = re.findall(r"const PARTS = \[(.*?)\];", PAGE, re.DOTALL)
    assert re.findall(r'\["(\w+)", "([^"]+)"\]', listed) == list(verdict_headings().items())
    for kind, heading in list_headings().items():
        assert f'{kind}: "{heading}"' in PAGE
    assert {"summary", *VERDICT_PARTS} == set(contracts.Verdict.model_fields)


def test_the_page_asks_first_for_what_a_request_gives_by_default() -> None:
    (preset, floor) = re.findall(r'const wish = \{ preset: "(\w+)".*?floor: ([.\d]+)', PAGE)[0]
    assert preset == DEFAULT
    assert float(floor) == contracts.OptionsRequest(region_codes=["R1"]).floor


@pytest.mark.parametrize(
    ("name", "models"),
    [
        ("option", (contracts.ClusterOption, contracts.NicheOption)),
        ("outlook", (contracts.Outlook,)),
        ("judged", (contracts.ClusterHindsight, contracts.NicheHindsight)),
    ],
)
def test_the_page_reads_only_fields_that_answers_have(
    name: str, models: tuple[type[BaseModel], ...]
) -> None:
    read = set(re.findall(rf"\b{name}\.(\w+)", PAGE))
    fields = {field for model in models for field in model.model_fields}
    assert read
    assert read <= fields


def test_the_heading_of_a_record_comes_with_the_record_alone() -> None:
    drawn = PAGE[PAGE.index("function hindsightParts") :]
    drawn = drawn[: drawn.index("\n}\n")]
    assert drawn.index("if (!found) return []") < drawn.index("How these weights would have done")
    assert PAGE.count("How these weights would have done") == 1


def test_the_surest_growth_is_of_no_total() -> None:
    assert re.search(r"const best = .*!one\.is_total.*surest", PAGE)
