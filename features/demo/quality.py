"""Quality of the demo country's patents: generated, with a head start of emerging technologies.

Of n patents of a cell, citations, claims and further offices and classes are Poisson with mean
n m f_t, where m is the MEANS of the indicator and f_t the technology's own level, lognormal with
spread LEVEL. Emerging technologies are cited GAIN times as often from SINCE on, some years before
they grow. Citations of late years are incomplete: the last year has had one of the AWAIT years in
which they come.
"""

import numpy as np
import pandas as pd

from features.demo.mechanism import EMERGING_SINCE, YEARS

MEANS = {"citations": 4.0, "claims": 12.0, "family_size": 2.5, "scope": 0.8}
ADDED = {"family_size": 1.0, "scope": 1.0}
"""Every patent has one office and one class."""
LEVEL, GAIN, AWAIT = 0.3, 1.6, 5
SINCE = EMERGING_SINCE - 5


def with_quality(seed: int, patents: pd.DataFrame, emerging: list[str]) -> pd.DataFrame:
    """The table patents with columns of quality, means per patent.

    Parameters
    ----------
    seed : int
    patents : DataFrame
        technology_code, year, patents (positive).
    emerging : list of str
        Codes of the technologies that are cited more from SINCE on.
    """
    rng = np.random.default_rng([seed, 6])
    technology, codes = pd.factorize(patents["technology_code"], sort=True)
    ahead = (patents["year"] >= SINCE) & patents["technology_code"].isin(emerging)
    complete = np.minimum((YEARS[-1] + 1 - patents["year"]) / AWAIT, 1)
    factors = {"citations": np.where(ahead, GAIN, 1.0) * complete}
    number = patents["patents"].to_numpy()
    columns = {}
    for name, mean in MEANS.items():
        expected = number * mean * rng.lognormal(0, LEVEL, len(codes))[technology]
        drawn = rng.poisson(expected * factors.get(name, 1.0)) / number
        columns[name] = (ADDED.get(name, 0.0) + drawn).round(2)
    return patents.assign(**columns)
