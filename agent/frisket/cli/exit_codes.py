"""What `frisket` says with its exit code."""

OK = 0
FAILED = 1
USAGE = 2
NOTHING_FOUND = 3
HUNG_UP = 129
"""As the shell says it of a program whose terminal was closed."""
INTERRUPTED = 130
NOBODY_READS = 141
"""As the shell says it of a program that wrote into a pipe of which the reader had gone."""
TOLD_TO_END = 143
"""Likewise of one that was told to end: by the system, or by whoever started it."""
