"""A parser that says what was probably meant."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from frisket import installation

_CHOICE = re.compile(r"invalid choice: '([^']*)'.*?\(choose from (.*)\)", re.DOTALL)
_SHORT = 4
"""Lines of usage that stand above an error at most."""
_OPTION = re.compile(r"--[a-z][\w-]*")
_ELSEWHERE = {
    **dict.fromkeys(("--neg", "--negative", "--minus", "--exclude", "--outside"), "--not"),
    **dict.fromkeys(("--pos", "--positive", "--plus", "--click", "--include"), "--point"),
    **dict.fromkeys(("--rect", "--rectangle", "--bbox"), "--box"),
    **dict.fromkeys(("--text", "--prompt"), "--words"),
    **dict.fromkeys(("--model", "--engine"), "--recipe"),
    **dict.fromkeys(("--force", "--replace"), "--overwrite"),
}
"""What other programs call the options that frisket has."""
_NUMBERS = re.compile(r"-[\d.][\d.,eE+\s-]*|-(inf|nan)\b.*")


class Once(argparse.Action):
    """Keeps an option's value. Of an option that stands twice argparse would ignore the first."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        given: set[str] = namespace.__dict__.setdefault("_given", set())
        if self.option_strings and self.dest in given:
            raise argparse.ArgumentError(self, "it stands twice, and takes one value")
        given.add(self.dest)
        setattr(namespace, self.dest, values)


class Parser(argparse.ArgumentParser):
    """argparse's, whose complaints end with "Did you mean …?" where something is near."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.register("action", None, Once)
        self.register("action", "store", Once)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and leave with exit code 2."""
        hint = self._hint(message)
        said = f"{message}.{hint}" if hint else message
        usage = self.format_usage()
        if usage.count("\n") > _SHORT:
            # So long that nobody would find the error below it.
            _, *command = self.prog.split()
            every = installation.here().frisket(*command, "--help")
            self.exit(2, f"{self.prog}: error: {said}\nAll options: {every}\n")
        super().error(said)

    def refuse(self, strange: Sequence[str]) -> NoReturn:
        """Say that nobody knows these arguments."""
        known = _OPTION.findall(self.format_help())
        options = (word.partition("=")[0] for word in strange if word.startswith("-"))
        hint = next(filter(None, (_meant(option, known) for option in options)), "")
        self.error(f"unrecognized arguments: {' '.join(strange)}{hint and '.'}{hint}")

    def _hint(self, message: str) -> str:
        choice = _CHOICE.search(message)
        return did_you_mean(choice[1], re.findall(r"[\w.-]+", choice[2])) if choice else ""


def _meant(option: str, known: Sequence[str]) -> str:
    """A question with the option that has another name elsewhere, or with the nearest one."""
    other = _ELSEWHERE.get(option.lower(), "")
    return f" Did you mean {other}?" if other in known else did_you_mean(option, known)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question with what is nearest to `word`, after a space; "" where nothing is near."""
    plain = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), list(plain), n=1, cutoff=0.6)
    return f" Did you mean {plain[near[0]]}?" if near else ""


def joined(arguments: Sequence[str]) -> list[str]:
    """`--box -5,0,9,9` as `--box=-5,0,9,9`, since argparse takes what begins with - for options."""
    made: list[str] = []
    for place, word in enumerate(arguments):
        if word == "--":
            return [*made, *arguments[place:]]
        follows = made and made[-1].startswith("--") and "=" not in made[-1]
        if follows and _NUMBERS.fullmatch(word):
            made[-1] += f"={word}"
        else:
            made.append(word)
    return made
