"""The kit for kernels kills every kept mutant: kernels of which one is wrong in one way."""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest

from fibaccel.arrays.kernels import ROWS, Kernels
from fibaccel.arrays.testing import KernelsConformance
from fibaccel.pure import arrays as right

Kernel = Callable[..., Any]


def _patched(name: str, wrong: Callable[..., Any], value: Callable[..., Any] = np.add) -> Kernel:
    """Return a kernel that is wrong by one where `wrong` says so of its inputs and the result."""

    def kernel(*buffers: Any) -> None:
        *inputs, out = buffers
        getattr(right, name)(*buffers)
        where = np.broadcast_to(wrong(*inputs, out), out.shape)
        out[where] = value(out[where], np.uint64(1))

    return kernel


def _every_input_by_itself(n: Any, m: Any, out: Any) -> None:
    """As if no input was ever shared, but the first: the others are taken for all of m's."""
    right.fib_mod_u64(n, m, out)
    if len(n) == 1 < len(m):
        out[1:] = 0


def _no_tail(p: Any, q: Any, n: Any, m: Any, out: Any) -> None:
    """As with lanes of 8, the rest of which is forgotten."""
    whole = len(out) & -8
    p, q, n, m = (column if len(column) == 1 else column[:whole] for column in (p, q, n, m))
    right.lucasu_mod_u64(p, q, n, m, out[:whole])


def _beyond_the_end(n: Any, m: Any, out: Any) -> None:
    """As with lanes of 8 that are all stored; only where the kit has left room, or we crash."""
    right.lucas_mod_u64(n, m, out)
    if out.base is not None:
        room = out.base[8:]
        room[len(out) : -(-len(out) // 8) * 8] = 0


def _spoil_an_input(m: Any, out: Any) -> None:
    right.rank_of_apparition_u64(m, out)
    m.flags.writeable = True
    m[0] = 1


def _odd_moduli_only(n: Any, m: Any, out: Any) -> None:
    """As Montgomery's reduction is, for an even modulus."""
    right.fib_mod_u64(n, m, out)
    out[np.broadcast_to(m % np.uint64(2) == 0, out.shape)] ^= np.uint64(1)


def _period_that_wraps(m: Any, out: Any) -> None:
    right.pisano_period_u64(m, out)
    out[out == 0] = np.uint64((4 * 5**27) % 2**64)


def _k_ignored(k: Any, n: Any, p: Any, out: Any) -> None:
    right.wall_sun_sun_u64(np.ones(1, np.uint64), n, p, out)


def _with_hi(lo: int, hi: int) -> Any:
    return right.primes_u64(lo, hi + 1)


def _without_two(lo: int, hi: int) -> Any:
    return right.primes_u64(max(lo, 3), hi)


def _without_squares(lo: int, hi: int) -> Any:
    """As when a sieve begins at the square of a prime, but one too late."""
    primes = right.primes_u64(lo, hi)
    return np.sort(np.append(primes, np.uint64(961))) if lo <= 961 < hi else primes


def _in_floats(n: Any, m: Any, out: Any) -> Any:
    return out > 2**53


def _n_signed(n: Any, m: Any, out: Any) -> Any:
    return n >= 2**63


def _m_at_64_bits(p: Any, q: Any, n: Any, m: Any, out: Any) -> Any:
    return m >= 2**63


def _double_root(p: Any, q: Any, n: Any, m: Any, out: Any) -> Any:
    return (p == 4) & (q == 4)


def _modulo_one(p: Any, q: Any, n: Any, m: Any, out: Any) -> Any:
    return m == 1


def _table_with_even_modulus(n: Any, m: Any, out: Any) -> Any:
    return len(m) == 1 < len(n) and m % np.uint64(2) == 0


def _long_tables(n: Any, m: Any, out: Any) -> Any:
    return len(m) == 1 and len(n) > 10_000 and m > 2**50


def _wide_recurrence(rule: Any, start: Any, n: Any, m: Any, out: Any) -> Any:
    return (len(rule) > 8) & (n > 60)


def _even_modulus(rule: Any, start: Any, n: Any, m: Any, out: Any) -> Any:
    return (m % np.uint64(2) == 0) & (out < m - np.uint64(1))


def _prime_of_33_bits(k: Any, n: Any, p: Any, out: Any) -> Any:
    return p > 2**32


MUTANTS: dict[str, dict[str, Kernel]] = {
    "odd moduli only": {"fib_mod_u64": _odd_moduli_only},
    "one index for all not shared": {"fib_mod_u64": _every_input_by_itself},
    "float products": {"fib_mod_u64": _patched("fib_mod_u64", _in_floats)},
    "indices signed": {"fib_mod_u64": _patched("fib_mod_u64", _n_signed)},
    "tail forgotten": {"lucasu_mod_u64": _no_tail},
    "writes beyond the end": {"lucas_mod_u64": _beyond_the_end},
    "lucas for fib": {"fib_mod_u64": right.lucas_mod_u64},
    "an input spoiled": {"rank_of_apparition_u64": _spoil_an_input},
    "moduli of 63 bits": {"lucasu_mod_u64": _patched("lucasu_mod_u64", _m_at_64_bits)},
    "double root": {"lucasv_mod_u64": _patched("lucasv_mod_u64", _double_root)},
    "1 modulo 1": {"lucasv_mod_u64": _patched("lucasv_mod_u64", _modulo_one)},
    "table with even modulus": {
        "lucas_mod_u64": _patched("lucas_mod_u64", _table_with_even_modulus)
    },
    "longest tables": {"fib_mod_u64": _patched("fib_mod_u64", _long_tables)},
    "recurrences of low order": {"linrec_mod_u64": _patched("linrec_mod_u64", _wide_recurrence)},
    "recurrences modulo even m": {"linrec_mod_u64": _patched("linrec_mod_u64", _even_modulus)},
    "period that wraps": {"pisano_period_u64": _period_that_wraps},
    "rank for period": {"pisano_period_u64": right.rank_of_apparition_u64},
    "quotient for k = 1 only": {"wall_sun_sun_u64": _k_ignored},
    "quotient of 32 bits": {
        "wall_sun_sun_u64": _patched("wall_sun_sun_u64", _prime_of_33_bits, np.subtract)
    },
    "hi included": {"primes_u64": _with_hi},
    "no 2": {"primes_u64": _without_two},
    "a square left": {"primes_u64": _without_squares},
}


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS.keys())
def test_the_kit_kills_the_mutant(mutant: dict[str, Kernel]) -> None:
    assert any(_failures("mutant", mutant))


def test_the_kit_spares_the_kernels_that_are_right() -> None:
    """Without this, a kit that always fails would kill every mutant."""
    assert list(_failures("wrapped", {})) == []


def test_every_kernel_has_a_mutant() -> None:
    assert {name for mutant in MUTANTS.values() for name in mutant} == set(ROWS)


def _failures(name: str, own: dict[str, Kernel]) -> Iterator[str]:
    """Yield the names of the kit's tests that kernels fail, the right ones but for some."""
    wrapped = {kernel: _wrap(getattr(right, kernel)) for kernel in ROWS}
    attributes = {"name": name, "kernels": Kernels(name, wrapped | own)}
    suite = type("Suite", (KernelsConformance,), attributes)()
    tests = [test for test in vars(KernelsConformance) if test.startswith("test_")]
    for test in sorted(tests, key=partial(_is_apart, own)):
        try:
            getattr(suite, test)()
        except (Exception, pytest.fail.Exception):
            yield test


def _is_apart(own: dict[str, Kernel], test: str) -> bool:
    """Return whether a test names none of the kernels: such a one is tried later."""
    source = inspect.getsource(getattr(KernelsConformance, test))
    return not any(kernel in source for kernel in own)


def _wrap(kernel: Kernel) -> Kernel:
    return lambda *arguments: kernel(*arguments)
