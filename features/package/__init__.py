"""The data package: its contract, how it is read, checked and written."""

from features.package.package import Package
from features.package.problems import PackageError
from features.package.reading import inspect, read
from features.package.writing import overwrite, write

__all__ = ["Package", "PackageError", "inspect", "overwrite", "read", "write"]
