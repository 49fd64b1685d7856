"""The files of docs/deploy name what exists: commands, variables, addresses, sources, metrics."""

import json
import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from serving.http.patterns import PATTERNS
from serving.terminal.smartspec import COMMANDS
from training.refresh.settings import BUSY

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
COUNTED = {
    "bentoml_service_request_total",
    "bentoml_service_request_duration_seconds_bucket",
    "bentoml_service_request_in_progress",
    "smartspec_champion_version",
    "smartspec_champion_loads_total",
    "smartspec_champion_failed",
}
"""Names in /metrics, as a test of the running service reads them."""


def code() -> str:
    files = [path for room in ("training", "serving") for path in (ROOT / room).rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_variables_of_the_parts_are_read_by_someone() -> None:
    known = code()
    for name, service in SERVICES.items():
        for variable in service.get("environment", {}):
            if variable.startswith("SMARTSPEC"):
                assert variable in known, f"{name}: nothing reads {variable}"
    store = SERVICES["service"]["environment"]
    assert store["MLFLOW_TRACKING_URI"] == SERVICES["mlflow"]["environment"]["MLFLOW_TRACKING_URI"]
    database = SERVICES["database"]["environment"]
    user, name = database["POSTGRES_USER"], database["POSTGRES_DB"]
    assert store["MLFLOW_TRACKING_URI"].startswith(f"postgresql://{user}:")
    assert store["MLFLOW_TRACKING_URI"].endswith(f"@database/{name}")


def test_commands_of_the_parts_exist() -> None:
    assert SERVICES["service"]["command"][0] in COMMANDS
    dockerfile = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    default = json.loads(re.findall(r"^CMD (.*)$", dockerfile, re.MULTILINE)[0])
    assert default[0] in COMMANDS
    assert 'ENTRYPOINT ["smartspec"]' in dockerfile


def test_the_image_copies_all_that_is_installed() -> None:
    dockerfile = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    copied = {
        word for line in re.findall(r"^COPY (.*) \S+$", dockerfile, re.M) for word in line.split()
    }
    assert copied == {
        "requirements.txt",
        "pyproject.toml",
        "README.md",
        "features",
        "training",
        "serving",
    }
    assert all((ROOT / name).exists() for name in copied)


def unit(name: str) -> ConfigParser:
    """A systemd unit; comments and keys as there."""
    found = ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string((FOLDER / name).read_text(encoding="utf-8"))
    return found


def test_systemd_runs_a_command_that_exists_and_takes_a_busy_refresh_for_success() -> None:
    service = unit("smartspec-refresh@.service")["Service"]
    program, command, option, folder = service["ExecStart"].split()
    assert program.endswith("/smartspec")
    assert command in COMMANDS
    assert (option, folder) == ("--package", "/srv/smartspec/packages/%i")
    assert int(service["SuccessExitStatus"]) == BUSY
    assert folder.startswith(service["ReadWritePaths"])
    assert unit("smartspec-refresh@.timer")["Timer"]["OnCalendar"]


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    for name in ("smartspec-refresh@.service", "smartspec-refresh@.timer"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        # It looks whether the program is there.
        (tmp_path / name).write_text(text.replace("/opt/smartspec/bin/smartspec", "/bin/true"))
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "smartspec-refresh@.timer")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_health_is_asked_where_the_service_answers() -> None:
    check = " ".join(SERVICES["service"]["healthcheck"]["test"])
    (path,) = re.findall(r"127\.0\.0\.1:3000(/\w+)", check)
    assert path in PATTERNS
    words = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert {"/livez", "/readyz", "/describe", "/metrics"} <= PATTERNS & set(
        re.findall(r"`(/\w+)`", words)
    )


def test_the_board_reads_metrics_that_are_counted() -> None:
    board = json.loads((FOLDER / "grafana.json").read_text(encoding="utf-8"))
    asked = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\b(?:bentoml|smartspec)_\w+", target["expr"])
    }
    assert asked == COUNTED
