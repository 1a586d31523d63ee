"""What the commands share: errors of the package as one line, and the option for a model."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

import click

from policyclause.inference.errors import MissingExtraError, PolicyClauseError
from policyclause.inference.files import printable

model_option = click.option(
    "--model", type=click.Path(path_type=Path), help="Model directory; the packaged model by default."
)


class Commands(click.Group):
    """Shows errors of the package as one line, and missing extras with the way to install them."""

    def invoke(self, context: click.Context) -> object:
        """Run a command, as a group does."""
        try:
            return super().invoke(context)
        except PolicyClauseError as error:
            raise click.ClickException(printable(str(error))) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever reads has enough: click ends without a word
                raise
            where = "" if error.filename is None else f"{error.filename}: "  # a full output has no name
            raise click.ClickException(printable(f"{where}{error.strerror or error}")) from error
        except ModuleNotFoundError as error:
            extra = EXTRAS.get((error.name or "").partition(".")[0])
            if extra is None:
                raise
            group = f"{context.info_name} " if context.parent else ""
            name = f"'{group}{context.invoked_subcommand}'"
            raise click.ClickException(str(MissingExtraError(name, extra))) from error


def exit_with(faults: Sequence[str]) -> None:
    """Name on stderr what was left out, if anything was; then the exit status is 1."""
    for fault in faults:
        click.echo(f"Error: {printable(fault)}", err=True)
    if faults:
        raise SystemExit(1)


_TRAIN_MODULES = {
    *("torch", "transformers", "datasets", "sklearn", "yaml", "evaluate", "accelerate"),
    *("onnx", "onnxscript", "scipy", "datasketch", "tensorboard", "matplotlib", "cleanlab", "optuna"),
}
EXTRAS = {
    **dict.fromkeys(_TRAIN_MODULES, "train"),
    **dict.fromkeys(("anyio", "python_multipart", "starlette", "uvicorn"), "serve"),
    "pyarrow": "bulk",
    "ray": "cluster",
}
