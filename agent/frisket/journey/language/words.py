"""Reading a text prompt: what is wanted, which of several, and what is to be left out.

    prompt = part { separator part }            cat, dog · cat; dog · cat . dog . · cat | dog
    part   = things { leaving-out things }      all dogs except the left dog
    things = phrase { (and | or) phrase }       the left cat and the largest dog

docs/words.md has the grammar, and a table of sentences that a test reads. What a phrase is stands
in `phrases`. What tells more than the grammar knows goes to a model whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from frisket.models.detect.vocabulary import means

from . import lexicon
from .joining import phrases
from .meanings import Phrase, Pick, Reading
from .parting import parts, said_again, unquoted
from .phrases import plain_of_leading, take_apart

_LEAVING_OUT = re.compile(
    r"(?:^|(?<=\s))(?:(?:but|and|or)\s+|(?:that|which|who)\s+(?:is|are)\s+(?=not))?"
    r"(?:not|without|w/o|except(?:ing)?(?:\s+for)?|exclud(?:e|ing)|minus|other\s+than|apart\s+from"
    r"|neither|aside\s+from|save\s+for|ignor(?:e|ing)|leav(?:e|ing)\s+out|but\s+for)(?=\s|$)"
    r"|(?:^|(?<=\s))but(?=\s|$)|(?:^|(?<=\s))-(?=\S)",
    re.I,
)
_NOTHING_BUT = re.compile(r"^\s*(?:nothing|none)\s+(?:but|except)\s+", re.I)
_PICTURE = re.compile(r"(?:the )?(?:whole|entire) (?:picture|image|photo|photograph|layer)")
_NO = re.compile(r"^\s*(?:(?:but|and|with)\s+)?no\s+(?=\S)", re.I)


@dataclass
class _So:
    """What was read so far."""

    wanted: list[Phrase] = field(default_factory=list)
    left_out: list[Phrase] = field(default_factory=list)
    is_whole: bool = False

    @property
    def group(self) -> tuple[Pick, ...]:
        """Which of the things that were spoken of last, if they may be several."""
        picks = self.wanted[-1].picks if self.wanted else ()
        return picks if picks and picks[-1].count != 1 else ()

    @property
    def noun(self) -> str:
        """The thing that was spoken of last; a side alone is none ("top, bottom, shoes")."""
        last = self.wanted[-1].text if self.wanted else ""
        return "" if last.lower() in lexicon.SIDES else last


def read(words: str, names: Collection[str] = ()) -> Reading:
    """What `words` ask for. Nothing readable gives no phrases; nothing is ever refused here.

    names: what a closed-set detector knows; a name of its is never taken apart ("left hand").
    """
    words, quoted = unquoted(words)
    so = _So()
    for part in _with_nouns(parts(words), names):
        _read_part(part, so, names)
    same: list[str] = []
    wanted = [_unified(said_again(phrase, quoted), same) for phrase in so.wanted]
    left_out = [_unified(said_again(phrase, quoted), same) for phrase in so.left_out]
    return Reading(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(left_out)), so.is_whole)


def _unified(phrase: Phrase, before: list[str]) -> Phrase:
    """A phrase in the words that were said `before` for the same, in another number or case.

    "dogs, not the left Dog": a model is asked once, and picks are among the same.
    """

    def unified(text: str) -> str:
        known = next((one for one in before if means(text, one)), text)
        before.append(known)
        return known

    also = tuple(map(unified, phrase.also))
    return replace(phrase, text=unified(phrase.text), also=also)


def _with_nouns(every: list[str], names: Collection[str]) -> list[str]:
    """ "the left, the right, the largest cat": the first ones get the noun of the last."""
    said = [take_apart(part, names) for part in every]
    lacking = 0
    while lacking < len(every) and said[lacking].picks and not said[lacking].noun:
        lacking += 1
    first = every[0].lower().split()[:1] if every else []
    counts = {"the", *lexicon.ORDINALS, *lexicon.SIZES, *lexicon.MOST_SIDES}
    if not 0 < lacking < len(every) or counts.isdisjoint(first):
        return every
    noun = phrases(every[lacking], "", names)[-1].text
    return [f"{part} {noun}" if n < lacking else part for n, part in enumerate(every)]


# --- one part ---


def _read_part(part: str, so: _So, names: Collection[str]) -> None:
    part = _NOTHING_BUT.sub("", part)
    if part.startswith("-"):
        part = f"not {part[1:].strip()}"
    no = _NO.match(part)
    if no and not _is_no_sign(part[no.end() :]):
        part = f"not {part[no.end() :]}"
    head, others = _parted(part, so, names)
    things = [one.strip(" .-") for one in others]
    leaves = bool(things)
    if _is_whole(head, things, names):
        so.is_whole = True
    elif head.lower() == "all":
        # "all but the left cat": all cats.
        so.wanted += [Phrase(one.text) for one in phrases(things[0], so.noun, names)]
    elif head:
        _want(head, so, names)
    elif so.is_whole and not leaves and part:
        # "everything but the sky, the sea": nothing can be added to everything.
        so.left_out += phrases(part, so.noun, names)
    for one in things:
        so.left_out += phrases(one, so.noun, names, so.group)


def _parted(part: str, so: _So, names: Collection[str]) -> tuple[str, list[str]]:
    """The head of a part, and each thing that is left out of it."""
    cuts: list[re.Match[str]] = []
    for found in _LEAVING_OUT.finditer(part):
        behind = part[found.end() :].strip()
        begins = cuts[-1].end() if cuts else 0
        if _leaves(found[0].strip().lower(), part[begins : found.start()], behind, names):
            cuts.append(found)
    if not cuts:
        return part, []
    ends = [*(cut.start() for cut in cuts[1:]), len(part)]
    return part[: cuts[0].start()].strip(), [
        part[cut.end() : end].strip() for cut, end in zip(cuts, ends, strict=True)
    ]


def _leaves(word: str, before: str, behind: str, names: Collection[str]) -> bool:
    """Whether a word at which a part may be cut does leave out what is behind it."""
    first = behind.split()[0].lower() if behind else ""
    if word == "but":
        # "cute but angry cat" leaves out nothing.
        counted = take_apart(behind, names).is_led if behind else False
        quantified = set(before.lower().split()[:1]) & (lexicon.WHOLE | lexicon.ALL)
        return bool(counted or quantified) and first not in ("not", "without", "no")
    if first in lexicon.RELATIONS:
        # "not in the middle" is a place; "not wearing a hat" tells about the thing.
        return bool(not take_apart(behind, names).is_unread and not take_apart(behind, names).noun)
    return True


def _is_no_sign(behind: str) -> bool:
    return lexicon.is_compound("no", behind.split()[0] if behind.split() else "")


def _is_whole(head: str, things: list[str], names: Collection[str]) -> bool:
    """Whether "everything but" or "all but" stands for the picture."""
    said = " ".join(plain_of_leading(head).lower().split())
    if said in ("everything", "anything", "everything else") or _PICTURE.fullmatch(said):
        return True
    return said == "all" and not any(take_apart(one, names).picks for one in things)


def _want(head: str, so: _So, names: Collection[str]) -> None:
    if so.is_whole:
        so.left_out += phrases(head, so.noun, names)
        return
    spoken = take_apart(head, names)
    if not spoken.noun and spoken.picks and so.noun and not so.wanted[-1].picks:
        # "red, top left": it tells more of what was named before.
        so.wanted[-1] = replace(so.wanted[-1], picks=spoken.picks)
        return
    so.wanted += phrases(head, so.noun, names)
