"""The plan in docs/scale.md: its table is what its own code prints."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path


def test_table_is_what_the_code_prints() -> None:
    page = (Path(__file__).parent.parent / "docs" / "scale.md").read_text(encoding="utf-8")
    code = page.partition("```python\n")[2].partition("```")[0]
    with redirect_stdout(StringIO()) as output:
        exec(code, {})
    printed = output.getvalue()
    assert printed.count("\n") == 6 and printed in page


def test_speed_is_the_one_that_the_readme_measured() -> None:
    root = Path(__file__).parent.parent
    measured = re.search(r"`classify`[^|]*\((\d+) clauses a second", (root / "README.md").read_text(encoding="utf-8"))
    assert measured and f"speed = {measured[1]}.0 / 2 " in (root / "docs" / "scale.md").read_text(encoding="utf-8")
