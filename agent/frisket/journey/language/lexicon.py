"""The words that the grammar of prompts knows (docs/words.md). Lower case; data alone."""

from __future__ import annotations

from typing import Literal

from .meanings import Size

Direction = Literal["left", "right", "top", "bottom", "middle"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLAIN_SIDES: dict[str, Direction] = {
    "left": "left",
    "right": "right",
    "top": "top",
    "upper": "top",
    "higher": "top",
    "bottom": "bottom",
    "lower": "bottom",
    "middle": "middle",
    "center": "middle",
    "centre": "middle",
    "central": "middle",
}
MOST_SIDES: dict[str, Direction] = {
    "leftmost": "left",
    "rightmost": "right",
    "topmost": "top",
    "uppermost": "top",
    "highest": "top",
    "bottommost": "bottom",
    "lowermost": "bottom",
    "lowest": "bottom",
    "middlemost": "middle",
}
"""These mean one thing, also before a plural, and never belong to a compound."""
SIDES: dict[str, Direction] = {**PLAIN_SIDES, **MOST_SIDES}
OPPOSITE: dict[str, Direction] = {
    "left": "right",
    "right": "left",
    "top": "bottom",
    "bottom": "top",
}
SIZES: dict[str, Size] = {
    "largest": "largest",
    "biggest": "largest",
    "larger": "largest",
    "bigger": "largest",
    "smallest": "smallest",
    "tiniest": "smallest",
    "littlest": "smallest",
    "smaller": "smallest",
    "tallest": "tallest",
    "taller": "tallest",
    "shortest": "shortest",
    "shorter": "shortest",
    "widest": "widest",
    "broadest": "widest",
    "wider": "widest",
    "narrowest": "narrowest",
    "thinnest": "narrowest",
    "slimmest": "narrowest",
    "narrower": "narrowest",
}
SIZES_OF_ONE: dict[str, Size] = {
    "small": "smallest",
    "little": "smallest",
    "tiny": "smallest",
    "big": "largest",
    "large": "largest",
    "huge": "largest",
    "tall": "tallest",
    "short": "shortest",
    "wide": "widest",
    "narrow": "narrowest",
    "thin": "narrowest",
}
"""What these say of "one" alone: "not the small one" is of what was named before."""
ORDINALS = {
    word: rank
    for rank, words in enumerate(
        (
            "first 1st",
            "second 2nd",
            "third 3rd",
            "fourth 4th",
            "fifth 5th",
            "sixth 6th",
            "seventh 7th",
            "eighth 8th",
            "ninth 9th",
            "tenth 10th",
        ),
        start=1,
    )
    for word in words.split()
}
ORDINALS |= {f"{rank}th": rank for rank in range(11, 100)}
ORDINALS |= {
    f"{rank}{end}": rank
    for tens in range(20, 100, 10)
    for rank, end in ((tens + 1, "st"), (tens + 2, "nd"), (tens + 3, "rd"))
}
LASTS = _words("last final")
COUNTS = {
    word: number
    for number, word in enumerate(
        (
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ),
        start=1,
    )
} | {str(number): number for number in range(1, 100)}
ARTICLES = _words("the a an its his her their my your our this that these those")
ALL = _words("all every each both any some several")
WHOLE = _words("everything anything all")
FAR = _words("far very extreme outer")
PRONOUNS = _words("one ones")
OTHERS = _words("other others rest remaining")
LEADING = _words("only just please and or also then plus either")
"""What may stand before a phrase and says nothing."""
PICTURE = "picture|image|photo|photograph|frame|screen|canvas|scene|layer|drawing|painting|shot"
AREAS = "side|edge|corner|end|half|part|area|portion|border|margin|quarter|third"

RELATIONS = _words(
    """with in on at by from to into onto near nearest closest under over above below beneath
    underneath behind before beside between among against around inside outside next front across
    through along beyond towards toward off within like than while where when
    wearing holding carrying sitting standing lying riding looking facing leaning hanging pointing
    turning heading going moving touching covering containing making having using playing eating
    driving pulling pushing
    is are was has have who whose that which"""
)
"""A word of these behind the thing's own name tells how it stands to another thing."""

UNSEEN = _words(
    """nearest closest furthest farthest frontmost brightest darkest lightest oldest youngest newest
    longest heaviest roundest sharpest prettiest reddest greenest bluest"""
)
"""Of several things these choose one, but not by where it is or how large: that is for a model."""

MODIFIERS = _words(
    """red green blue yellow orange purple violet pink brown black white gray grey cyan magenta
    golden gold silver beige turquoise dark light bright pale striped dotted spotted checkered plain
    wooden metal plastic glass leather round square big small large little tall short long wide thin
    thick old young new fresh ripe raw hot cold wet dry empty full open closed"""
)
"""Adjectives that may be parted from their noun by "and": "red and blue shirts"."""

THINGS = _words("square glass")
"""Modifiers that are the thing itself behind another one: "red square", but "square box"."""

PAIRS = frozenset(
    tuple(pair.split("-"))
    for pair in _words(
        """black-white salt-pepper rock-roll mac-cheese macaroni-cheese fish-chips bow-arrow
        ham-cheese butter-jelly hammer-sickle skull-crossbones stars-stripes mortar-pestle gin-tonic
        bed-breakfast bacon-eggs"""
    )
)
"""What "and" joins into one thing."""

_BODY = "arm leg back body lip jaw torso eyelid"
_PART = "half side part edge corner end third quarter row column of"
_CENTRE = """console piece stage court field line forward back parting divider stand circle pivot
punch"""
COMPOUNDS: dict[str, frozenset[str]] = {
    word: _words(f"{nouns} {_PART if word in PLAIN_SIDES else ''}")
    for word, nouns in {
        "top": """hat coat knot gear gun dog secret soil sail bun model tier note loader mast stitch
        rope spin heavy quality speed seller""",
        "upper": f"case class crust deck management {_BODY}",
        "higher": "education ground power court",
        "lower": f"case class deck {_BODY}",
        "bottom": "line bracket feeder dollar trawler",
        "middle": "finger school class ear age east name ground aged earth management",
        "center": _CENTRE,
        "centre": _CENTRE,
        "central": """park station heating bank processing processor nervous america asia
        reservation""",
        "left": "field luggage over winger handed turn click behind fielder",
        "right": "field angle angled whale triangle winger handed turn click fielder away",
        "first": """aid base class lady floor mate officer responder violin gear edition person
        communion grade grader name degree birthday dance quarter story storey baseman""",
        "second": """hand base class floor violin gear edition nature skin grade grader degree
        birthday quarter story storey generation world baseman""",
        "third": """rail eye base class floor gear party person grade grader degree birthday world
        quarter story storey baseman""",
        "fourth": "wall estate floor grade quarter",
        "fifth": "wheel avenue floor grade element",
        "last": "supper name call stand",
        "final": "fantasy exam",
        "no": "parking entry smoking stopping exit littering swimming",
    }.items()
}
"""What is one thing together with the noun behind it: "top hat", not the hat at the top."""
COUNTED = _words(
    """way piece tone seater wheeler wheel door story storey ply poster leaf pack ball stroke star
    sided legged headed man-band masted bedroom lane dimensional year"""
)
"""Behind a number and before a noun these make a kind: "four poster bed", "two tone shoes"."""
ENDING_BARE = _words("turn turns swipe keep arrow arrows human civil all copy that exactly click")
"""Behind these a bare "left" or "right" at the end is no place: "turn left"."""

ALWAYS_PLURAL = _words("people men women children feet teeth mice geese sheep fish deer cattle")
NEVER_PLURAL = _words(
    """glasses sunglasses scissors jeans pants trousers shorts leggings binoculars tongs pliers
    headphones goggles series species lens bus gas canvas atlas christmas always stairs"""
)
ABBREVIATIONS = _words("st mr mrs ms dr prof no vs jr sr mt ft e.g i.e etc approx")


def is_plural(word: str) -> bool:
    """Whether a noun means several, as far as its spelling tells."""
    low = word.lower()
    if low in ALWAYS_PLURAL:
        return True
    return low.endswith("s") and low[-2:-1] not in ("s", "u", "i") and low not in NEVER_PLURAL


def is_compound(word: str, following: str) -> bool:
    """Whether a word and the one behind it are one thing: "top hats"."""
    nouns = COMPOUNDS.get(word.lower(), frozenset())
    low = following.lower()
    return low in nouns or (low.endswith("s") and low[:-1] in nouns)
