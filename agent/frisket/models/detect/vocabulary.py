"""Which of the names that a closed-set detector knows a phrase means. Text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

NAMELESS = frozenset({"", "n/a", "background", "__background__"})
"""What stands in lists of names where a class is none, as in COCO's gaps."""
ARTICLES = frozenset({"a", "an", "the"})
IRREGULAR = {
    "children": "child",
    "feet": "foot",
    "geese": "goose",
    "men": "man",
    "mice": "mouse",
    "people": "person",
    "teeth": "tooth",
    "women": "woman",
}
SAME = {
    "aeroplane": "airplane",
    "motorbike": "motorcycle",
    "sofa": "couch",
    "television": "tv",
    "tvmonitor": "tv",
}
"""Names of PASCAL VOC, which some detectors use, for COCO's names of the same things."""


def vocabulary(names: Iterable[str]) -> frozenset[str]:
    """The names of classes in lower case, as a Detector shows them."""
    return frozenset(name.lower() for name in names) - NAMELESS


def classes_asked(phrases: Sequence[str], names: Mapping[int, str]) -> dict[int, str]:
    """For each class that is asked for, the first of the phrases that means it.

    Without phrases every class that has a name is asked for, with the phrase "".
    """
    named = {number: name for number, name in names.items() if name.lower() not in NAMELESS}
    if not phrases:
        return dict.fromkeys(named, "")
    asked = {}
    for number, name in named.items():
        meant = [phrase for phrase in phrases if means(phrase, name)]
        if meant:
            asked[number] = meant[0]
    return asked


def means(phrase: str, name: str) -> bool:
    """Whether a phrase is this name: in any case, singular or plural, in one word or two."""
    return not _spellings(phrase).isdisjoint(_spellings(name))


def _spellings(text: str) -> set[str]:
    """Every way to read `text` in the singular, without the spaces."""
    words = re.split(r"[\s_-]+", text.strip().lower())
    if words[0] in ARTICLES and len(words) > 1:
        del words[0]
    read = {"".join([*words[:-1], last]) for last in _singulars(words[-1])}
    return read | {SAME[one] for one in read if one in SAME}


def _singulars(word: str) -> set[str]:
    """The word itself, and what it may be the plural of; some of these are no words."""
    found = {word, IRREGULAR.get(word, word)}
    if word.endswith("s") and not word.endswith("ss"):
        found.add(word[:-1])
    if word.endswith("es"):
        found.add(word[:-2])
    if word.endswith("ies"):
        found.add(word[:-3] + "y")
    if word.endswith("ves"):
        found |= {word[:-3] + "f", word[:-3] + "fe"}
    return found
