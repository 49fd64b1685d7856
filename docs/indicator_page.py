"""The page that explains every indicator, written by docs/generate.py."""

from features.indicators.catalogue import INDICATORS, Indicator, Level

TITLES: dict[Level, str] = {
    "cell": "Of a region and an activity",
    "region": "Of a region as a whole (activity_code is empty)",
    "activity": "Of an activity in all regions (region_code is empty)",
    "nation": "Of all regions together (region_code and activity_code are empty)",
}
NEEDS = {
    "": "",
    "past": "the year `--span` years before",
    "population": "population in region_indicators",
    "quality": "quality columns in patents",
}
INTRODUCTION = """\
# Indicators

This page is written by `python docs/generate.py`.

`smartspec indicators PACKAGE` works out every indicator that a data package has the data
for, of clusters (by one indicator of cluster_indicators) and of technologies (by patents):

```
smartspec indicators demo                                    # what there is
smartspec indicators demo --year 2010-2015 --out indicators.parquet
smartspec indicators demo --region R01 --only eci,diversity --out R01.csv
```

The table has one row for each region_code, activity (cluster or technology), activity_code, year
and indicator. A value that is unknown has no row. One column an indicator is one step away:

```python
table = pandas.read_parquet("indicators.parquet")
regions = table[(table["activity"] == "technology") & (table["activity_code"] == "")]
regions.pivot(index=["region_code", "year"], columns="indicator", values="value")
```

- Codes that are the total of others in the data (a nation, a sector) are left out.
- Unknown values count as 0 in totals; a cell whose value is unknown has no indicators. A missing
  patent cell is 0 in a year and region that has patents.
- Negative values count as 0 except in `value`, growth and shift-share.
- Growth and shift-share compare a year with the one `--span` (5) years before, over the cells that
  are known at both times. `--window` adds up the patents of several years to one value.
- Patent quality is that known at the end of the year: citations count five years later.

Symbols: x is the value of region r and activity a, x₀ that of `--span` years before, a dot a total
over regions or activities; g, g[a] and g[r,a] are the growth of the whole, of the activity and of
the cell; M is 1 where the region is specialised, d[r] and u[a] its sums over activities and
regions, D and U the diagonal matrices of these, n = MᵀM; y and y[r] are the value per head of the
whole and of a region; R and A are the numbers of regions and activities.
"""


def markdown() -> str:
    """The page as Markdown: a table for each level."""
    parts = [INTRODUCTION]
    for level, title in TITLES.items():
        entries = [entry for entry in INDICATORS.values() if entry.level == level]
        head = "| indicator | unit | formula | needs | source |\n|---|---|---|---|---|\n"
        parts.append(f"## {title}\n\n{head}{''.join(map(_row, entries))}")
    return "\n".join(parts)


def _row(entry: Indicator) -> str:
    cells = (f"`{entry.name}`", entry.unit, entry.formula, NEEDS[entry.needs], entry.source)
    return f"| {' | '.join(cells)} |\n"
