"""Files of official layouts that a test writes, read as an import reads them."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

from features.sources.formats import FORMATS, recognised
from features.sources.opening import SourceFile, unpacked
from features.sources.reading import Choices, Reading, silent

Content = str | bytes


def read(
    folder: Path, files: Mapping[str, Content], choices: Choices | None = None
) -> list[Reading]:
    """Readings of files of one format, by their names and contents."""
    found, others = recognised(written(folder, files))
    assert not others, [it.name for it in others]
    ((name, parts),) = found.items()
    layout = next(it for it in FORMATS if it.name == name)
    return layout.read(parts, choices or Choices(), silent)


def layouts(folder: Path, files: Mapping[str, Content]) -> dict[str, list[str]]:
    """Names of files by the format that recognises them, "" for those of none."""
    found, others = recognised(written(folder, files))
    names = {name: [it.name for it in parts] for name, parts in found.items()}
    return names | ({"": [it.name for it in others]} if others else {})


def written(folder: Path, files: Mapping[str, Content]) -> list[SourceFile]:
    """Files with these contents, unpacked."""
    paths = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        paths.append(path)
    return unpacked(paths, Path(mkdtemp(dir=folder)))
