"""Headings of the parts of an answer."""

from collections.abc import Mapping

VERDICT: Mapping[str, str] = {
    "back": "Clusters in more detail",
    "enter": "Niches in more detail",
    "watch": "To watch",
    "caution": "What not to count on",
    "change": "What would change the answer",
    "limits": "Record and limits",
}
"""Parts of a verdict below its summary, in the order of the contract."""

LISTS: Mapping[str, str] = {"clusters": "Clusters, ranked", "niches": "Niches, ranked"}
"""The two lists below the verdict."""
