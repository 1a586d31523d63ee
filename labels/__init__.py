"""The five policy instruments: the single source of their names, order and meaning.

The border rules between them are in ``codebook.md`` beside this file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CODEBOOK = Path(__file__).with_name("codebook.md")


@dataclass(frozen=True)
class RothwellZegveld:
    """Place of an instrument in the scheme of Rothwell and Zegveld (1985), with its caveat.

    The scheme sorts innovation policy into supply, environment and demand side. It was not
    made for clauses, and the match is a convention of the literature rather than an identity.
    """

    side: str
    tools: tuple[str, ...]
    caveat: str


@dataclass(frozen=True)
class Instrument:
    """One policy instrument, as defined in the codebook."""

    name: str
    title_en: str
    title_zh: str
    definition: str
    signals: tuple[str, ...]
    rothwell_zegveld: RothwellZegveld


@cache
def instruments() -> tuple[Instrument, ...]:
    """The instruments in label order."""
    entries = json.loads(Path(__file__).with_name("instruments.json").read_text(encoding="utf-8"))
    return tuple(map(_instrument, entries))


@cache
def border_rules() -> tuple[int, ...]:
    """Numbers of the codebook's border rules."""
    return tuple(int(n) for n in re.findall(r"^(\d+)\. ", CODEBOOK.read_text(encoding="utf-8"), re.MULTILINE))


def _instrument(entry: dict[str, Any]) -> Instrument:
    place = entry["rothwell_zegveld"]
    return Instrument(
        **entry
        | {
            "signals": tuple(entry["signals"]),
            "rothwell_zegveld": RothwellZegveld(**place | {"tools": tuple(place["tools"])}),
        }
    )


LABELS: tuple[str, ...] = tuple(i.name for i in instruments())

__all__ = ["CODEBOOK", "LABELS", "Instrument", "RothwellZegveld", "border_rules", "instruments"]
