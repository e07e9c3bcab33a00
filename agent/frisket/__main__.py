"""`python -m frisket` is `frisket`."""

from frisket.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
