"""The conformance kit kills every kept mutant: a backend that is wrong in one way.

Each mutant is the Python backend with one function replaced, built past the self-check, which
would refuse several of them at once. A mutant that survives is a hole in the kit.
"""

import inspect
import itertools
import operator
from collections.abc import Callable, Iterator
from functools import partial
from math import prod
from typing import Any

import pytest

from fibaccel import pure
from fibaccel.backend import Backend
from fibaccel.operations import OPERATIONS
from fibaccel.plugin import index
from fibaccel.testing import BackendConformance

from .changes import changed
from .numerals import NUMERAL_MUTANTS
from .recurrences import RECURRENCE_MUTANTS


class _Number(int):
    """A subclass of int, as a result must not be."""


def _flip_one_bit(n: Any, /) -> int:
    value = pure.fib(n)
    return value ^ (1 << 9000) if value.bit_length() > 9001 else value


def _wrap_at_64_bits(n: Any, /) -> int:
    value = pure.fib(n)
    return value % 2**64 if n >= 0 else value


def _lose_leading_zeros_of_a_chunk(n: Any, /) -> str:
    text = pure.fib_str(n)
    return text if len(text) < 2000 else text[:1000] + text[1000:].lstrip("0")


def _lose_zeros_inside(x: Any, /) -> str:
    text = pure.int_str(x)
    return text if len(text) < 40 else text[:20] + text[20:].lstrip("0")


def _miss_a_power_of_ten(x: Any, /) -> str:
    """As with a count of digits by logarithm: one short at 10^k, or one zero in front."""
    return pure.int_str(x) if x != 10**40_000 else "0" + pure.int_str(x)


def _convert_with_str(x: Any, /) -> str:
    return str(index(x, "x"))


def _convert_what_limits_forbid(x: Any, /) -> str:
    return pure.int_str(x) if not isinstance(x, int) or x.bit_length() < 10**6 else "0"


def _call_it_n(n: Any) -> int:
    return pure.fib(n)


def _compute_what_cannot_fit(n: Any, /) -> int:
    return pure.fib(n) if not isinstance(n, int) or abs(n) < 10**18 else 0


def _swallow_what_index_raises(n: Any, /) -> int:
    try:
        return pure.fib(n)
    except OverflowError:
        return 0


def _check_sizes_in_its_own_way(n: Any, /) -> int:
    return pure.fib(n) if not isinstance(n, int) or not 2**22 < n < 2**24 else 0


def _never_check_the_type_of_small_arguments(n: Any, /) -> int:
    return 0 if n == 0 and type(n) is not int else pure.fib(n)


def _know_the_answers_alone(operation: str) -> dict[str, Callable[..., Any]]:
    """Return a mutant that gives what the contract asks at loading, and is one off elsewhere."""
    row = OPERATIONS[operation]

    def change(value: Any, *arguments: int) -> Any:
        if arguments in row.answers or arguments in row.fingerprints:
            return value
        if isinstance(value, str):
            return value[:-1] + ("1" if value[-1] == "0" else "0")
        if isinstance(value, bool):
            return not value
        if isinstance(value, list):
            return [*value, 1]
        if isinstance(value, Iterator):
            return itertools.chain(value, [1])
        return (value[0] + 1, value[1]) if isinstance(value, tuple) else value + 1

    return changed(operation, change)


def _divide_by_zero(n: Any, m: Any, /) -> int:
    return pure.fib_mod(n, m) if not isinstance(m, int) or m else n % m


def _extend_to_negative_n(p: Any, q: Any, n: Any, /) -> tuple[int, int]:
    if isinstance(q, int) and abs(q) > 1:
        n = abs(n) if isinstance(n, int) else n
    return pure.lucasuv(p, q, n)


def _take_n_before_p(p: Any, q: Any, n: Any, m: Any, /) -> int:
    index(n, "n")
    return pure.lucasu_mod(p, q, n, m)


def _take_m_before_q_at_negative_n(p: Any, q: Any, n: Any, m: Any, /) -> int:
    if isinstance(n, int) and n < 0:
        index(m, "m", least=1)
    return pure.lucasv_mod(p, q, n, m)


def _refuse_by_n_alone(p: Any, q: Any, n: Any, /) -> int:
    if isinstance(n, int) and n > 10**9:
        raise MemoryError(f"n = {n} is too large: V(n) has about {n} bits")
    return pure.lucasv(p, q, n)


def _compute_modulo_what_limits_forbid(m: Any, /) -> int:
    return pure.rank_of_apparition(m) if not isinstance(m, int) or m < 2**10_000 else 0


def _trust_the_primes(m: Any, /, *, factors: Any = None) -> int:
    if factors and m % prod(factors) == 0:
        factors = {p: next(e for e in range(m.bit_length()) if m % p ** (e + 1)) for p in factors}
    return pure.pisano_period(m, factors=factors)


def _trust_all_factors(m: Any, /, *, factors: Any = None) -> int:
    return pure.rank_of_apparition(m)


_SEQUENCE_MUTANTS: dict[str, dict[str, Callable[..., Any]]] = {
    "Montgomery for odd m only": changed("lucasu_mod", lambda v, p, q, n, m: v % (m // (m & -m))),
    "F(n) right for odd m only": changed("fib_mod", lambda v, n, m: v if m % 2 else v // 2 * 2),
    "floats modulo m": changed("lucas_mod", lambda v, n, m: int(float(v)) % m),
    "floats above 2^53": changed(
        "lucasv_mod", lambda v, p, q, n, m: v if m < 2**53 else int(float(v)) % m
    ),
    "one bit lost at 2^64": changed("fib_mod", lambda v, n, m: v % 2**63 if m >> 63 == 1 else v),
    "wrong at the edge of two words": changed(
        "lucasv_mod", lambda v, p, q, n, m: (v + (m == 2**128 - 1)) % m
    ),
    "wrong for m of many words": changed("lucas_mod", lambda v, n, m: v ^ (m >> 3000 > 0)),
    "negative n ignored modulo m": changed("fib_mod", lambda v, n, m: pure.fib_mod(abs(n), m)),
    "sign of L(-n) modulo m": changed("lucas_mod", lambda v, n, m: -v % m if n < 0 else v),
    "n cut to 64 bits": changed("fib_mod", lambda v, n, m: pure.fib_mod(n % 2**64, m)),
    "1 modulo 1": changed("lucasv_mod", lambda v, p, q, n, m: v + (m == 1)),
    "1 modulo 1 at n = 0": changed("lucas_mod", lambda v, n, m: 2 - (m == 1) if n == 0 else v),
    "negative residues": changed("lucasv_mod", lambda v, p, q, n, m: v - m if p < 0 else v),
    "double roots modulo m": changed(
        "lucasu_mod", lambda v, p, q, n, m: 0 if p * p == 4 * q and n > 1 else v
    ),
    "double roots": changed("lucasu", lambda v, p, q, n: 0 if p * p == 4 * q and n > 1 else v),
    "q = 0": changed("lucasv", lambda v, p, q, n: 0 if q == 0 and n == 0 else v),
    "sign of q": changed("lucasu", lambda v, p, q, n: pure.lucasu(p, -q, n)),
    "large p wraps": changed("lucasv", lambda v, p, q, n: v if abs(p) < 2**63 else v + 2**64),
    "closed form in floats": changed("lucasv", lambda v, p, q, n: v if v < 2**53 else v + 1),
    "wrong from n = 1000 on": changed("lucasu", lambda v, p, q, n: v ^ (n >= 1000)),
    "negative n accepted for any q": {"lucasuv": _extend_to_negative_n},
    "m looked at before q": {"lucasv_mod": _take_m_before_q_at_negative_n},
    "sign of U(-n)": changed("lucasu", lambda v, p, q, n: v if n >= 0 else -v),
    "sign of V(-n) for q = -1": changed("lucasv", lambda v, p, q, n: pure.lucasv(p, q, abs(n))),
    "sign of U(-n) modulo m": changed(
        "lucasuv_mod", lambda v, p, q, n, m: (pure.lucasu_mod(p, q, abs(n), m), v[1])
    ),
    "V before U": changed("lucasuv", lambda v, p, q, n: v[::-1]),
    "V of a pair wrong for even m": changed(
        "lucasuv_mod", lambda v, p, q, n, m: (v[0], v[1] // 2 if m % 2**40 == 0 else v[1])
    ),
    "V of a long pair wrong": changed("lucasuv", lambda v, p, q, n: (v[0], v[1] ^ (n > 4000))),
    "the next term for the one before": changed(
        "lucas2_mod", lambda v, n, m: (v[0], pure.lucas_mod(n + 1, m))
    ),
    "pair modulo multiples of 5": changed(
        "fib2_mod", lambda v, n, m: (v[0], v[1] if m % 5 else v[1] // 2 * 2)
    ),
    "sign of a pair at negative n": changed(
        "fib2_mod", lambda v, n, m: v if n >= 0 else (v[0], -v[1] % m)
    ),
    "division by zero for m = 0": {"fib_mod": _divide_by_zero},
    "arguments in another order": {"lucasu_mod": _take_n_before_p},
    "tiny terms refused": {"lucasv": _refuse_by_n_alone},
    "FIBACCEL_MAX_BITS ignored by m": {"rank_of_apparition": _compute_modulo_what_limits_forbid},
    "period wrong at 2": changed("pisano_period", lambda v, m: v if m % 4 else 2 * v),
    "period wrong at 5": changed("pisano_period", lambda v, m: v if m % 5 else v // 5),
    "period of the prime for its power": changed(
        "pisano_period", lambda v, m: v if m % 49 else v // 7
    ),
    "period wrong for high powers": changed(
        "pisano_period", lambda v, m: v // 2 if m % 2**12 == 0 else v
    ),
    "a multiple of the period": changed("pisano_period", lambda v, m: v if m < 6000 else 2 * v),
    "rank for the period": changed("pisano_period", lambda v, m: pure.rank_of_apparition(m)),
    "rank of 8 as of other powers": changed(
        "rank_of_apparition", lambda v, m: v if m % 8 else 2 * v
    ),
    "rank of 1 is 0": changed("rank_of_apparition", lambda v, m: v - (m == 1)),
    "preperiod ignored": changed("sequence_period", lambda v, *_: (0, v[1])),
    "preperiod too long": changed("sequence_period", lambda v, *_: (v[0] + (v[0] > 3), v[1])),
    "period of the matrix, not of the terms": changed(
        "sequence_period", lambda v, p, q, w0, w1, m: pure.sequence_period(p, q, 0, 1, m)
    ),
    "exponents of known factors ignored": {"pisano_period": _trust_the_primes},
    "known factors not checked": {"rank_of_apparition": _trust_all_factors},
    "list for the preperiod and the period": changed("sequence_period", lambda v, *_: list(v)),
    "periods with the sign of q": changed(
        "sequence_period", lambda v, p, q, w0, w1, m: pure.sequence_period(p, -q, w0, w1, m)
    ),
}

MUTANTS: dict[str, dict[str, Callable[..., Any]]] = {
    "off by one": {"fib": lambda n, /: pure.fib(n) if n < 5000 else pure.fib(n) + 1},
    "index off by one": {"fib": lambda n, /: pure.fib(n + 1)},
    "wraps at F(94)": {"fib": _wrap_at_64_bits},
    "sign of negative n ignored": {"fib": lambda n, /: pure.fib(abs(n))},
    "sign of negative n wrong": {"lucas": lambda n, /: pure.lucas(n) if n >= 0 else -pure.lucas(n)},
    "float returned": {"fib": lambda n, /: float(pure.fib(n)) if abs(n) < 1400 else pure.fib(n)},
    "float accepted": {"fib": lambda n, /: pure.fib(int(n) if isinstance(n, float) else n)},
    "text accepted": {"lucas": lambda n, /: pure.lucas(int(n) if isinstance(n, str) else n)},
    "subclass returned": {"fib": lambda n, /: _Number(pure.fib(n))},
    "bool returned": {"fib": lambda n, /: bool(n) if 0 <= n < 2 else pure.fib(n)},
    "__index__ not asked": {"fib": lambda n, /: pure.fib(n) if isinstance(n, int) else 1 / 0},
    "one bit flipped in large results": {"fib": _flip_one_bit},
    "pair in the other order": {"fib2": lambda n, /: pure.fib2(n)[::-1]},
    "pair one step ahead": {"lucas2": lambda n, /: pure.lucas2(n + 1)},
    "list for a pair": {"fib2": lambda n, /: list(pure.fib2(n))},
    "leading zeros of a chunk lost": {"fib_str": _lose_leading_zeros_of_a_chunk},
    "digits without their sign": {"lucas_str": lambda n, /: pure.lucas_str(n).removeprefix("-")},
    "digits with a newline": {"fib_str": lambda n, /: pure.fib_str(n) + "\n"},
    "keyword argument accepted": {"fib": _call_it_n},
    "what cannot fit returned": {"fib": _compute_what_cannot_fit},
    "zero of another type not refused": {"fib": _never_check_the_type_of_small_arguments},
    "errors of __index__ swallowed": {"fib": _swallow_what_index_raises},
    "FIBACCEL_MAX_BITS ignored": {"fib": _check_sizes_in_its_own_way},
    "sign of an int dropped": {"int_str": lambda x, /: pure.int_str(abs(index(x, "x")))},
    "zeros inside lost": {"int_str": _lose_zeros_inside},
    "wrong at a power of ten": {"int_str": _miss_a_power_of_ten},
    "str instead of int_str": {"int_str": _convert_with_str},
    "zero without digits": {"int_str": lambda x, /: pure.int_str(x).lstrip("0")},
    "FIBACCEL_MAX_BITS ignored by int_str": {"int_str": _convert_what_limits_forbid},
    "one off above 10^20000": {
        "int_str": lambda x, /: pure.int_str(index(x, "x") + (index(x, "x") > 10**20_000))
    },
    "wrong for large n only": {"fib": lambda n, /: pure.fib(n) + (operator.index(n) > 60_000)},
    "lucas instead of fib": {"fib": pure.lucas},
    **_SEQUENCE_MUTANTS,
    **NUMERAL_MUTANTS,
    **RECURRENCE_MUTANTS,
    **{f"only the known answers of {name}": _know_the_answers_alone(name) for name in OPERATIONS},
}


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS.keys())
def test_the_kit_kills_the_mutant(mutant: dict[str, Callable[..., Any]]) -> None:
    assert next(_failures("mutant", mutant), None) is not None


def test_the_kit_spares_the_backend_that_is_right() -> None:
    """Without this, a kit that always fails would kill every mutant."""
    wrapped = {name: _wrap(getattr(pure, name)) for name in OPERATIONS}
    assert list(_failures("wrapped", wrapped)) == []


def test_the_kit_refuses_to_judge_the_oracle_under_another_name() -> None:
    failures = list(_failures("imposter", {}))
    assert failures == ["test_the_object_under_test_is_the_named_backend"]


def _wrap(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments, **named: function(*arguments, **named)


def _failures(name: str, own: dict[str, Callable[..., Any]]) -> Iterator[str]:
    """Yield the names of the kit's tests that a backend with these functions fails."""
    right = {operation: getattr(pure, operation) for operation in OPERATIONS}
    # Wrapped, or a mutant would fall for being the oracle and not for its defect.
    functions = {key: _wrap(function) for key, function in right.items()} | own if own else right
    backend = Backend(  # type: ignore[abstract]  # to mypy, for want of bodies
        name=name,
        distribution="mutants",
        version="0",
        implements=frozenset(OPERATIONS),
        **functions,
    )
    suite = type("Suite", (BackendConformance,), {"name": name, "backend": backend})()
    for test in sorted(filter(_is_test, dir(BackendConformance)), key=partial(_is_apart, own)):
        try:
            getattr(suite, test)()
        except (Exception, pytest.fail.Exception):
            yield test


def _is_test(name: str) -> bool:
    return name.startswith("test_")


def _is_apart(own: dict[str, Callable[..., Any]], test: str) -> bool:
    """Return whether a test names none of the operations: such a one is tried later."""
    source = inspect.getsource(getattr(BackendConformance, test))
    return not any(f".{operation}(" in source for operation in own)
