"""The arguments of the command: numbers in every notation and of any length, and its parser."""

from __future__ import annotations

import argparse
import re
import sys
from functools import partial

import fibaccel
from fibaccel import pure
from fibaccel.pure.numerals import digits, parse, shortened
from fibaccel.streams import read_input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

LONG = 4_300
"""Longer arguments are read by the backend that serves, which is chosen for that."""

# A power beyond these 4,000 digits is refused before it is computed.
_MAX_N_BITS = 13_288


class NotAnInteger(argparse.ArgumentTypeError):
    """A text that writes no integer."""


def parse_integer(text: str) -> int:
    """Return the integer that text writes: 1000000, 1_000_000, 1e6, 10**6 or 10^6.

    A power has 4,000 digits at most; a number that is written out may have any number of them.

    >>> parse_integer("1e6") == parse_integer("10^6") == parse_integer("1_000_000")
    True
    >>> parse_integer("-2**3")
    -8
    """
    sign = -1 if text.startswith("-") else 1
    unsigned = text.removeprefix("-").lower().replace("^", "**")
    mantissa, ten, zeros = unsigned.partition("e")
    left, power, right = unsigned.partition("**")
    read = fibaccel.int_from_str if len(text) > LONG else pure.int_from_str
    try:
        if ten:
            factor, base, exponent = read(mantissa), 10, read(zeros)
        elif power:
            factor, base, exponent = 1, read(left), read(right)
        else:
            factor, base, exponent = read(unsigned), 1, 1
    except ValueError as error:
        if not str(error).startswith("text "):  # of a setting
            raise argparse.ArgumentTypeError(str(error)) from None
        raise _not_an_integer(text) from None
    if min(factor, base, exponent) < 0:
        raise _not_an_integer(text)
    if exponent * (base.bit_length() - 1) > _MAX_N_BITS:
        raise argparse.ArgumentTypeError(f"{shortened(text)!r} has more than 4,000 digits")
    return int(sign * factor * base**exponent)


def _not_an_integer(text: str) -> NotAnInteger:
    return NotAnInteger(
        f"{shortened(text)!r} is not a whole number like 1000000, 1_000_000, 1e6, 10**6 or 10^6"
    )


def parse_positive(text: str) -> int:
    """Return the integer that text writes, which must be at least 1."""
    number = parse_integer(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {shortened(text)}")
    return number


def parse_or_read(text: str) -> int:
    """Return the integer that text writes or, if it is ``-``, standard input."""
    return parse_integer(read_input() if text == "-" else text)


class Parser(argparse.ArgumentParser):
    """argparse, with errors of one line, and negative numbers in every notation."""

    def __init__(self, **settings: Any) -> None:
        """Make a parser with these settings of argparse's."""
        # With a width of its own the formatter does not import shutil (3 ms) to ask for one.
        super().__init__(formatter_class=partial(argparse.HelpFormatter, width=88), **settings)

    def error(self, message: str) -> NoReturn:
        """Exit with an error of one line."""
        # argparse quotes whole arguments, of which some are numbers.
        short = re.sub(r"\S{44,}", lambda found: shortened(found[0]), message)
        self.exit(2, f"{self.prog}: error: {short} ({self.prog} --help shows how)\n")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Exit; what of --help cannot be written is an error here too."""
        sys.stdout.flush()
        super().exit(status, message)

    def _print_message(self, message: str, file: Any = None) -> None:
        (file or sys.stderr).write(message)  # argparse passes over what cannot be written

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Return what the arguments mean."""
        # argparse takes -10 for a number but -1e6 for an option: spell such numbers out.
        return self.parse_args([_spell_out(argument) for argument in arguments])


def value_of(option: str, arguments: Sequence[str]) -> str | None:
    """Return the value of one option, before the arguments are parsed."""
    parser = Parser(prog="fibaccel", add_help=False)
    parser.add_argument(option, dest="value")
    value: str | None = parser.parse_known_args(arguments)[0].value
    return value


def _spell_out(argument: str) -> str:
    if argument[:1] != "-" or not argument[1:2].isdigit():
        return argument
    try:
        return f"-{parse(argument)[1]}"
    except ValueError:
        pass
    try:
        return digits(parse_integer(argument))
    except argparse.ArgumentTypeError:
        return argument
