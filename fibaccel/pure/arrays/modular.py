"""The NumPy kernels for terms modulo m.

Elements go through in blocks that stay in the cache, 48 kB for each of some ten arrays. Dask has
glibc give back memory of more than 64 kB at once in its workers; with blocks of 64 kB a scan there
was at page faults half of the time (0.23 million primes a second instead of 0.42; without Dask
0.53 and 0.50). Blocks of 32 kB take a tenth longer everywhere, for the calls of NumPy.
"""

from __future__ import annotations

import numpy as np

from fibaccel.pure import modular
from fibaccel.pure.arrays import chains
from fibaccel.pure.arrays.residues import SMALL, Montgomery, Small, Wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    import numpy.typing as npt

    # What has PEP 3118's buffers; there is no type of that before Python 3.12.
    Buffer = Any

    Words = npt.NDArray[np.uint64]

BLOCK = 3 * 2**11

# Fewer elements are faster in Python's ints: a call of NumPy takes 0.5 us, and a chain thousands.
# Long moduli, one for each element, take more of them.
_FEW, _FEW_LONG = 128, 320

_ONE = np.ones(1, np.uint64)


def fib_mod_u64(n: Buffer, m: Buffer, out: Buffer, /) -> None:
    """Write F(n) modulo m."""
    _write(out, modular.fib_mod, (n, m), companion=False)


def lucas_mod_u64(n: Buffer, m: Buffer, out: Buffer, /) -> None:
    """Write L(n) modulo m."""
    _write(out, modular.lucas_mod, (n, m), companion=True)


def lucasu_mod_u64(p: Buffer, q: Buffer, n: Buffer, m: Buffer, out: Buffer, /) -> None:
    """Write U_n(p, q) modulo m."""
    _write(out, modular.lucasu_mod, (p, q, n, m), companion=False)


def lucasv_mod_u64(p: Buffer, q: Buffer, n: Buffer, m: Buffer, out: Buffer, /) -> None:
    """Write V_n(p, q) modulo m."""
    _write(out, modular.lucasv_mod, (p, q, n, m), companion=True)


def words(buffer: Buffer) -> Words:
    """Return a buffer as an array."""
    array: Words = np.frombuffer(buffer, np.uint64)
    return array


def blocks(length: int) -> Iterator[slice]:
    """Yield the blocks of that many elements."""
    for start in range(0, length, BLOCK):
        yield slice(start, min(start + BLOCK, length))


def by_parts(m: Words, compute: Callable[[Any], Words]) -> Words:
    """Return what compute gives in an arithmetic modulo m.

    Montgomery's needs an odd modulus. So for m = 2^k d with odd d it computes twice, modulo d and
    modulo 2^64: x + d t has the first residue for any t, and the second, y, for
    t = (y - x) / d modulo 2^k.
    """
    if (m < SMALL).all():
        return compute(Small(m))
    power = m & (np.uint64(0) - m)
    odd = m // power
    field = Montgomery(odd)
    x = compute(field)
    if (power == 1).all():
        return x
    y = compute(Wrapping())
    return x + odd * ((y - x) * field.inverse & power - np.uint64(1))


def _write(
    out: Buffer, scalar: Callable[..., int], buffers: tuple[Buffer, ...], companion: bool
) -> None:
    """Write U_n, or its companion V_n, of p and q, or of 1 and -1 if there are only n and m."""
    result, inputs = words(out), [words(buffer) for buffer in buffers]
    length = len(result)
    *pq, n, m = inputs
    is_long = len(m) > 1 and length < _FEW_LONG and bool((m >= SMALL).any())
    if length < _FEW or is_long or all(len(column) == 1 for column in inputs):
        longest = max(map(len, inputs))
        columns = [column.tolist() * (longest // len(column)) for column in inputs]
        result[:] = np.array([scalar(*row) for row in zip(*columns, strict=True)], np.uint64)
        return
    if all(len(column) == 1 for column in (*pq, m)):
        result[:] = by_parts(m, lambda field: _with_table(field, pq, n, m, companion))
        return
    for block in blocks(length):
        parts = (column if len(column) == 1 else column[block] for column in inputs)
        result[block] = _by_chain(*parts, companion=companion)


def _by_chain(*inputs: Words, companion: bool) -> Words:
    *pq, n, m = inputs
    return by_parts(m, lambda field: _chain(field, pq, n, companion))


def _chain(field: Any, pq: list[Words], n: Words, companion: bool) -> Words:
    if pq:
        p, q = map(field.enter, pq)
        a, b = chains.lucas(field, p, field.negate(q), n)
    else:
        p = None
        a, b = chains.fibonacci(field, n)
    return _result(field, p, a, b, companion)


def _with_table(field: Any, pq: list[Words], n: Words, m: Words, companion: bool) -> Words:
    p, q = pq or (_ONE, m - _ONE)
    bits = int(n.max()).bit_length()
    powers = _powers(int(p[0]), int(q[0]), int(m[0]), bits)
    # The width for which building and looking up are least work together.
    width = min(range(4, 12), key=lambda width: -(-bits // width) * (2**width + len(n)))
    p = field.enter(p)
    table = chains.Table(field, p, field.negate(field.enter(q)), powers, width)
    parts = [_result(field, p, *table.terms(n[block]), companion) for block in blocks(len(n))]
    return np.concatenate(parts)


def _result(field: Any, p: Words | None, a: Words, b: Words, companion: bool) -> Words:
    """Return U_n = a, or V_n = 2 U_{n+1} - p U_n."""
    if not companion:
        term: Words = field.leave(a)
    else:
        term = field.leave(field.twice_less(b, a if p is None else field.multiply(p, a)))
    return term


def _powers(p: int, q: int, m: int, count: int) -> Words:
    """Return U_{2^i} and U_{2^i + 1} modulo m, for i below count and at least for i = 0."""
    u, v = 1 % m, p
    rows = [(u, v)]
    for _ in range(count - 1):
        u, v = u * (2 * v - p * u) % m, (v * v - q * u * u) % m
        rows.append((u, v))
    return np.array(rows, np.uint64)
