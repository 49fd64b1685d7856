"""Where commands write."""

from pathlib import Path

import pytest

from features.errors import InputError
from training.output import report_folder, write


def test_a_code_is_one_folder_below_that_of_its_package() -> None:
    assert report_folder("mine", "MI", "332") == Path("reports/mine/MI-332")
    assert report_folder("mine", "../A/B") == Path("reports/mine/..-A-B")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    write(tmp_path / "new" / "file", b"text")
    assert (tmp_path / "new" / "file").read_bytes() == b"text"
    with pytest.raises(InputError, match=r"^cannot write .*new: Is a directory"):
        write(tmp_path / "new", b"text")
