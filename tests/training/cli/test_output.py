"""Where commands write."""

from pathlib import Path

import pytest

from features.errors import InputError
from training.cli.output import report_folder, write


def test_a_code_is_one_folder_below_that_of_its_package() -> None:
    assert report_folder("mine", "MI", "332") == Path("reports/mine/MI-332")
    assert report_folder("mine", "../A/B") == Path("reports/mine/..-A-B")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    write(tmp_path / "new" / "file", b"text")
    assert (tmp_path / "new" / "file").read_bytes() == b"text"
    with pytest.raises(InputError, match=r"^cannot write .*new: Is a directory"):
        write(tmp_path / "new", b"text")


def test_a_write_that_fails_leaves_the_former_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report"
    write(file, b"good")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match=r"cannot write .*report: No space left on device"):
        write(file, b"half")
    assert file.read_bytes() == b"good"
    assert list(tmp_path.iterdir()) == [file]
