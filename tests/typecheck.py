"""Type-check a plain install of the package: checkers do not follow the mapped folders otherwise."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as target:
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, str(ROOT)]
        subprocess.run(install, check=True)
        command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "-p", "policyclause"]
        sys.exit(subprocess.run(command, cwd=target, check=False).returncode)
