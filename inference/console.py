"""A console for tables of names and facts as texts have them."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console

_WIDTH = 140  # of what is no terminal: a file or pipe has no width of its own, and a row must fit


def plain_console(width: int | None = None, file: TextIO | None = None, soft_wrap: bool = False) -> Console:
    """A console that prints brackets and colons as they are: what records and files say is no markup.

    ``width``: by default that of the terminal. ``soft_wrap``: leave it to the terminal to break lines.
    """
    if width is None and file is not None and not file.isatty():
        width = _WIDTH
    return Console(file=file, width=width, soft_wrap=soft_wrap, markup=False, emoji=False, highlight=False)
