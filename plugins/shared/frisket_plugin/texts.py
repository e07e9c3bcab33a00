"""Every sentence that a person reads, in one place: `t("key", name=value)`.

English stands in `english.py`. `translations/<language>.json` holds the same keys in another
language; what is missing or broken there is said in English.
"""

from __future__ import annotations

import json
import locale
import os
from pathlib import Path

from frisket_protocol import sizes

from .english import ENGLISH

FOLDER = Path(__file__).parent / "translations"
LANGUAGES = {"en": "English", "de": "Deutsch"}

_chosen: dict[str, str] = {}
_language = ["en"]


def t(key: str, **values: object) -> str:
    """The sentence of this key, with `values` in its gaps. Raises KeyError for an unknown key."""
    english = ENGLISH[key]
    try:
        return _chosen.get(key, english).format(**values)
    except (KeyError, IndexError, ValueError):
        return english.format(**values)


def count(key: str, number: int, **values: object) -> str:
    """The sentence for one, or the one for another number: `key.one`, `key.many`."""
    return t(f"{key}.one" if number == 1 else f"{key}.many", number=number, **values)


def sized(count: float) -> str:
    """So many bytes, as this language writes numbers: 3.04 GB, 3,04 GB."""
    return decimal(sizes.size(count))


def decimal(number: str) -> str:
    """A number that is written the English way, as this language writes it."""
    return number.replace(".", t("decimal"))


def stage(name: str) -> str:
    """What the agent is doing, by the name that it gives its step."""
    key = f"stage.{name}"
    return t(key) if key in ENGLISH else name


def choose(language: str = "") -> str:
    """Speak `language` ("de", "de_AT"), or the system's own when it is empty; gives what it is."""
    wanted = (language or system_language()).replace("-", "_").split("_")[0].lower()
    _chosen.clear()
    _language[:] = [wanted if wanted in LANGUAGES else "en"]
    if language_now() != "en":
        _chosen.update(_read(FOLDER / f"{wanted}.json"))
    return language_now()


def language_now() -> str:
    """Which language is spoken, as `choose` gave it."""
    return _language[0]


def system_language() -> str:
    """As `de_AT`; "en" when nothing is known."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        said = os.environ.get(name, "").split(":")[0].split(".")[0]
        if said and said not in ("C", "POSIX"):
            return said
    try:
        return locale.getlocale()[0] or "en"
    except ValueError:
        return "en"


def _read(file: Path) -> dict[str, str]:
    try:
        values = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: text for key, text in values.items() if isinstance(text, str)}
