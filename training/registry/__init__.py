"""The MLflow store: runs, versions, the gate, promotion. Nothing else talks to MLflow."""
