"""The data package: its contract, how it is read, checked and written."""

from features.package.package import Package, PackageError, overwrite, read, write

__all__ = ["Package", "PackageError", "overwrite", "read", "write"]
