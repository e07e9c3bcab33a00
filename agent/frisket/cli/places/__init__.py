"""Where each result of each picture goes, and whether it may."""

from .outputs import TO_PIPE, Outputs, check, check_free, numbered, outputs, renamed, whose

__all__ = [
    "TO_PIPE",
    "Outputs",
    "check",
    "check_free",
    "numbered",
    "outputs",
    "renamed",
    "whose",
]
