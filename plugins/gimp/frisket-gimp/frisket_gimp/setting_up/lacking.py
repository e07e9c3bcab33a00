"""Whether something has to be got before a wish can be fulfilled: plain values, without GIMP."""

from __future__ import annotations

from collections.abc import Sequence

from frisket_protocol.client import AUTOMATIC
from frisket_protocol.parts import RecipeInfo


def lacking(recipes: Sequence[RecipeInfo], chosen: str, kind: str) -> bool:
    """Whether no recipe that is ready can do what is wanted.

    chosen: a recipe's name, or automatic. kind: of the prompt.
    """
    named = [one for one in recipes if one.name == chosen != AUTOMATIC]
    fitting = [one for one in recipes if kind in one.understands and one.name != AUTOMATIC]
    able = named or fitting
    return bool(able) and not any(one.ready for one in able)
