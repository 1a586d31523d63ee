"""``python -m policyclause``: the command line without its script."""

from policyclause.cli import main

main(prog_name="policyclause")
