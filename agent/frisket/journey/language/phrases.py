"""One phrase of a prompt: the thing itself, and what stands round it that says which of several.

    phrase = [article | all] { pick } noun { place }
    pick   = [far] side | size | ordinal [from side] | last | number
    place  = [(on | at | in | to | from) the] [far] side [side] [half | corner | …] [of the picture]

docs/words.md has the grammar in full. What tells more than that is not taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from . import lexicon
from .meanings import Pick, Side, Size
from .places import DIRECTIONS, is_name, places_off, side_of
from .spoken import Spoken, Told

_FROM = re.compile(
    rf"from\s(?:the\s)?(?:(?:far|very)\s)?(?P<side>{DIRECTIONS})"
    r"(?:\s(?:side|end|edge))?(?=\s|$)"
)


def take_apart(spoken: str, names: Collection[str] = ()) -> Spoken:
    """A phrase with what says "which of several" taken off; `names` are never taken apart.

    Nothing is refused: what cannot be read is marked, and stays as it was said.
    """
    plain = _plain(spoken)
    if is_name(plain, names):
        return Spoken(plain, plain)
    tokens = _tokens(plain_of_leading(spoken))
    told = Told()
    tokens = places_off(tokens, told, names)
    tokens = _beginning(tokens, told, names)
    if tokens and tokens[-1].lower() in lexicon.PRONOUNS and (told.says_which or told.is_led):
        # "the red one on the left"
        tokens = tokens[:-1]
    noun = " ".join(tokens)
    is_whole = not told.is_clear or _relates(tokens) or not _agrees(tokens, told)
    if is_whole:
        return Spoken(plain, plain, is_unread=True, is_led=told.is_led)
    return Spoken(
        plain,
        noun,
        _picks(told, tokens),
        told.is_led,
        bool(told.places),
        told.is_all,
        told.others,
        is_counted_bare=told.is_counted_bare,
        says_from_where=told.says_from_where,
    )


def plain_of_leading(spoken: str) -> str:
    """Without the words before it that say nothing: "only", "please", "and"."""
    tokens = spoken.split()
    while len(tokens) > 1 and tokens[0].lower() in lexicon.LEADING:
        tokens = tokens[1:]
    if len(tokens) > 2 and tokens[0].lower() in ("select", "find", "keep", "mask", "get"):
        begins = tokens[1].lower()
        if begins in lexicon.ARTICLES | lexicon.ALL or begins in lexicon.SIDES:
            tokens = tokens[1:]
    return " ".join(tokens)


def has_relation(noun: str) -> bool:
    """Whether a text without its places tells how a thing stands to another."""
    return _relates(noun.split())


def _plain(spoken: str) -> str:
    """The phrase without the articles at its beginning, unless nothing else is there."""
    tokens = plain_of_leading(spoken).split()
    while len(tokens) > 1 and tokens[0].lower() in lexicon.ARTICLES | lexicon.ALL:
        tokens = tokens[1:]
    return " ".join(tokens)


def _tokens(spoken: str) -> list[str]:
    """The words, with "top-left", "left-hand" and "second-to-last" as words of their own."""
    tokens: list[str] = []
    for token in spoken.split():
        parts = token.lower().split("-")
        loose = {*lexicon.SIDES, *lexicon.LASTS, *lexicon.ORDINALS, "to", "hand", "most", "side"}
        is_side = any(part in lexicon.SIDES or part in lexicon.LASTS for part in parts)
        if len(parts) > 1 and is_side and set(parts) <= loose:
            tokens += token.split("-")
        else:
            tokens.append(token)
    return tokens


# --- before the noun ---


def _beginning(tokens: list[str], told: Told, names: Collection[str]) -> list[str]:
    """Take what says "which" off the beginning; the tokens that are left."""
    rest = list(tokens)
    small = lexicon.ARTICLES | lexicon.ALL
    while rest and (rest[0].lower() in small or not is_name(" ".join(rest), names)):
        taken = _taken([token.lower() for token in rest], told)
        if not taken:
            break
        told.is_led = True
        rest = rest[taken:]
    return rest


def _taken(rest: list[str], told: Told) -> int:
    """How many words at the beginning say "which" and were heeded; 0 at the noun."""
    word, following = rest[0], rest[1] if len(rest) > 1 else ""
    if lexicon.is_compound(word, following):
        return 0
    if word in lexicon.ARTICLES:
        return 1
    if word in lexicon.ALL:
        told.is_all = True
        return 1
    if word in lexicon.OTHERS and (following or word != "other"):
        told.others = True
        return 1
    if word in lexicon.FAR and (following in lexicon.SIDES or following == "far"):
        return 1
    if word in lexicon.SIDES:
        return _side(word, following, rest, told)
    if word == "most" and following in lexicon.SIDES:
        told.is_most = True
        return 1
    if word in lexicon.SIZES and told.size is None:
        told.size = lexicon.SIZES[word]
        return 1
    is_of_one = len(rest) == 2 and following in lexicon.PRONOUNS
    if is_of_one and word in lexicon.SIZES_OF_ONE and told.size is None:
        told.size = lexicon.SIZES_OF_ONE[word]
        return 1
    if word in ("penultimate",) or rest[:3] == ["next", "to", "last"]:
        told.rank, told.is_last = 2, True
        return 1 if word == "penultimate" else 3
    if word in lexicon.ORDINALS and not told.rank:
        return _ordinal(word, rest, told)
    if word in lexicon.LASTS and not told.is_last:
        told.is_last = True
        return 1 + _counted_from(rest[1:], told)
    if word in lexicon.COUNTS and not told.count and not _is_kind(rest):
        # "the larger of the two dogs" is one.
        told.count = told.count if told.is_of else lexicon.COUNTS[word]
        return 1 + _counted_from(rest[1:], told)
    if word == "of" and (told.says_which or told.is_all or told.others):
        # "the largest of the dogs"
        told.is_of = following in lexicon.ARTICLES | {"them"}
        return int(told.is_of)
    return 1 if word == "them" and told.is_led and len(rest) == 1 else 0


def _side(word: str, following: str, rest: list[str], told: Told) -> int:
    told.sides.append(lexicon.SIDES[word])
    told.is_most = told.is_most or word in lexicon.MOST_SIDES
    if len(told.sides) > 2 or side_of(told.sides) is None:
        told.is_clear = False
    if following == "most":
        told.is_most = True
        return 2
    # "the left hand drawer", but "the left hand".
    return 2 if following == "hand" and len(rest) > 2 and rest[2] not in ("of", "with") else 1


def _ordinal(word: str, rest: list[str], told: Told) -> int:
    told.rank = lexicon.ORDINALS[word]
    if rest[1:3] == ["to", "last"] or rest[1:2] == ["last"]:
        told.is_last = True
        return 3 if rest[1] == "to" else 2
    if rest[1:2] == ["one"] and rest[2:3] == ["from"]:
        return 2 + _counted_from(rest[2:], told)
    return 1 + _counted_from(rest[1:], told)


def _counted_from(rest: list[str], told: Told) -> int:
    """ "from the right" at the beginning: from where it is counted."""
    found = _FROM.match(" ".join(rest))
    if found is None or lexicon.SIDES[found["side"]] not in lexicon.OPPOSITE:
        return 0
    told.counted_from = lexicon.SIDES[found["side"]]
    return len(found[0].split())


def _is_kind(rest: list[str]) -> bool:
    """Whether a number belongs to a kind of thing: "three piece suit"."""
    return len(rest) > 2 and rest[1] in lexicon.COUNTED


# --- what it comes to ---


def _relates(tokens: list[str]) -> bool:
    """Whether a word behind the first one tells how the thing stands to another, or the first how
    it compares with all others in a way that no box shows."""
    words = [token.lower() for token in tokens]
    return not set(words[1:]).isdisjoint(lexicon.RELATIONS) or (
        bool(words) and words[0] in lexicon.UNSEEN
    )


def _agrees(tokens: list[str], told: Told) -> bool:
    """Whether the number before the noun can be one: "two dogs", not "two red car"."""
    if told.count < 2 or len(tokens) < 2:
        return True
    head = tokens[-1]
    return lexicon.is_plural(head) or all(t.lower() in lexicon.MODIFIERS for t in tokens[:-1])


def _picks(told: Told, tokens: list[str]) -> tuple[Pick, ...]:
    """The picks in the order in which they choose: places narrow, the last one counts."""
    are_several = told.is_all or bool(tokens and lexicon.is_plural(tokens[-1]))
    count = 0 if told.is_all else told.count
    side = side_of(told.sides) if told.sides else None
    places = [*told.places]
    if told.size:
        narrow = [*places, *([side] if side else [])]
        return (*(Pick(one, 1, 0) for one in narrow), _ranked(told, told.size, count))
    if side and are_several and not (told.is_most or told.rank or count or told.is_last):
        return tuple(Pick(one, 1, 0) for one in (*places, side))
    if side:
        return (*(Pick(one, 1, 0) for one in places), _ranked(told, side, count))
    if told.rank or told.is_last or told.counted_from:
        by: Side = told.counted_from or "left"
        if told.counted_from is None and places:
            by = places.pop(0)
        if told.is_last:
            by = lexicon.OPPOSITE.get(by, by)
        return (*(Pick(one, 1, 0) for one in places), _ranked(told, by, count))
    if count and places:
        first, *others = places
        return (*(Pick(one, 1, 0) for one in others), Pick(first, 1, count))
    if count:
        return (Pick("surest", 1, count),)
    if places and not are_several:
        first, *others = places
        return (*(Pick(one, 1, 0) for one in others), Pick(first))
    return tuple(Pick(one, 1, 0) for one in places)


def _ranked(told: Told, by: Side | Size, count: int) -> Pick:
    return Pick(by, told.rank or 1, count or 1)
