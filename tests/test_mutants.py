"""The conformance kit kills every kept mutant: a backend that is wrong in one way.

Each mutant is the Python backend with one function replaced, built past the self-check, which
would refuse several of them at once. A mutant that survives is a hole in the kit.
"""

import operator
from collections.abc import Callable
from typing import Any

import pytest

from fibaccel import pure
from fibaccel.backend import Backend
from fibaccel.operations import OPERATIONS
from fibaccel.plugin import index
from fibaccel.testing import BackendConformance


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
    return pure.fib(n) if not isinstance(n, int) or n != 3_100_000 else 0


def _never_check_the_type_of_small_arguments(n: Any, /) -> int:
    return 0 if n == 0 and type(n) is not int else pure.fib(n)


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
}


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS.keys())
def test_the_kit_kills_the_mutant(mutant: dict[str, Callable[..., Any]]) -> None:
    assert _failures("mutant", mutant) != []


def test_the_kit_spares_the_backend_that_is_right() -> None:
    """Without this, a kit that always fails would kill every mutant."""
    wrapped = {name: _wrap(getattr(pure, name)) for name in OPERATIONS}
    assert _failures("wrapped", wrapped) == []


def test_the_kit_refuses_to_judge_the_oracle_under_another_name() -> None:
    assert _failures("imposter", {}) == ["test_the_object_under_test_is_the_named_backend"]


def _wrap(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: function(*arguments)


def _failures(name: str, own: dict[str, Callable[..., Any]]) -> list[str]:
    """Return the names of the kit's tests that a backend with these functions fails."""
    right = {operation: getattr(pure, operation) for operation in OPERATIONS}
    # Wrapped, or a mutant would fall for being the oracle and not for its defect.
    functions = {key: _wrap(function) for key, function in right.items()} | own if own else right
    backend = Backend(
        name=name,
        distribution="mutants",
        version="0",
        implements=frozenset(OPERATIONS),
        **functions,
    )
    suite = type("Suite", (BackendConformance,), {"name": name, "backend": backend})()
    failed = []
    for test in sorted(vars(BackendConformance)):
        if not test.startswith("test_"):
            continue
        try:
            getattr(suite, test)()
        except (Exception, pytest.fail.Exception):
            failed.append(test)
    return failed


def test_every_operation_has_a_mutant() -> None:
    assert {name for mutant in MUTANTS.values() for name in mutant} >= set(OPERATIONS)
