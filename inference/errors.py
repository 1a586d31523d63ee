"""Errors that users of the package see. Each says what was expected and what came."""

from __future__ import annotations


class PolicyClauseError(Exception):
    """Base of all errors the package raises on purpose."""


class InputError(PolicyClauseError, ValueError):
    """A text, file or record that cannot be processed as given."""


class ModelError(PolicyClauseError):
    """A model directory that is incomplete, damaged or of another format."""


class MissingExtraError(PolicyClauseError, ImportError):
    """A feature whose optional dependencies are not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs optional packages: pip install '.[{extra}]' in a checkout of policyclause")


def describe(error: Exception) -> str:
    """What is wrong, for a list of errors; those the package does not raise on purpose come with their type."""
    return str(error) if isinstance(error, PolicyClauseError) else f"{type(error).__name__}: {error}"
