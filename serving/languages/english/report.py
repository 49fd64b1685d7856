"""The report of a region and its briefing, and what a downloaded workbook says of itself."""

MESSAGES: dict[str, str | tuple[str, str]] = {
    "report.about": "About",
    "report.about.question": "Question",
    "report.about.model": "Model",
    "report.about.version": "Version",
    "report.about.cutoff": "Last year of the data",
    "report.about.horizon": "Horizon",
    "report.about.package": "Data package",
    "report.about.sources": "Sources",
    "report.about.licence": "Licence of the data",
    "report.about.record": "Track record in the backtest",
    "report.about.address": "Address",
    "report.about.date": "Downloaded",
}
