"""Phrases joined by "and" and "or": two things, one of two words, a noun that is said once."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from . import lexicon
from .meanings import Phrase, Pick
from .phrases import has_relation, take_apart
from .spoken import Spoken

_JOINED = re.compile(r"\s+(and/or|as\s+well\s+as|and\s+also|and|or|nor|&|\+|plus)\s+", re.I)


def phrases(
    things: str, noun: str, names: Collection[str], group: tuple[Pick, ...] = ()
) -> list[Phrase]:
    """The phrases of a list, each with its noun, though it may be said only once.

    noun: the thing that was spoken of last. group: which of them, for what is one of a group: "the
    dogs on the left, not the largest".
    """
    if not things:
        return []
    pieces, joints = _pieces(things, names)
    spoken = [take_apart(piece, names) for piece in pieces]
    if len(spoken) > 1 and any(one.is_unread for one in spoken):
        whole = take_apart(things, names)
        return [Phrase(whole.plain, unread=True)]
    _share_place(spoken)
    if not any(one.noun for one in spoken):
        for one in spoken:
            one.picks = (*group, *one.picks)
    found: list[Phrase] = []
    for index, (one, own) in enumerate(zip(spoken, _nouns(spoken, noun), strict=True)):
        before = spoken[index - 1] if index else one
        is_or = index > 0 and joints[index - 1] in ("or", "and/or")
        if is_or and not one.is_led and (one.is_shared or before.picks and not one.picks):
            found[-1] = replace(found[-1], also=(*found[-1].also, own))
        else:
            found.append(_phrase(one, own))
    return [phrase for phrase in found if phrase.text]


def _phrase(one: Spoken, noun: str) -> Phrase:
    if not one.noun and not noun:
        # "left" alone: of what, nobody said.
        return Phrase(one.plain)
    return Phrase(one.noun or noun, one.picks, (), one.others, one.is_unread)


def _pieces(things: str, names: Collection[str]) -> tuple[list[str], list[str]]:
    """What "and" and "or" join, and with which of the two; what they join into one stays so."""
    split = _JOINED.split(things)
    pieces, joints = [split[0]], []
    for word, piece in zip(split[1::2], split[2::2], strict=True):
        joint = " ".join(word.lower().split())
        if _is_one(pieces[-1], piece, joint, names):
            pieces[-1] = f"{pieces[-1]} {word} {piece}"
        else:
            pieces.append(piece)
            joints.append("or" if joint == "nor" else joint)
    return pieces, joints


def _is_one(before: str, behind: str, joint: str, names: Collection[str]) -> bool:
    """Whether two sides of "and" are one thing: "black and white", "red and blue shirt"."""
    first, second = before.lower().split(), behind.lower().split()
    if not first or not second:
        return True
    both = f"{before} {joint} {behind}"
    if names and not take_apart(both, names).picks and take_apart(both, names).noun in names:
        return True
    if (first[-1], second[0].removesuffix("s")) in lexicon.PAIRS:
        return True
    if (first[-1], second[0]) in lexicon.PAIRS:
        return True
    bare = take_apart(before, names)
    adjectives = bare.noun.lower().split()
    return (
        _are_adjectives(adjectives)
        and len(second) > 1
        and second[0] in lexicon.MODIFIERS
        and not (set(second[1:]) <= lexicon.MODIFIERS)
        and not bare.is_placed
        and not has_relation(behind)
    )


def _share_place(spoken: list[Spoken]) -> None:
    """ "cat and dog on the left": the place is of both, unless the last has an article."""
    if len(spoken) < 2:
        return
    last = spoken[-1]
    if last.is_placed and not last.is_led and not any(one.picks for one in spoken[:-1]):
        for one in spoken[:-1]:
            one.picks = last.picks
        for one in spoken[1:]:
            one.is_shared = True


def _nouns(spoken: list[Spoken], before: str) -> list[str]:
    """Each noun; one that is missing is the next that is there ("the left and the right cat"), or
    else the last that was."""
    found: list[str] = []
    for index, one in enumerate(spoken):
        later = [other for other in spoken[index + 1 :] if other.noun]
        if later and not one.noun:
            one.picks = _shared_picks(one, later[0])
        noun = one.noun or (later[0].noun if later else found[-1] if found else before)
        if later and _lacks_noun(one.noun, later[0].noun):
            noun = one.noun = f"{one.noun} {_head(later[0].noun)}"
        found.append(noun)
    return found


def _shared_picks(one: Spoken, later: Spoken) -> tuple[Pick, ...]:
    """The picks of a phrase whose noun comes later, with what is said there of both: "the first and
    the third largest dog", "the left and the right dog at the top"."""
    if not one.picks or not later.picks:
        return one.picks
    *_, last = one.picks
    if one.is_counted_bare and later.says_from_where:
        last = replace(last, by=later.picks[-1].by)
    narrow = [pick for pick in later.picks if not pick.count]
    return (*narrow, *one.picks[:-1], last)


def _lacks_noun(noun: str, later: str) -> bool:
    """ "the red and the blue shirt": a colour alone before a colour with its thing."""
    mine, other = noun.lower().split(), later.lower().split()
    return (
        _are_adjectives(mine)
        and len(other) > 1
        and other[0] in lexicon.MODIFIERS
        and bool(_head(later))
    )


def _are_adjectives(words: list[str]) -> bool:
    """Whether nothing of these is a thing, so that a noun is to come."""
    is_thing = len(words) > 1 and words[-1] in lexicon.THINGS
    return bool(words) and set(words) <= lexicon.MODIFIERS and not is_thing


def _head(noun: str) -> str:
    return " ".join(word for word in noun.split() if word.lower() not in lexicon.MODIFIERS)
