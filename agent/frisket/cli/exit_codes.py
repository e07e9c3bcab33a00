"""What `frisket` says with its exit code."""

OK = 0
FAILED = 1
USAGE = 2
NOTHING_FOUND = 3
INTERRUPTED = 130
