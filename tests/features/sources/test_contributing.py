"""The source that CONTRIBUTING.md shows can be imported."""

import re
from pathlib import Path
from typing import Any

from features.sources.importing.joining import joined
from features.sources.opening import unpacked
from features.sources.reading import Choices, silent

TEXT = Path(__file__).parents[3] / "CONTRIBUTING.md"


def test_the_example_is_a_source(tmp_path: Path) -> None:
    section = TEXT.read_text(encoding="utf-8").partition("### A source")[2]
    block = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert block
    names: dict[str, Any] = {}
    exec(block[1], names)  # noqa: S102 (our own text)
    table = tmp_path / "export"
    table.write_text("region,branch,year,gva\n01,A,2020,1.5\n01,B,2020,.\n")
    form, files = names["FORMAT"], unpacked([table], tmp_path)
    assert form.recognises(files[0])
    tables = joined(form.read(files, Choices(), silent), {}).tables
    assert tables["cluster_indicators"].to_numpy().tolist() == [
        ["01", "A", 2020, "value_added", 1.5]
    ]
