"""Figures and pages of runs."""

import matplotlib as mpl

# Two dollars in the name of a region or a cluster begin no formula.
mpl.rcParams["text.parse_math"] = False
