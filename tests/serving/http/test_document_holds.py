"""Whatever the OpenAPI document allows, and what it does not, is answered as it says.

Schemathesis asks the running service. All its cases, of which there are ten thousand:
schemathesis run http://127.0.0.1:3000/docs.json --exclude-checks positive_data_acceptance
"""

import subprocess
import sys
from pathlib import Path

from tests.serving.conftest import Running

CASES = 6
"""Of each address and method."""


def test_every_answer_is_as_documented(service: Running, tmp_path: Path) -> None:
    """Rules between fields, such as of a code that must exist, are in no schema: see the check."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{service.address}/docs.json"),
        *("--phases", "examples,fuzzing", "--max-examples", str(CASES), "--seed", "1"),
        *("--checks", "all", "--exclude-checks", "positive_data_acceptance"),
        *("--no-shrink", "--generation-database", "none"),
    ]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
    assert " passed" in found.stdout
