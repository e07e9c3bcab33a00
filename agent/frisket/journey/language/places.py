"""Where a thing is, behind its name: "on the left", "in the upper right corner of the picture"."""

from __future__ import annotations

import re
from collections.abc import Collection

from frisket.models.detect.vocabulary import means

from . import lexicon
from .lexicon import Direction
from .meanings import Side
from .spoken import Told

DIRECTIONS = "|".join(sorted(lexicon.SIDES, key=len, reverse=True))
_PLACE = re.compile(
    r"(?P<lead>(?:^|\s)(?:(?:that|which|who)\s(?:is|are)\s|(?:is|are)\s)?)"
    r"(?:(?P<prep>on|at|in|to|from|towards|toward)\s(?P<the>the\s)?)?"
    r"(?P<far>(?:the\s)?(?:very|far|extreme|most|outer)\s)?"
    rf"(?P<sides>(?:{DIRECTIONS})(?:\s(?:{DIRECTIONS}))?)(?:\smost)?"
    rf"(?P<area>(?:\shand)?\s(?:{lexicon.AREAS}))?"
    rf"(?P<of>\sof\s(?:the\s|this\s|my\s)?(?:{lexicon.PICTURE}))?$"
)
_COUNTED_BEHIND = re.compile(
    rf"(?:^|\s)(?:the\s)?(?P<ordinal>{'|'.join(lexicon.ORDINALS)})(?:\sone)?$"
)
_NUMBERED = re.compile(r"\s(?:number\s|no\s|nr\s|#\s?)(?P<number>\w+)$")


def places_off(tokens: list[str], told: Told, names: Collection[str]) -> list[str]:
    """Take the places off the end; the tokens that are left."""
    while tokens and not is_name(" ".join(tokens), names):
        text = " ".join(tokens).lower()
        found = _PLACE.search(text)
        if found is None or not _is_place(found, text):
            break
        side = side_of([lexicon.SIDES[word] for word in found["sides"].split()])
        if side is None:
            break
        rest = tokens[: len(text[: found.start()].split())]
        ordinal = _COUNTED_BEHIND.search(" ".join(rest).lower())
        # "red, the second from the left": the noun may be missing, but "second red" keeps its own.
        if found["prep"] == "from" and ordinal and side in lexicon.OPPOSITE:
            told.rank, told.counted_from = lexicon.ORDINALS[ordinal["ordinal"]], _plain_side(side)
            told.is_led = told.is_led or ordinal.start() == 0
            rest = rest[: len(" ".join(rest)[: ordinal.start()].split())]
        else:
            told.places.append(side)
        tokens = rest
    numbered = _NUMBERED.search(" ".join(tokens).lower())
    if numbered and not told.rank:
        rank = lexicon.COUNTS.get(numbered["number"], 0)
        if rank:
            told.rank = rank
            tokens = tokens[: len(" ".join(tokens)[: numbered.start()].split())]
    return tokens


def _is_place(found: re.Match[str], text: str) -> bool:
    """Whether what stands at the end is where a thing is, and not a part of its name."""
    words = found["sides"].split()
    small = lexicon.ARTICLES | lexicon.ALL
    before = [word for word in text[: found.start()].split() if word not in small]
    if found["prep"]:
        if found["area"]:
            return True
        # "on lower" and "at higher" begin something else; "in central" too.
        return words[-1] not in ("lower", "higher", "upper", "central") or len(words) > 1
    if found["of"] and not found["area"]:
        return False
    if not before:
        # "top left", "far right" alone: of a thing that was named before.
        return bool(found["far"] or len(words) > 1 or found["area"])
    if len(words) > 1 or found["area"] or found["lead"].strip():
        return True
    return words[0] in ("left", "right") and before[-1] not in lexicon.ENDING_BARE


def side_of(directions: list[Direction]) -> Side | None:
    """One side of one or two directions, in either order; None where they do not go together."""
    if len(directions) == 1:
        return directions[0]
    if len(set(directions)) == 1:
        return directions[0]
    first, second = directions[:2]
    if first in ("left", "right") and second in ("top", "bottom"):
        first, second = second, first
    if first == "middle":
        first, second = second, first
    together = f"{first} {second}"
    known: dict[str, Side] = {
        "top left": "top left",
        "top right": "top right",
        "bottom left": "bottom left",
        "bottom right": "bottom right",
        "top middle": "top middle",
        "bottom middle": "bottom middle",
        "left middle": "left middle",
        "right middle": "right middle",
    }
    return known.get(together)


def _plain_side(side: Side) -> Direction | None:
    return side if side in ("left", "right", "top", "bottom") else None


def is_name(text: str, names: Collection[str]) -> bool:
    """Whether a text is one of the names that a closed-set detector knows."""
    return bool(text) and any(means(text, name) for name in names)
