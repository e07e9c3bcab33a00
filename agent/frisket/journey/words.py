"""Reading a text prompt: what is wanted, which of several, and what is to be left out.

    fox                           every fox
    cat, dog                      two things; so do "cat; dog" and "cat and the dog"
    hair, not face                hair, and what is a face is subtracted from it
    fox but not its shadow        the same: without, except, excluding, minus, -face
    the left cat                  which of them: left, right, top, bottom, middle, largest,
    the cat on the far left       smallest, before the thing or behind it
    second car from the right     an ordinal, and where the counting begins
    the two largest dogs          how many

Only the beginning and the end of a phrase are read this way. "woman on the right wearing a hat" is
left to models that understand it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

By = Literal["left", "right", "top", "bottom", "middle", "largest", "smallest"]
Token: TypeAlias = str

_SIDES: dict[str, By] = {
    "left": "left",
    "leftmost": "left",
    "right": "right",
    "rightmost": "right",
    "top": "top",
    "topmost": "top",
    "upper": "top",
    "uppermost": "top",
    "bottom": "bottom",
    "bottommost": "bottom",
    "lower": "bottom",
    "lowest": "bottom",
    "highest": "top",
    "middle": "middle",
    "center": "middle",
    "centre": "middle",
    "central": "middle",
}
_SIZES: dict[str, By] = {
    "largest": "largest",
    "biggest": "largest",
    "smallest": "smallest",
    "tiniest": "smallest",
}
_PICKS: dict[str, By] = {**_SIDES, **_SIZES}
_ORDINALS = {
    word: rank
    for rank, words in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th"), start=1
    )
    for word in words.split()
}
_ORDINALS |= {f"{rank}th": rank for rank in range(7, 100)}
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6} | {
    str(number): number for number in range(2, 100)
}
_ARTICLES = {"the", "a", "an", "all", "every", "each", "its", "his", "her", "their", "any"}
_ENDS = re.compile(
    r"(?: (?:on|at|in|to|from) the| from| on| at)? (?:(?:very|far) )?"
    r"(left|right|top|bottom|middle|center|centre)(?: (?:side|edge|corner|most))?$"
)
_LEAVING_OUT = re.compile(
    r"(?:^|\s)(?:but\s+not|and\s+not|not|without|except(?:\s+for)?|excluding|minus)\s+", re.I
)
_SPLIT = re.compile(r"[,;\n]+|\s+and\s+the\s+", re.I)


@dataclass(frozen=True)
class Pick:
    """Which of several: `count` of them from number `rank` (1 is the first) counted from `by`."""

    by: By
    rank: int = 1
    count: int = 1


@dataclass(frozen=True)
class Phrase:
    """One thing that is wanted: what models are asked for, and which of those that they find."""

    text: str
    pick: Pick | None = None


@dataclass(frozen=True)
class Reading:
    """A prompt that was read: what to find, and what to subtract from it."""

    wanted: tuple[Phrase, ...]
    left_out: tuple[str, ...] = ()

    @property
    def texts(self) -> list[str]:
        """Everything that a model has to look for, each once: the wanted, then the left out."""
        return list(dict.fromkeys([*(phrase.text for phrase in self.wanted), *self.left_out]))


def read(words: str) -> Reading:
    """What `words` ask for. Nothing readable gives no phrases; nothing is ever refused here."""
    wanted: list[Phrase] = []
    left_out: list[str] = []
    for part in _SPLIT.split(words):
        head, *others = _LEAVING_OUT.split(_spaced(part))
        phrase = _phrase(head)
        if phrase.text.startswith("-"):
            left_out.append(_plain(phrase.text[1:].split()))
        elif phrase.text:
            wanted.append(phrase)
        left_out += [_phrase(other).text for other in others]
    return Reading(tuple(dict.fromkeys(wanted)), tuple(filter(None, dict.fromkeys(left_out))))


def _spaced(part: str) -> str:
    """One space between words, none round them, no full stop at the end."""
    return " ".join(part.split()).rstrip(".!?")


def _phrase(spoken: str) -> Phrase:
    """A phrase with the pick at its beginning or its end taken off, if one stands there."""
    tokens = spoken.split()
    by, rank, count, tokens = _beginning(tokens)
    text = " ".join(tokens)
    ending = _ENDS.search(f" {text.lower()}")
    if ending and by is None and ending.start() > 0:
        by, text = _SIDES[ending[1]], text[: ending.start() - 1]
    if by is None and rank:
        # "the second car": counted as people read.
        by = "left"
    if not text or (by is None and count):
        return Phrase(_plain(spoken.split()))
    return Phrase(_plain(text.split()), Pick(by, rank or 1, count or 1) if by else None)


def _beginning(tokens: list[Token]) -> tuple[By | None, int, int, list[Token]]:
    """(which way, which number, how many, the rest): what stands before the thing itself."""
    by: By | None = None
    rank = count = 0
    rest = list(tokens)
    while len(rest) > 1:
        word = rest[0].lower()
        if word in _PICKS and by is None:
            by = _PICKS[word]
        elif word in _ORDINALS and not rank:
            rank = _ORDINALS[word]
        elif word in _COUNTS and not count:
            count = _COUNTS[word]
        elif word in _ARTICLES or (word in ("far", "very") and rest[1].lower() in _SIDES):
            pass
        else:
            break
        rest = rest[1:]
    return by, rank, count, rest


def _plain(tokens: list[Token]) -> str:
    """The phrase without the articles at its beginning, unless nothing else is there."""
    rest = list(tokens)
    while len(rest) > 1 and rest[0].lower() in _ARTICLES:
        rest = rest[1:]
    return " ".join(rest)
