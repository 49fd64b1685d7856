"""PatentsView: patents granted by the USPTO, with disambiguated inventors and places.

Layout. Zipped TSV, values in quotes (doubled within titles): g_patent (patent_type, patent_date,
num_claims, withdrawn), g_application (filing_date), g_inventor_disambiguated (location_id),
g_location_disambiguated (state_fips, county_fips), g_cpc_current (cpc_subclass, cpc_group),
g_ipc_at_issue, g_wipo_technology (wipo_field_id, in some editions the title alone), and
g_us_patent_citation (patent_id cites citation_patent_id).

Traps. patent_id is text (D800007, RE47030); designs, plants, reissues and withdrawn patents do not
count. Country DE is Germany, state DE is Delaware. FIPS codes lack their zeros in some editions.
Inventors without a place keep their share of a patent. The years are those of grants; by the year
of filing the last ones are incomplete (counts.truncated_years). Citations are those of US patents
granted within five years; of patents granted later than five years before the last grant they are
unknown.

Source: https://patentsview.org/download/data-download-tables and -dictionary. Licence: CC BY 4.0,
PatentsView, USPTO.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from features.errors import InputError
from features.sources.classifications import patents as classes
from features.sources.classifications.united_states import Area
from features.sources.opening import SourceFile
from features.sources.patents import counts
from features.sources.patents.patentsview_dates import CITED, load_quality, load_years
from features.sources.patents.tables import (
    Database,
    TextTable,
    database,
    number,
    text,
    text_table,
    whole,
)
from features.sources.patents.us_places import has_metros, placed, tree
from features.sources.reading import Choices, Format, LeftOut, Reading, Say

KINDS: Mapping[str, tuple[set[str], ...]] = {
    "patents": ({"patent_id", "patent_date"},),
    "applications": ({"patent_id", "filing_date"},),
    "inventors": ({"patent_id", "inventor_id", "location_id"},),
    "locations": ({"location_id", "disambig_country"},),
    "cpc": ({"patent_id", "cpc_subclass"}, {"patent_id", "cpc_group"}),
    "ipc": ({"patent_id", "ipc_class", "subclass"},),
    "wipo": ({"patent_id", "wipo_field_id"}, {"patent_id", "wipo_field_title"}),
    "citations": ({"patent_id", "citation_patent_id"},),
    "cited": tuple({"patent_id", name} for name in CITED),
    "assignees": ({"patent_id", "assignee_id"},),
}
"""Tables by the columns that tell them apart, in the order in which they are tried."""
NEEDED = {
    "patents": "g_patent",
    "inventors": "g_inventor_disambiguated",
    "locations": "g_location_disambiguated",
}
YES = "('1', 'true', 't', 'yes')"


def kind(file: SourceFile) -> str:
    """What a table of PatentsView holds; "metros" for counties of metropolitan areas; else ""."""
    table = text_table(file)
    names = set(table.columns) if table is not None else set()
    found = next((it for it, ways in KINDS.items() if any(way <= names for way in ways)), "")
    return found or ("metros" if has_metros(file) else "")


def recognises(file: SourceFile) -> bool:
    """Whether a file is a table of PatentsView, or tells the counties of metropolitan areas."""
    return bool(kind(file))


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """Utility patents by region, technology and year."""
    if choices.year_of == "priority":
        raise InputError("PatentsView has no priority year: choose the application or grant year")
    tables, metros = _sorted(files)
    by_field = choices.technology == "wipo"
    left_out = [
        LeftOut(f"table {it.file.name}", 1, "patents are counted where inventors live")
        for it in tables["assignees"]
    ]
    with database([it.file for parts in tables.values() for it in parts], say) as work:
        _load_patents(work, tables["patents"], left_out)
        areas = _load_places(work, tables, choices, metros, left_out)
        technology = _load_classes(work, tables, choices, left_out)
        load_years(work, tables, choices)
        load_quality(work, tables)
        latest = work.value("SELECT max(granted) FROM granted")
        rows, uncounted = counts.counted(work, choices, technology)
        left_out += [*uncounted, *work.damaged]
    if rows.empty:
        raise InputError(
            "no utility patent of PatentsView has a US inventor and a class: "
            "give the tables of one edition together"
        )
    hierarchy = classes.field_tree if by_field else classes.subclass_tree
    return [
        Reading(
            table="patents",
            rows=rows,
            files=tuple(files),
            dataset="PatentsView",
            regions=tree(areas, sorted(set(rows["region_code"]))),
            activities=hierarchy(rows["technology_code"]),
            vintage=str(latest),
            left_out=tuple(left_out),
            years_left_out=counts.truncated_years(rows),
        )
    ]


def _sorted(files: Sequence[SourceFile]) -> tuple[dict[str, list[TextTable]], list[SourceFile]]:
    """Tables by kind, and those of metropolitan areas; InputError where one is missing."""
    tables: dict[str, list[TextTable]] = {name: [] for name in KINDS}
    metros = []
    for file in files:
        name, table = kind(file), text_table(file)
        if name == "metros":
            metros.append(file)
        elif table is not None:
            tables[name].append(table)
    missing = [name for it, name in NEEDED.items() if not tables[it]]
    if missing:
        raise InputError(f"PatentsView without {', '.join(missing)}: give these tables as well")
    return tables, metros


def _load_patents(work: Database, tables: list[TextTable], left_out: list[LeftOut]) -> None:
    """Make `granted` (patent, granted, claims) of the utility patents."""
    for table in tables:
        kind_of = table.first("patent_type")
        withdrawn = table.first("withdrawn")
        claims = table.first("num_claims")
        values = {
            "patent": whole(table.needed("patent_id")),
            "granted": f"TRY_CAST({text(table.needed('patent_date'))} AS DATE)",
            "utility": f"lower({text(kind_of)}) = 'utility'" if kind_of else "true",
            "withdrawn": f"lower(coalesce({text(withdrawn)}, '')) IN {YES}"
            if withdrawn
            else "false",
            "claims": counts.quality_value(number(claims)) if claims else "NULL::BIGINT",
        }
        work.load("patents", table, values)
    work.run(
        "CREATE TABLE granted AS SELECT patent, min(granted) AS granted, min(claims) AS claims "
        "FROM patents WHERE utility AND NOT withdrawn AND patent IS NOT NULL GROUP BY patent"
    )
    for condition, what, why in (
        ("NOT utility", "patents that are not utility patents", "designs, plants and reissues"),
        ("utility AND withdrawn", "withdrawn patents", "they are not in force"),
    ):
        found = work.value(f"SELECT count(*) FROM patents WHERE {condition}")
        if found:
            left_out.append(LeftOut(what, found, why))
    work.drop("patents")


def _load_places(
    work: Database,
    tables: Mapping[str, list[TextTable]],
    choices: Choices,
    metros: list[SourceFile],
    left_out: list[LeftOut],
) -> dict[str, Area]:
    """Make `places`: every inventor of a patent has an equal share of it."""
    for table in tables["locations"]:
        columns = {
            "country": table.first("disambig_country"),
            "postal": table.first("disambig_state"),
            "state": table.first("state_fips"),
            "county": table.first("county_fips"),
            "county_name": table.first("county"),
        }
        values = {name: text(column) if column else "''" for name, column in columns.items()}
        for name in ("state", "county"):
            values[name] = f"regexp_replace({values[name]}, '[.]0$', '')"
        work.load("locations", table, {"location": text(table.needed("location_id")), **values})
    located, areas = placed(work.frame("SELECT * FROM locations"), choices, metros)
    work.keep("located", located.drop_duplicates("location"))
    for table in tables["inventors"]:
        values = {
            "patent": whole(table.needed("patent_id")),
            "location": text(table.needed("location_id")),
        }
        work.load("inventors", table, values)
    work.run(
        "CREATE TABLE living AS SELECT i.patent, coalesce(l.region, '') AS region, "
        "coalesce(l.why, 'without a place') AS why FROM inventors i SEMI JOIN granted g "
        "USING (patent) LEFT JOIN located l USING (location)"
    )
    for why, found in work.rows("SELECT why, count(*) FROM living WHERE region = '' GROUP BY ALL"):
        left_out.append(LeftOut(f"inventors {why}", found, "they live in no region counted"))
    work.run(
        "CREATE TABLE places AS SELECT l.patent, l.region, "
        f"CAST(round({counts.SHARE} / n.inventors) AS BIGINT) AS share FROM living l "
        "JOIN (SELECT patent, count(*) AS inventors FROM living GROUP BY patent) n USING (patent) "
        "WHERE l.region <> ''"
    )
    work.drop("inventors", "living", "locations")
    return areas


def _load_classes(
    work: Database,
    tables: Mapping[str, list[TextTable]],
    choices: Choices,
    left_out: list[LeftOut],
) -> Callable[[str], str]:
    """Make `classes`, and say which technology a symbol in it is of."""
    by_field = choices.technology == "wipo"
    order = ["wipo", "cpc", "ipc"] if by_field else ["cpc", "ipc"]
    if choices.scheme == "ipc" and not by_field:
        order = ["ipc"]
    scheme = next((it for it in order if tables[it]), "")
    if not scheme:
        names = {"wipo": "g_wipo_technology", "cpc": "g_cpc_current", "ipc": "g_ipc_at_issue"}
        wanted = " or ".join(names[it] for it in order)
        raise InputError(f"PatentsView without a table of classes: give {wanted} as well")
    if scheme == "ipc" and choices.scheme == "cpc" and not by_field:
        why = "no table g_cpc_current was given: technologies are subclasses of the IPC"
        left_out.append(LeftOut("classes of the CPC", 0, why))
    for table in tables[scheme]:
        values = {"patent": whole(table.needed("patent_id")), "class": _symbol(table, by_field)}
        work.load("loaded", table, values)
        work.append("classes", "SELECT * FROM loaded SEMI JOIN granted USING (patent)")
        work.drop("loaded")
    if scheme == "wipo":
        return _listed_field
    return classes.wipo_field if by_field else classes.subclass


def _symbol(table: TextTable, by_field: bool) -> str:
    """SQL of the class of a row: a symbol, or the number or title of a WIPO field."""
    if table.first("wipo_field_id", "wipo_field_title"):
        return f"coalesce({text(table.needed('wipo_field_id', 'wipo_field_title'))}, '')"
    if table.first("ipc_class"):
        parts = [text(table.needed(it)) for it in ("section", "ipc_class", "subclass")]
        group = table.first("main_group")
        symbol = f"{parts[0]} || lpad({parts[1]}, 2, '0') || {parts[2]}"
        if by_field and group:
            symbol += f" || coalesce({text(group)}, '')"
        return f"coalesce(upper({symbol}), '')"
    if by_field or not table.first("cpc_subclass"):
        return f"coalesce(split_part(upper({text(table.needed('cpc_group'))}), '/', 1), '')"
    return f"coalesce(upper({text(table.needed('cpc_subclass'))}), '')"


def _listed_field(number_or_title: str) -> str:
    """The WIPO field that g_wipo_technology names."""
    known = {field.code for field in classes.FIELDS}
    if number_or_title in known:
        return number_or_title
    return classes.field_by_title(number_or_title)


FORMAT = Format(
    name="patentsview",
    title="PatentsView",
    licence="USPTO: CC BY 4.0",
    recognises=recognises,
    read=read,
)
