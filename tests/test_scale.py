"""The plan in docs/scale.md: its table is what its own code prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_table_is_what_the_code_prints() -> None:
    page = (Path(__file__).parent.parent / "docs" / "scale.md").read_text(encoding="utf-8")
    code = page.partition("```python\n")[2].partition("```")[0]
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert printed.count("\n") == 6 and printed in page
