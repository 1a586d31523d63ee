"""Time and memory of what is run, here or in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from policyclause.inference.errors import InputError

# What a process prints of its own peak memory, in MB, where there is /proc.
PRINT_PEAK = """
from pathlib import Path
status = Path('/proc/self/status')
if status.exists():
    print(*(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith('VmHWM')))
"""


def seconds(run: Callable[[], object]) -> float:
    """How long a run takes."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def in_turns(one: Callable[[], object], other: Callable[[], object], turns: int) -> list[tuple[float, float]]:
    """Seconds of two runs that take turns, so that a busy moment hits both."""
    return [(seconds(one), seconds(other)) for _ in range(turns)]


def run_python(code: str) -> str:
    """What code prints in a process of its own."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=_environment()).stdout


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONIOENCODING": "utf-8"}


def watch(code: str, parts: Path) -> list[tuple[int, float]]:
    """Run code in a process; parts done and peak memory in MB, as they grow."""
    process = subprocess.Popen([sys.executable, "-c", code], env=_environment())
    peaks: list[tuple[int, float]] = []
    try:
        while process.poll() is None:
            if peak := _peak_of(process.pid):
                done = len(list(parts.glob("part-*.jsonl"))) if parts.exists() else 0
                peaks.append((max(done, peaks[-1][0] if peaks else 0), peak))
            time.sleep(0.05)
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        raise InputError(f"expected the run over many files to end well, got exit code {process.returncode}")
    return peaks


def _peak_of(pid: int) -> float | None:
    """Most memory a process ever had, in MB; None when it is gone or not Linux.

    Resource usage of children would count what this process had when it started them.
    """
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return None
    sizes = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(sizes[0]) / 1024 if sizes else None
