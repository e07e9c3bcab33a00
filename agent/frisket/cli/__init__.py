"""What a person types: the command `frisket` and its subcommands."""

from .arguments import main as main  # what `frisket` and `python -m frisket` start
