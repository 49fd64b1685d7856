"""What the checks of quality find in a package, as features/quality writes it."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "quality.text.rounds": "{indicator} has values only every {n} years.",
    "quality.text.missing": "{indicator} has no value for {years}.",
    "quality.text.thin": (
        "{indicator} has fewer series in {years}: {fewest:count} in {year}, {usual:count} in "
        "{before}."
    ),
    "quality.text.fuller": (
        "{indicator} has {n:count} series from {year} on and {fewer:count} in {before}."
    ),
    "quality.text.gaps": (
        "{share} of the values of {indicator} are unknown between the first and the last year of "
        "their series, most in {series}: {n:years}."
    ),
    "quality.text.whole": (
        "The total of {indicator} in {year} is {times} that of {before}; the usual change is "
        "{usual}."
    ),
    "quality.text.level": (
        "{indicator} of {place} breaks in {year}: its total is {times} what it would be had it "
        "changed like the other {others}."
    ),
    "quality.text.levels": (
        "{indicator} of {place} breaks in {year}: its total is {times} what it would be had it "
        "changed like the other {others}. Likewise {more}."
    ),
    "quality.text.outlier": (
        "{indicator} of {series} in {year} is {value:number}, {times} the {near:number} of the "
        "years around it."
    ),
    "quality.text.outliers": (
        "{indicator} of {series} in {year} is {value:number}, {times} the {near:number} of the "
        "years around it. Likewise {more}."
    ),
    "quality.text.totals": (
        "In {wrong:count} of {of:count} totals of {indicator}, the {others} below differ from "
        "their parent by more than 1 %; most in {series} in {year}: {parts:number} in parts, "
        "{total:number} as total, {size}."
    ),
    "quality.text.cut": (
        "{place} has {n:count} {others} below it, which hold {held}: its total counts more than "
        "its parts."
    ),
    "quality.text.cuts": (
        "{place} has {n:count} {others} below it, which hold {held}: its total counts more than "
        "its parts. Likewise {more}."
    ),
    "quality.text.withheld": (
        "{share} of the cells of {indicator} are unknown: {small} in the smallest third of the "
        "{others} and {large} in the largest, most in {place} ({most})."
    ),
    "quality.text.recoded": (
        "{old} after {ended} and {new} in {year}: most likely the same things under other codes "
        "({share} of the total)."
    ),
    "quality.text.moved": (
        "{change}, while {kept} by about as much in the same cells ({share} of the total)."
    ),
    "quality.text.truncated": (
        "Patents fall from {first:count} in {peak} to {last:count} in {year}, {share} % of their "
        "trend: {years} to be incomplete, as the latest patents are not published yet."
    ),
    "quality.text.row": "In {file}, {texts}.",
    "quality.advice.rounds": ("Number the rounds one year apart, or interpolate, to forecast it."),
    "quality.advice.missing": "Add these years; forecasts carry the last value over them.",
    "quality.advice.thin": (
        "Add the missing rows; without them, totals of these years are estimated."
    ),
    "quality.advice.thin_end": "If {year} is not complete yet, train with --cutoff {before}.",
    "quality.advice.fuller": "Compare totals only from {year} on.",
    "quality.advice.gaps": (
        "Ask the source whether they are withheld; a gap counts as unknown, never as zero."
    ),
    "quality.advice.whole": (
        "Check for another unit, currency or definition from then on; convert the earlier values."
    ),
    "quality.advice.level": (
        "Look for a new definition, territory or source in these years. If there is one, carry "
        "the earlier values over: multiply them by new to old in a year that has both."
    ),
    "quality.advice.outlier": (
        "Compare with the source; correct the value, or remove the row to make it unknown."
    ),
    "quality.advice.constant": (
        "Values in constant prices need not add up to their total: this is no error."
    ),
    "quality.advice.twice": (
        "Look for a code that is counted twice, and for a part that is under two parents."
    ),
    "quality.advice.part": (
        "Look for a part that is missing in these years, or correct the total."
    ),
    "quality.advice.cut": (
        "This is in order where the package is a part of a larger whole; else add the rest."
    ),
    "quality.advice.withheld": (
        "Do not compare small {others} by what is known of them; use their parents, or ask the "
        "source which cells are withheld and which are zero."
    ),
    "quality.advice.recoding": (
        "If the classification changed, carry the series over with smartspec recode and a table "
        "of old and new codes; otherwise outcomes across the change count as unknown."
    ),
    "quality.advice.truncation": (
        "Train niches with --cutoff {cutoff}, or remove the years after it from patents."
    ),
    "quality.advice.lookalike": (
        "Use one code for one thing; where they are one thing, write it alike."
    ),
    "quality.advice.year": (
        "Correct the year, or remove the row: it is taken for the end of the data."
    ),
    "quality.advice.slip": ("Check unit and decimal comma; correct the value, or remove the row."),
    "quality.advice.hidden_total": "Name it as their parent_code, or remove it.",
    "quality.advice.unit": (
        "Give both in one unit; until then multipliers of value added are left out."
    ),
    "quality.others.regions": "regions",
    "quality.others.clusters": "clusters",
    "quality.others.technologies": "technologies",
    "quality.times": "{n:number} times",
    "quality.share": "{n:number} % of",
    "quality.percent": "{n:number} %",
    "quality.more": "{first} and {n:count} more",
    "quality.in_year": "{place} in {year}",
    "quality.held": "{share} of its {indicator}",
    "quality.run": "{first} to {last}",
    "quality.size.more": "{share} more",
    "quality.size.less": "{share} less",
    "quality.size.total": "{times} the total",
    "quality.years.one": "{year} seems",
    "quality.years.several": "{years} seem",
    "quality.end.one": "{names} ends",
    "quality.end.several": "{names} end",
    "quality.begin.one": "{names} begins",
    "quality.begin.several": "{names} begin",
    "quality.fall.one": "{names} falls",
    "quality.fall.several": "{names} fall",
    "quality.rise": "{names} rises",
    "quality.event.ends": "{names} ends after {year}",
    "quality.event.end": "{names} end after {year}",
    "quality.event.begins": "{names} begins in {year}",
    "quality.event.begin": "{names} begin in {year}",
}
