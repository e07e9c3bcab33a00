"""How the words of a prompt were read, told to a person: "leftmost of 4 'red'; left out: …"."""

from __future__ import annotations

from collections.abc import Sequence

from .meanings import By, Phrase, Pick, Reading

LONGEST = 60
"""Characters of a phrase that are told; the rest is cut off."""
MOST = 12
"""Phrases that are told one by one."""
ENDS = {1: "st", 2: "nd", 3: "rd"}
WHERE = {
    "left": "left half",
    "right": "right half",
    "top": "upper half",
    "bottom": "lower half",
    "middle": "middle third",
}
MOSTS = {"left": "leftmost", "right": "rightmost", "top": "topmost", "bottom": "lowest"}

Tally = Sequence[tuple[Phrase, int, Sequence[int]]]
"""For each phrase how many things it found, and how many were left after each of its picks."""


def told(reading: Reading, wanted: Tally, left_out: Tally) -> str:
    """One sentence: which of how many are wanted, and what is left out of them."""
    parts = [_wanted(*one) for one in wanted]
    if reading.whole:
        parts.insert(0, "the whole picture")
    gone = [_left_out(*one) for one in left_out]
    sentence = _listed(parts)
    return f"{sentence}; left out: {_listed(gone)}" if gone else sentence


def read_as(reading: Reading) -> str:
    """The same before anything was looked for: "leftmost 'red'; left out: largest 'red'"."""
    parts = [_said(phrase) for phrase in reading.wanted]
    if reading.whole:
        parts.insert(0, "the whole picture")
    gone = [_said(phrase) for phrase in reading.left_out]
    return f"{', '.join(parts)}; left out: {', '.join(gone)}" if gone else ", ".join(parts)


def _wanted(phrase: Phrase, found: int, left: Sequence[int]) -> str:
    name = _name(phrase)
    if phrase.unread:
        return f"{name} asked for as it stands, {found} found"
    if phrase.others:
        return f"the {left[-1] if left else 0} other {name}"
    if not found:
        return f"nothing called {name} was found"
    if not phrase.picks:
        return f"{_all(found)} {name}"
    among = f"{found} {name}"
    for pick, count, before in zip(phrase.picks, left, (found, *left), strict=False):
        among = _step(pick, count, before, among)
    return among


def _step(pick: Pick, count: int, before: int, among: str) -> str:
    """One pick more: "leftmost of 4 'red'", "2 in the upper half of 4 'red'"."""
    if pick.count == 0:
        return f"{count} in the {area(pick.by)} of {among}"
    one = " one" if pick.rank == pick.count == 1 and (" " in pick.by or pick.by == "middle") else ""
    only = "only " if pick.count > before else ""
    which = f"{which_one(pick)}{one} of {only}{among}"
    if count == 0 and before:
        return f"there is no {which}"
    return which


def _left_out(phrase: Phrase, found: int, left: Sequence[int]) -> str:
    none = "" if (left[-1] if left else found) else " (none found)"
    return f"{_said(phrase)}{none}"


def _said(phrase: Phrase) -> str:
    said = f"the other {_name(phrase)}" if phrase.others else _name(phrase)
    for pick in phrase.picks:
        said = f"{said} in the {area(pick.by)}" if not pick.count else f"{which_one(pick)} {said}"
    return f"{said} as it stands" if phrase.unread else said


def which_one(pick: Pick) -> str:
    """ "leftmost", "2nd from the right", "2 largest", "2nd and 3rd from the left"."""
    by, rank, count = pick.by, pick.rank, pick.count
    several = f"{count} " if count > 1 else ""
    if by.endswith("est"):
        first = "" if rank == 1 else f"{_nth(rank)} "
        return f"{first}{several}{by}"
    if rank == 1:
        if by in MOSTS:
            return f"{several}{MOSTS[by]}"
        return f"{several}{area_name(by)}"
    ranks = _nth(rank) if count == 1 else f"{_nth(rank)} to {_nth(rank + count - 1)}"
    return f"{ranks} from the {area_name(by)}"


def area(by: By) -> str:
    """Where all lie that are on a side."""
    return WHERE.get(by) or f"{area_name(by)} quarter"


def area_name(by: By) -> str:
    """A side or corner, as people say it."""
    return by.replace("bottom", "lower").replace("top", "upper") if " " in by else by


def _all(found: int) -> str:
    return {1: "1", 2: "both"}.get(found) or f"all {found}"


def _name(phrase: Phrase) -> str:
    return " or ".join(f"'{_short(name)}'" for name in phrase.names)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _nth(rank: int) -> str:
    end = "th" if 10 <= rank % 100 <= 20 else ENDS.get(rank % 10, "th")
    return f"{rank}{end}"


def _listed(parts: Sequence[str]) -> str:
    if len(parts) > MOST:
        return ", ".join([*parts[:MOST], f"and {len(parts) - MOST} more"])
    return ", ".join(parts)
