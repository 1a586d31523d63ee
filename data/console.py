"""A console for tables of names and facts as texts have them."""

from __future__ import annotations

from rich.console import Console


def plain_console(width: int) -> Console:
    """A console that prints brackets and colons as they are: what records and files say is no markup."""
    return Console(width=width, markup=False, emoji=False, highlight=False)
