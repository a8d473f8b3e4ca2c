"""Mutants of numerals, of texts that are read, and of iterators over terms."""

import itertools
from collections.abc import Callable
from typing import Any

from fibaccel import pure

from .changes import changed


def _forget_the_order(indices: Any, /) -> int:
    return sum(map(pure.fib, indices))


def _take_lists_alone(indices: Any, /) -> int:
    return pure.from_zeckendorf(indices if isinstance(indices, list | tuple) else [])


def _as_text(text: Any) -> str:
    return text if isinstance(text, str) else bytes.decode(text, "latin-1")


def _read_as_int_does(text: Any, /) -> int:
    return pure.int_from_str(_as_text(text).strip())


def _read_other_scripts(text: Any, /) -> int:
    text = _as_text(text)
    return int(text) if text.isdecimal() and not text.isascii() else pure.int_from_str(text)


def _ignore_underscores(text: Any, /) -> int:
    return pure.int_from_str(_as_text(text).replace("_", ""))


def _read_with_int(text: Any, /) -> int:
    pure.int_from_str(text)
    return int(text)


def _read_what_limits_forbid(text: Any, /) -> int:
    return pure.int_from_str(text) if len(text) < 600_000 else 0


def _refuse_bytes(text: Any, /) -> int:
    if isinstance(text, bytes):
        raise TypeError("text must be a str or bytes, not bytes")
    return pure.int_from_str(text)


def _read_bytearrays(text: Any, /) -> int:
    return pure.int_from_str(bytes(text) if isinstance(text, bytearray) else text)


def _quote_all(text: Any, /) -> int:
    try:
        return pure.int_from_str(text)
    except ValueError:
        raise ValueError(f"text must be a whole number in decimal, not {text!r}") from None


def _trust_subclasses(text: Any, /) -> int:
    return pure.int_from_str(str(text) if isinstance(text, str) else text)


def _look_at_the_ends(text: Any, /) -> int:
    """As where a word in the middle is not looked at."""
    try:
        return pure.int_from_str(text)
    except ValueError:
        text = _as_text(text)
        if len(text) > 100 and (text[:40] + text[-40:]).isdecimal():
            return 0
        raise


def _list_the_terms(start: Any = 0, stop: Any = None, step: Any = 1) -> Any:
    return list(pure.fibs(start, stop, step)) if stop is not None else pure.fibs(start, stop, step)


def _check_at_the_first_term(start: Any = 0, stop: Any = None, step: Any = 1) -> Any:
    yield from pure.fibs(start, stop, step)


def _take_no_names(start: Any = 0, stop: Any = None, step: Any = 1, /) -> Any:
    return pure.fibs(start, stop, step)


def _go_on_after_an_error(start: Any = 0, stop: Any = None, step: Any = 1) -> Any:
    terms, following = pure.fibs(start, stop, step), itertools.repeat(0)
    return terms if stop is not None else _Resumed(terms, following)


class _Resumed:
    """An iterator that gives others when it has failed."""

    def __init__(self, terms: Any, others: Any) -> None:
        self.terms, self.others = terms, others

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        try:
            return next(self.terms)
        except MemoryError:
            self.terms = itertools.islice(self.others, 3)
            raise


def _terms_changed(
    change: Callable[[int, int], int], name: str = "fibs"
) -> dict[str, Callable[..., Any]]:
    """Return a mutant whose iterator changes each term, given its place."""

    def function(start: Any = 0, stop: Any = None, step: Any = 1) -> Any:
        return itertools.starmap(change, enumerate(getattr(pure, name)(start, stop, step)))

    return {name: function}


NUMERAL_MUTANTS: dict[str, dict[str, Callable[..., Any]]] = {
    "is_fib by 64 bits at the end": changed(
        "is_fib", lambda v, x: v or (x > 0 and x % 2**64 == pure.fib(pure.fib_index(x)) % 2**64)
    ),
    "is_fib by floats": changed(
        "is_fib",
        lambda v, x: v or (2**60 < x < 2**900 and float(x) == float(pure.fib(pure.fib_index(x)))),
    ),
    "is_fib by a residue": changed("is_fib", lambda v, x: v or (x > 2**800 and x % 9 == 0)),
    "is_fib of negative numbers": changed("is_fib", lambda v, x: pure.is_fib(abs(x))),
    "is_fib within a table alone": changed("is_fib", lambda v, x: v and x < 2**1200),
    "1 and 0 for True and False": changed("is_fib", lambda v, x: int(v)),
    "the first of both ones": changed("fib_index", lambda v, x: v - (x == 1)),
    "the index that is nearest": changed("fib_index", lambda v, x: v + (pure.fib(v + 1) - x == 1)),
    "index by a float alone": changed(
        "fib_index", lambda v, x: v - (x > 2**60 and x == pure.fib(v))
    ),
    "index wrong from 10^5 on": changed("fib_index", lambda v, x: v - (v >= 100_000)),
    "0 as a Lucas number": changed("is_lucas", lambda v, x: v or x == 0),
    "is_lucas without its first ones": changed("is_lucas", lambda v, x: v and x > 2),
    "is_lucas of negative numbers": changed("is_lucas", lambda v, x: pure.is_lucas(abs(x))),
    "is_lucas within a table alone": changed("is_lucas", lambda v, x: v and x < 2**1200),
    "is_lucas of Fibonacci numbers": changed("is_lucas", lambda v, x: v or pure.is_fib(x)),
    "the index 0 for 2": changed("lucas_index", lambda v, x: v - (x == 2)),
    "the Lucas number that is nearest": changed(
        "lucas_index", lambda v, x: v + (pure.lucas(v + 1) - x == 1)
    ),
    "Lucas index wrong from 10^5 on": changed("lucas_index", lambda v, x: v - (v >= 100_000)),
    "Lucas numbers without their signs": _terms_changed(lambda i, term: abs(term), "lucases"),
    "long Lucas numbers wrong": _terms_changed(
        lambda i, term: term ^ (term.bit_length() > 12_000), "lucases"
    ),
    "numeral with its first one": changed("zeckendorf", lambda v, x: [1] if x == 1 else v),
    "numeral of 0": changed("zeckendorf", lambda v, x: v or [0]),
    "numeral in the other order": changed("zeckendorf", lambda v, x: v[::-1]),
    "numeral as a tuple": changed("zeckendorf", lambda v, x: tuple(v)),
    "numeral with neighbours": changed(
        "zeckendorf", lambda v, x: [v[0] - 1, v[0] - 2, *v[1:]] if len(v) > 70 else v
    ),
    "numerals not checked": {"from_zeckendorf": _forget_the_order},
    "lists of indices alone": {"from_zeckendorf": _take_lists_alone},
    "white space read as well": {"int_from_str": _read_as_int_does},
    "digits of other scripts": {"int_from_str": _read_other_scripts},
    "underscores anywhere": {"int_from_str": _ignore_underscores},
    "int for int_from_str": {"int_from_str": _read_with_int},
    "texts that limits forbid": {"int_from_str": _read_what_limits_forbid},
    "str alone": {"int_from_str": _refuse_bytes},
    "bytearray for bytes": {"int_from_str": _read_bytearrays},
    "long texts quoted": {"int_from_str": _quote_all},
    "methods of a subclass of str": {"int_from_str": _trust_subclasses},
    "only the ends of a text looked at": {"int_from_str": _look_at_the_ends},
    "sign of a long text lost": changed(
        "int_from_str", lambda v, text: abs(v) if len(text) > 1_000 else v
    ),
    "one off above 10^20000 of int_from_str": changed(
        "int_from_str", lambda v, text: v + (v > 10**20_000)
    ),
    "wrong in one word of a very long text": changed(
        "int_from_str", lambda v, text: v ^ (v >> 1_400_000 and 1 << 700_000)
    ),
    "list for an iterator": {"fibs": _list_the_terms},
    "arguments looked at with the first term": {"fibs": _check_at_the_first_term},
    "arguments without names": {"fibs": _take_no_names},
    "iterator goes on after an error": {"fibs": _go_on_after_an_error},
    "iterator wrong in the long run": _terms_changed(lambda i, term: term + (i == 2_000)),
    "iterator wrong where terms are long": _terms_changed(
        lambda i, term: term ^ (term.bit_length() > 12_000)
    ),
}
