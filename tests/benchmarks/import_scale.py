"""Seconds and memory of reading REGPAT at its full size, beside a plain script in pandas.

Run with ``python -m tests.benchmarks.import_scale``; ``--share 0.1`` makes a tenth of the rows.
Files are invented in the official layout: applications to the EPO and under the PCT with 25
million rows of inventors and 20 million rows of CPC classes, the IPC tables with as many rows, the
link between both offices, and the regions. Readers run in processes of their own; memory is
the peak of a process with all its children. "smartspec import" is the whole command, which also
checks the package and writes it. The script in pandas does the same as the reader for as many rows
as it is given (``--rival-share``), and its counts are compared with ours.
"""

import multiprocessing
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import psutil

from features.sources.importing import run
from features.sources.importing.run import Target
from features.sources.opening import unpacked
from features.sources.patents import regpat
from features.sources.reading import Choices
from tests.benchmarks.command_line import exit_code, parser

INVENTOR_ROWS, CLASS_ROWS = 25_000_000, 20_000_000
APPLICATIONS = 8_400_000
EPO = 0.45
"""Share of the applications that are to the EPO."""
LINKED = 0.5
"""Share of the EPO's applications that came through the PCT."""
COUNTRIES, REGIONS, SUBCLASSES = 40, 5_500, 640


MACROS = """
CREATE MACRO random_of(i, seed) AS (hash(i * 64 + seed) % 1000003) / 1000003.0;
CREATE MACRO epo(a) AS a < {epo};
CREATE MACRO region_of(i) AS CAST({regions} * pow(random_of(i, 1), 5) AS INTEGER) % {regions};
CREATE MACRO letter(i) AS chr((65 + i)::INTEGER);
CREATE MACRO country_of(r) AS letter(r % {countries} // 7) || letter(r % {countries} % 7);
CREATE MACRO code_of(r) AS country_of(r) || lpad(CAST(r AS VARCHAR), 4, '0');
CREATE MACRO year_of(a) AS 1980 + CAST(41 * pow(random_of(a, 2), 0.6) AS INTEGER);
CREATE MACRO rank_of(i) AS CAST({subclasses} * pow(random_of(i, 3), 14) AS INTEGER);
CREATE MACRO class_of(k) AS
    letter(k % 8) || lpad(CAST(1 + k // 8 % 16 AS VARCHAR), 2, '0') || letter(k // 128);
CREATE MACRO application(i) AS CAST(floor(random_of(i, 4) * {n}) AS BIGINT);
CREATE VIEW inventors AS
SELECT a, a + 300000000 AS appln_id, i AS person_id, 'Inventor, Name ' || i AS inv_name,
    (i % 997) || ', Street of Examples' AS address, 'City ' || (i % 5000) AS city,
    lpad(CAST(i % 99999 AS VARCHAR), 5, '0') AS postal_code, code_of(r) AS reg_code,
    country_of(r) AS ctry_code, CASE WHEN random_of(i, 5) < 0.95 THEN 1 ELSE 0.5 END AS reg_share,
    round(1.0 / (1 + CAST(4 * random_of(a, 6) AS INTEGER)), 6) AS inv_share
FROM (
    SELECT i, a, region_of(CASE WHEN random_of(i, 7) < 0.85 THEN a ELSE i END) AS r
    FROM (SELECT i, application(i) AS a FROM range({inventor_rows}) t(i))
);
CREATE VIEW classes AS
SELECT a, a + 300000000 AS appln_id, year_of(a) AS prio_year, year_of(a) + 1 AS app_year,
    class_of((rank_of(CASE WHEN random_of(i, 8) < 0.6 THEN a ELSE i END) + 37 * region_of(a))
    % {subclasses}) || '  ' || (1 + i % 40)
    || '/' || lpad(CAST(i % 90 AS VARCHAR), 2, '0') AS symbol
FROM (SELECT i, application(i) AS a FROM range({class_rows}) t(i));
"""
"""Most inventors of an application live in one region, most of its classes are of one subclass,
and a region has few subclasses with many patents."""
TABLES = {
    "EPO_Inv_reg": "SELECT 'EP' || a AS app_nbr, 'EP' || a AS pub_nbr, * EXCLUDE (a) "
    "FROM inventors WHERE epo(a)",
    "PCT_Inv_reg": "SELECT 'WO' || a AS pct_nbr, * EXCLUDE (a) FROM inventors WHERE NOT epo(a)",
    "CPC_Classes": "SELECT appln_id, symbol AS CPC_Class FROM classes",
    "EPO_IPC": "SELECT appln_id, prio_year, app_year, symbol AS IPC FROM classes WHERE epo(a)",
    "PCT_IPC": "SELECT 'WO' || a AS pct_nbr, appln_id, prio_year, app_year, symbol AS IPC "
    "FROM classes WHERE NOT epo(a)",
    "EPO_PCT": "SELECT a + 300000000 AS appln_id, 'WO' || (a + {epo}) AS pct_nbr "
    "FROM range({linked}) t(a)",
    "REGPAT_REGIONS": "SELECT country_of(r) AS Ctry_code, code_of(r) AS Reg_code, "
    "'Region ' || r AS Reg_label, country_of(r) || (r // 400) AS Up_reg_code, "
    "'Land ' || (r // 400) AS Up_reg_label FROM range({regions}) t(r)",
}


def make(folder: Path, share: float) -> None:
    """Write the tables of REGPAT with a share of the full number of rows."""
    n = int(share * APPLICATIONS)
    sizes = {
        "n": n,
        "epo": int(n * EPO),
        "linked": int(n * EPO * LINKED),
        "inventor_rows": int(share * INVENTOR_ROWS),
        "class_rows": int(share * CLASS_ROWS),
        "regions": REGIONS,
        "countries": COUNTRIES,
        "subclasses": SUBCLASSES,
    }
    with duckdb.connect() as base:
        base.execute("SET memory_limit = '2GB'; SET threads = 2; SET enable_progress_bar = false")
        base.execute(MACROS.format(**sizes))
        for name, query in TABLES.items():
            path = folder / f"202608_{name}.txt"
            copied = query.format(**sizes)
            base.execute(f"COPY ({copied}) TO '{path}' (DELIMITER '|', HEADER, QUOTE '')")


def ours(folder: Path) -> pd.DataFrame:
    """Counts by the reader of REGPAT."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        files = unpacked(sorted(folder.glob("*.txt")), Path(place))
        return regpat.FORMAT.read(files, Choices(), print)[0].rows


def whole_command(folder: Path) -> pd.DataFrame:
    """The patents of the package that the command import writes; without the truncated years."""
    target = Target(folder / "package")
    report = run(sorted(folder.glob("*.txt")), target, Choices(), print)
    return report.tables["patents"]


def pandas_script(folder: Path) -> pd.DataFrame:
    """The same counts as a script of a dozen lines does them."""

    def table(name: str, columns: list[str]) -> pd.DataFrame:
        return pd.read_csv(folder / f"202608_{name}.txt", sep="|", usecols=columns)

    ids = ["appln_id", "reg_code", "reg_share", "inv_share"]
    link, epo = table("EPO_PCT", ["appln_id", "pct_nbr"]), table("EPO_Inv_reg", ids)
    counted = link.loc[link["appln_id"].isin(epo["appln_id"]), "pct_nbr"]
    pct = table("PCT_Inv_reg", [*ids, "pct_nbr"])
    inventors = pd.concat([epo, pct[~pct["pct_nbr"].isin(counted)]])
    inventors["patents"] = inventors["reg_share"] * inventors["inv_share"]
    years = pd.concat([table(it, ["appln_id", "prio_year"]) for it in ("EPO_IPC", "PCT_IPC")])
    classes = table("CPC_Classes", ["appln_id", "CPC_Class"])
    classes["technology_code"] = classes["CPC_Class"].str[:4]
    classes = classes[["appln_id", "technology_code"]].drop_duplicates()
    joined = inventors.merge(classes, on="appln_id").merge(years.drop_duplicates(), on="appln_id")
    keys = ["reg_code", "technology_code", "prio_year"]
    counts = joined.groupby(keys)["patents"].sum().reset_index()
    return counts.rename(columns={"reg_code": "region_code", "prio_year": "year"})


READERS = {"smartspec": ours, "smartspec import": whole_command, "pandas": pandas_script}


def peak_of_tree(done: threading.Event, peak: list[int]) -> None:
    """Follow the memory of this process and its children."""
    process = psutil.Process()
    while not done.wait(0.05):
        tree = [process, *process.children(recursive=True)]
        peak[0] = max(peak[0], sum(it.memory_info().rss for it in tree))


def measure(reader: str, folder: Path) -> tuple[dict[str, object], float]:
    """Seconds, seconds of the processors, peak memory and cells of a reading; its patents."""
    done, peak = threading.Event(), [0]
    watch = threading.Thread(target=peak_of_tree, args=(done, peak))
    watch.start()
    started, worked = time.perf_counter(), time.process_time()
    try:
        rows = READERS[reader](folder)
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - worked
    finally:
        done.set()
        watch.join()
    figures = {
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "peak_gib": peak[0] / 2**30,
        "cells": len(rows),
    }
    return {"reader": reader, **figures}, float(rows["patents"].sum())


def compared(share: float, readers: list[str]) -> list[dict[str, object]]:
    """Figures of readers of the same files."""
    rows, sums = [], []
    with tempfile.TemporaryDirectory() as name:
        make(Path(name), share)
        size = sum(file.stat().st_size for file in Path(name).iterdir())
        spawn = multiprocessing.get_context("spawn")
        for reader in readers:
            with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
                row, total = pool.submit(measure, reader, Path(name)).result()
            rows.append({"share": share, "gb": size / 1e9, **row})
            if reader != "smartspec import":
                sums.append(total)
    assert np.allclose(sums, sums[0], rtol=1e-6), sums
    return rows


def main() -> None:
    """Measure, print the table and the ratios."""
    asked = parser(__doc__)
    asked.add_argument("--share", default=1.0, type=float, help="of the full number of rows")
    asked.add_argument("--rival-share", default=0.1, type=float, help="for both readers, 0: none")
    arguments = asked.parse_args()
    rows = compared(arguments.share, ["smartspec", "smartspec import"])
    if arguments.rival_share:
        rows += compared(arguments.rival_share, ["smartspec", "pandas"])
    table = pd.DataFrame(rows)
    print(table.round(2).to_string(index=False))
    if arguments.rival_share:
        first, second = table.iloc[-2], table.iloc[-1]
        print(
            f"pandas on the same rows: {second['seconds'] / first['seconds']:.1f} times the "
            f"seconds, {second['cpu_seconds'] / first['cpu_seconds']:.1f} times those of the "
            f"processors, {second['peak_gib'] / first['peak_gib']:.1f} times the memory"
        )


if __name__ == "__main__":
    sys.exit(exit_code(main))
