"""What is set otherwise than at first, in a few words. Nothing of Krita or Qt."""

from __future__ import annotations

from frisket_plugin import texts
from frisket_plugin.options import Options
from frisket_plugin.texts import t

NUMBERS = ("grow", "feather", "smooth", "fill_holes", "drop_specks", "threshold")
CHOICES = ("edges", "read_from")


def heading_of(options: Options, recipe: str = "") -> str:
    """What stands over the options when they are folded away: "Options: invert, grow 2".

    recipe: the title of the one that is chosen, if any. A threshold counts for words alone.
    """
    plain = Options()
    told = [t("set.invert")] if options.invert else []
    for name in NUMBERS:
        value = getattr(options, name)
        is_used = name != "threshold" or options.prompt_from == "words"
        if value != getattr(plain, name) and is_used:
            told.append(t(f"set.{name}", value=_written(value)))
    for name in CHOICES:
        chosen = getattr(options, name)
        if chosen != getattr(plain, name):
            told.append(t(f"set.{name}.{chosen}"))
    told += [recipe] if recipe else []
    return t("options.set", what=", ".join(told)) if told else t("options")


def _written(number: float) -> str:
    """Without zeros at its end."""
    return texts.decimal(f"{number:.2f}".rstrip("0").rstrip("."))
