"""Each test on a computer on which nobody has set anything."""

from bare_computer import at, bare, index, kit

__all__ = ["at", "bare", "index", "kit"]
