"""Where a prompt is parted: at commas, dots, bars and the like of any script, but not in quotes."""

from __future__ import annotations

import re
from dataclasses import replace

from . import lexicon
from .meanings import Phrase

_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»]")
_KEPT = 0xE000
"""Where what stood in quotation marks is kept while the rest is taken apart: private characters."""
_OPENED = re.compile(r"[(\[](?=\s*(?:but|not|no|without|except)\b)([^)\]]*)[)\]]?", re.I)
_PARTS = re.compile(
    r"[,;|\n\r\u2028\u2029!?，、；。｜！？．،؛•·]+"
    r"|\.(?=\s|$)|(?<=\s)\.|\s+/+\s*|/+\s+|\s[–—]+\s"
)
_SLASHED = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)+")
_LISTED = re.compile(r"(?m)^\s*\d{1,2}[.)]\s+")


def parts(words: str) -> list[str]:
    """The parts of a prompt, as commas, dots, bars and the like part them; none is empty."""
    words = _OPENED.sub(r", \1,", _LISTED.sub("", words))
    found: list[str] = []
    begin = 0
    for separator in _PARTS.finditer(words):
        if _is_abbreviation(words[begin : separator.start()], separator[0]):
            continue
        found.append(words[begin : separator.start()])
        begin = separator.end()
    found = [" ".join(part.split()) for part in (*found, words[begin:])]
    listed = [_slashed(part) for part in found if part.strip(" .-")]
    bullets = bool(listed) and listed[0][0].startswith("- ")
    every = [one for several in listed for one in several]
    return [one.removeprefix("- ") if bullets else one for one in every]


def _is_abbreviation(before: str, separator: str) -> bool:
    """Whether a dot belongs to the word before it: "St. Bernard", "J. S. Bach"."""
    last = before.split()[-1].lower() if before.split() and not before[-1:].isspace() else ""
    return separator == "." and (
        last in lexicon.ABBREVIATIONS or (len(last) == 1 and last.isascii() and last.isalpha())
    )


def _slashed(part: str) -> list[str]:
    """ "cat/dog" are two; a slash in anything longer stays."""
    is_list = _SLASHED.fullmatch(part) and part.lower() not in ("and/or", "w/o")
    return part.split("/") if is_list else [part]


# --- quotation marks ---


def unquoted(words: str) -> tuple[str, dict[str, str]]:
    """The words with a private character for everything in quotation marks, and what it stands
    for: a thing to be asked for as it is."""
    if any(_KEPT <= ord(one) < _KEPT + 0x1900 for one in words):
        return words, {}
    quoted: dict[str, str] = {}

    def keep(found: re.Match[str]) -> str:
        text = " ".join(found[1].split())
        if not text or len(quoted) >= 100:
            return " "
        mark = chr(_KEPT + len(quoted))
        quoted[mark] = text
        return f" {mark} "

    return _QUOTED.sub(keep, words), quoted


def said_again(phrase: Phrase, quoted: dict[str, str]) -> Phrase:
    def said(text: str) -> str:
        for mark, kept in quoted.items():
            text = text.replace(mark, kept)
        return text

    return replace(phrase, text=said(phrase.text), also=tuple(map(said, phrase.also)))
