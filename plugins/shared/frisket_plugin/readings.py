"""How words were read, in other languages: the closed little language of `reading` in answers.

The agent tells it as "leftmost of 4 'red'; left out: largest 'red'": the names of things in quotes,
and round them words of a fixed stock. SPEC.md calls that a sentence for a person.
"""

from __future__ import annotations

import re
from functools import cache

_NAME = re.compile(r"'(.+?)'(?=$|[ ,;)])")
_HELD = "\ue000{}\ue001"
"""A name of a thing, while the words round it are put into another language."""
_N = "(\ue000\\d+\ue001(?: (?:or|oder) \ue000\\d+\ue001)*)"
_NTH = r"(\d+)(?:st|nd|rd|th)"

_SIZES = {
    "largest": "größte",
    "smallest": "kleinste",
    "tallest": "höchste",
    "shortest": "niedrigste",
    "widest": "breiteste",
    "narrowest": "schmalste",
    "surest": "sicherste",
}
_SIDES = {"left": "links", "right": "rechts", "top": "oben", "bottom": "unten", "middle": "Mitte"}
_MOST = {"leftmost": "links", "rightmost": "rechts", "topmost": "oben", "lowest": "unten"}
_AREAS = {
    "left half": "linken Hälfte",
    "right half": "rechten Hälfte",
    "upper half": "oberen Hälfte",
    "lower half": "unteren Hälfte",
    "middle third": "mittleren Drittel",
    "upper left quarter": "oberen linken Viertel",
    "upper right quarter": "oberen rechten Viertel",
    "lower left quarter": "unteren linken Viertel",
    "lower right quarter": "unteren rechten Viertel",
    "upper middle quarter": "oberen mittleren Viertel",
    "lower middle quarter": "unteren mittleren Viertel",
    "left middle quarter": "linken mittleren Viertel",
    "right middle quarter": "rechten mittleren Viertel",
}
_CORNERS = {
    f"{high} {wide}": f"{above} {beside}"
    for high, above in (("upper", "oben"), ("lower", "unten"))
    for wide, beside in (("left", "links"), ("right", "rechts"), ("middle", "in der Mitte"))
} | {"left middle": "links in der Mitte", "right middle": "rechts in der Mitte"}

_GERMAN: list[tuple[str, str]] = [
    (r"the whole picture", "das ganze Bild"),
    (r"; left out: ", "; ausgenommen: "),
    (r" \(none found\)", " (keins gefunden)"),
    (r"asked for as it stands", "gesucht, wie es dasteht"),
    (r"as it stands", "wie es dasteht"),
    (rf"nothing called {_N} was found", r"nichts namens \1 gefunden"),
    (r"(\d+) found", r"\1 gefunden"),
    (r"the (\d+) other", r"die \1 anderen"),
    (r"the other", "die anderen"),
    (r"the only", "1"),
    (r"\bboth\b", "beide"),
    (r"\ball (\d+)", r"alle \1"),
    (r"\band (\d+) more", r"und \1 weitere"),
    (r"\band\b", "und"),
    *(
        (
            rf"in the {area} of",
            f"{'im' if said.endswith(('Drittel', 'Viertel')) else 'in der'} {said} von",
        )
        for area, said in _AREAS.items()
    ),
    *(
        (rf"in the {area}", f"{'im' if said.endswith(('Drittel', 'Viertel')) else 'in der'} {said}")
        for area, said in _AREAS.items()
    ),
    *(
        (rf"{_NTH} to {_NTH} from the {side}", rf"\1. bis \2. von {said}")
        for side, said in (_CORNERS | _SIDES).items()
    ),
    *(
        (rf"{_NTH} from the {side}", rf"\1. von {said}")
        for side, said in (_CORNERS | _SIDES).items()
    ),
    *((rf"{_NTH} (\d+) {size}", rf"die \2 {said}n ab dem \1.") for size, said in _SIZES.items()),
    *((rf"{_NTH} {size}", rf"das \1. {said}") for size, said in _SIZES.items()),
    *((rf"(\d+) {size}", rf"die \1 {said}n") for size, said in _SIZES.items()),
    *((rf"\b{size}\b", f"das {said}") for size, said in _SIZES.items()),
    *((rf"(\d+) {most}", rf"die \1 am weitesten {said}") for most, said in _MOST.items()),
    *((rf"{most} {_N}", rf"\1 am weitesten {said}") for most, said in _MOST.items()),
    *((rf"\b{most}\b", f"am weitesten {said}") for most, said in _MOST.items()),
    *((rf"{corner}(?: one)? {_N}", rf"\1 {said}") for corner, said in _CORNERS.items()),
    *((rf"{corner}(?: one)?\b", said) for corner, said in _CORNERS.items()),
    (rf"\bmiddle(?: one)? {_N}", r"das mittlere \1"),
    (r"(\d+) middle\b", r"die \1 mittleren"),
    (r"\bmiddle(?: one)?\b", "das mittlere"),
    (r"\bthere is no\b", "es gibt kein"),
    (r"\bof only\b", "von nur"),
    (r"\bof\b", "von"),
    (r"\bor\b", "oder"),
]
_LACKING = re.compile(r"\bno\b|\bnothing called\b|\bnone found\b|\bof only\b|\b0 ")

_FOUND = re.compile(r"\b(?:both|all \d+|1|of \d+|[1-9]\d* found|the whole picture)\b")


def lacks(text: str) -> bool:
    """Whether something that the words name was not found; names of things do not count."""
    return _LACKING.search(_NAME.sub("", text)) is not None


def may_be_foreign(text: str) -> bool:
    """Whether none of the words named anything, so that they may be of another language."""
    return lacks(text) and _FOUND.search(_NAME.sub("", text)) is None


_QUOTES = {"de": "„{}“"}


def said(text: str, language: str) -> str:
    """The reading in this language; as it stands where it cannot be put so, every word of it."""
    if language not in _QUOTES:
        return text
    names: list[str] = []

    def held(match: re.Match[str]) -> str:
        names.append(match[1])
        return _HELD.format(len(names) - 1)

    told = _NAME.sub(held, text)
    for pattern, other in _rules():
        told = pattern.sub(other, told)
    if not set(re.findall(r"[^\W\d_]{2,}", told)) <= _stock():
        return text
    return re.sub(
        "\ue000(\\d+)\ue001", lambda one: _QUOTES[language].format(names[int(one[1])]), told
    )


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), other) for pattern, other in _GERMAN)


@cache
def _stock() -> frozenset[str]:
    """Every German word that the rules can write."""
    return frozenset(word for _, other in _GERMAN for word in re.findall(r"[^\W\d_]{2,}", other))
