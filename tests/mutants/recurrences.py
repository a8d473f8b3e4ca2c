"""Mutants of linear recurrences."""

from collections.abc import Callable
from typing import Any

from fibaccel import pure

from .changes import changed


def _extend_backwards(coefficients: Any, start: Any, n: Any, /) -> int:
    return pure.linrec(coefficients, start, abs(n) if isinstance(n, int) else n)


def _take_sequences_alone(coefficients: Any, start: Any, n: Any, /) -> int:
    lists = isinstance(coefficients, list | tuple) and isinstance(start, list | tuple)
    return pure.linrec(coefficients, start, n) if lists else 0


def _take_bytes(coefficients: Any, start: Any, n: Any, m: Any, /) -> int:
    start = list(start) if isinstance(start, bytes) else start
    return pure.linrec_mod(coefficients, start, n, m)


def _compute_what_limits_forbid(coefficients: Any, start: Any, n: Any, m: Any, /) -> int:
    if isinstance(m, int) and m.bit_length() > 2**21:
        return 0
    return pure.linrec_mod(coefficients, start, n, m)


RECURRENCE_MUTANTS: dict[str, dict[str, Callable[..., Any]]] = {
    "recurrence wrong at even n": changed("linrec", lambda v, c, s, n: v + (n > 60 and n % 2 == 0)),
    "recurrence of low order alone": changed("linrec", lambda v, c, s, n: v + (len(c) > 50)),
    "recurrence with zeros wrong": changed(
        "linrec_mod", lambda v, c, s, n, m: v if any(c) else s[-1] % m
    ),
    "order of coefficients": changed(
        "linrec_mod", lambda v, c, s, n, m: pure.linrec_mod(c[::-1], s, max(n, 0), m)
    ),
    "start values not reduced": changed(
        "linrec_mod", lambda v, c, s, n, m: s[n] if 0 <= n < len(s) else v
    ),
    "n of recurrences cut to 64 bits": changed(
        "linrec_mod", lambda v, c, s, n, m: pure.linrec_mod(c, s, n % 2**64, m)
    ),
    "long exact terms wrong": changed("linrec", lambda v, c, s, n: v ^ (n > 250_000)),
    "sums of words overflow": changed(
        "linrec_mod", lambda v, c, s, n, m: v ^ (len(c) > 15 and min(c) > 2**63 and m > v + 1)
    ),
    "recurrence backwards without its sign": {"linrec": _extend_backwards},
    "lists of coefficients alone": {"linrec": _take_sequences_alone},
    "bytes as start values": {"linrec_mod": _take_bytes},
    "FIBACCEL_MAX_BITS ignored by recurrences": {"linrec_mod": _compute_what_limits_forbid},
}
