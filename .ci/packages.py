"""Install the packages of requirements.txt where this Python is: with uv, or else with pip.

uv takes a fraction of pip's time, but reads no configuration of pip: it is told what that says.
"""

import ast
import os
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"
PIP = [sys.executable, "-m", "pip"]
INSTALL = ["install", "--quiet", "--require-hashes", "--requirement"]
SCOPES = ("global", "install", ":env:")
"""Where pip finds an option, the one that decides last."""
VARIABLES = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
}
"""Options of pip to the variables of uv that say the same, and what parts several values."""


def configured(listed: str) -> dict[str, str]:
    """The variables of uv for what ``pip config list`` prints."""
    said = {}
    for scope in SCOPES:
        for line in listed.splitlines():
            key, _, value = line.partition("=")
            option = key.removeprefix(f"{scope}.")
            if option != key and option in VARIABLES:
                name, comma = VARIABLES[option]
                said[name] = comma.join(ast.literal_eval(value).split())
    return said


def pinned(name: str) -> str:
    """The lines of one package, with its hashes."""
    lines, is_of_package = [], False
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith((" ", "#")):
            is_of_package = line.startswith(f"{name}==")
        if is_of_package and not line.strip().startswith("#"):
            lines.append(line)
    return "\n".join(lines)


def with_uv() -> bool:
    """Whether uv could install all."""
    listed = subprocess.run([*PIP, "config", "list"], capture_output=True, text=True, check=True)
    first = subprocess.run([*PIP, *INSTALL, "/dev/stdin"], input=pinned("uv").encode(), check=False)
    if first.returncode or ".no-index=" in listed.stdout:
        return False
    # As pip does: the pinned release may be in any index, and its hash says whether it is right.
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match", **configured(listed.stdout)}
    uv = [str(Path(sys.executable).with_name("uv")), "pip"]
    command = [*uv, *INSTALL, str(REQUIREMENTS), "--python", sys.executable]
    return subprocess.run(command, env={**settings, **os.environ}, check=False).returncode == 0


def main() -> int:
    """The exit code of what installed all."""
    if with_uv():
        return 0
    sys.stderr.write("uv could not install the packages, pip is tried\n")
    return subprocess.run([*PIP, *INSTALL, str(REQUIREMENTS)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
