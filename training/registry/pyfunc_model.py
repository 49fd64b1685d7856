"""The code that MLflow stores beside a snapshot, so that any MLflow tool can use the model.

MLflow copies this file into the model and runs it there, so it must not import this project.
"""

from pathlib import Path

import pandas as pd
from mlflow.models import set_model
from mlflow.pyfunc.model import PythonModel, PythonModelContext

ANSWERS = {
    "growth": ("forecasts", ["region_code", "cluster_code"]),
    "niches": ("calls", ["region_code", "activity_code"]),
}


class LookupModel(PythonModel):
    """Answers for the cells of the snapshot that was computed at training."""

    def load_context(self, context: PythonModelContext) -> None:
        snapshot = Path(context.artifacts["snapshot"])
        task = pd.read_json(snapshot / "about.json", typ="series")["task"]
        table, self.keys = ANSWERS[task]
        self.answers = pd.read_parquet(snapshot / "tables" / f"{table}.parquet")

    def predict(
        self,
        context: PythonModelContext,
        model_input: pd.DataFrame,
        params: dict[str, object] | None = None,
    ) -> pd.DataFrame:
        """All answers for the cells of the input, in their order; none for unknown cells."""
        return model_input[self.keys].merge(self.answers, on=self.keys)


set_model(LookupModel())
