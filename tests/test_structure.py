"""How the modules of the package depend on one another."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = {f"policyclause.{name}": ROOT / name for name in ("labels", "inference", "data", "training")}
FOLDERS["policyclause"] = ROOT / "src" / "policyclause"


def test_modules_import_one_another_in_no_circle() -> None:
    paths = {f"{package}.{path.stem}": path for package, folder in FOLDERS.items() for path in folder.glob("*.py")}
    TopologicalSorter({name: _imports(path) & set(paths) for name, path in paths.items()}).prepare()


def _imports(path: Path) -> set[str]:
    """Modules that are imported anywhere in a file, in a function or for its types too."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
