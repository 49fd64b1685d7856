"""What is measured beside rivals, not asserted."""

from pathlib import Path

RIVALS_PYTHON = Path(".venv-rivals/bin/python")
"""Of the environment that make benchmarks creates for libraries whose version caps clash."""
