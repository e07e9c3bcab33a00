"""What a person can type, and reading what was typed."""

from .guessing import did_you_mean
from .parsers import COMMANDS, read

__all__ = ["COMMANDS", "did_you_mean", "read"]
