"""From readings of official files to a package: joined, compared with its former state, written."""

from features.sources.importing.run import run

__all__ = ["run"]
