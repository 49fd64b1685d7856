"""The MLflow store: runs, versions, the gate, promotion. Only this package calls MLflow."""
