"""Reading a text prompt."""

from __future__ import annotations

import re


def phrases(words: str) -> list[str]:
    """The things that `words` names, split at commas, semicolons and line ends, in order."""
    return [phrase for part in re.split(r"[,;\n]", words) if (phrase := " ".join(part.split()))]
