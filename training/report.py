"""The report of an evaluation: Markdown for a repository, and one self-contained HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from policyclause.training.measures import Predictions
from policyclause.training.plots import draw_plots
from policyclause.training.tables import tables
from policyclause.training.worst import worst_errors

_FOLDER = Path(__file__).parent


def write_report(metrics: dict[str, Any], units: dict[str, Predictions], directory: Path) -> None:
    """Write ``report.md`` and ``report.html``; the page needs no script, network or font.

    Texts of the gold file are in the page, so share it only where they may be shared.
    """
    context = {
        "metrics": metrics,
        "tables": list(tables(metrics)),
        "plots": draw_plots(metrics, units),
        "errors": {unit: worst_errors(p, units["sentences"]) for unit, p in units.items()},
    }
    (directory / "report.html").write_text(render("report.html", **context), encoding="utf-8")
    (directory / "report.md").write_text(render("report.md", **context), encoding="utf-8")


def render(name: str, **context: Any) -> str:
    """A template of this folder; in HTML every text is escaped, in Markdown those that go through ``cell``."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cell"] = _markdown_cell
    return environment.get_template(name).render(**context)


def _markdown_cell(text: object) -> str:
    """A text on one line of Markdown, in a table or not, without HTML."""
    shown = str(text).replace("&", "&amp;").replace("<", "&lt;")
    return shown.replace("|", "\\|").replace("\n", " ")
