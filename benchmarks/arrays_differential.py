"""Array functions beside scalar ones, element by element: random ones, and the edges of each type.

    python benchmarks/arrays_differential.py [COUNT] [SEED] [BACKEND]

For each function the edges of all integer types against each other, then COUNT random elements,
10^6 unless named. They come in blocks; each has types, sizes of numbers and a layout of its own:
contiguous, strided, in the other byte order, unaligned, broadcast, in Dask's chunks. BACKEND is
whose kernels serve: python or native. Terms are compared with gmpy2's, or where that refuses p and
q, because p^2 = 4 q, with the Python backend's; periods, COUNT / 100 of them, with those of the
other backend's scalar operation. It ends at the first difference.
"""

import itertools
import os
import random
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import dask.array as da
import gmpy2
import numpy as np
from machine import describe

import fibaccel
from fibaccel import arrays, pure

Array = np.ndarray[Any, Any]

BLOCK = 40_000
PERIODS = ("pisano_period", "rank_of_apparition")
TYPES = [np.dtype(name) for name in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8")]
SIGNED = {"fib_mod": (1, 0), "lucas_mod": (1, 0), "lucasu_mod": (1, 1, 0, 0)}
SIGNED["lucasv_mod"] = SIGNED["lucasu_mod"]


def main() -> None:
    """Compare, and report on each function."""
    count = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10**6
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    if len(sys.argv) > 3:
        os.environ["FIBACCEL_BACKEND"] = sys.argv[3]
    # Threads of Dask's do not inherit what numpy.errstate says.
    warnings.filterwarnings("ignore", "divide by zero")
    print(describe())
    print(f"kernels   {arrays.get_kernels()}")
    for name in (*SIGNED, *PERIODS, "fib", "lucas"):
        start = time.perf_counter()
        generator = np.random.default_rng(seed)
        random.seed(seed)
        compared = sum(_compare(name, columns) for columns in _edges(name))
        wanted = compared + (count // 100 if name in PERIODS else count)
        while compared < wanted:
            compared += _compare(name, [layout(x) for x, layout in _draw(name, generator)])
        seconds = time.perf_counter() - start
        print(f"{name:18} {compared:,} in {seconds:.0f} s: 0 differences", flush=True)


def _compare(name: str, columns: list[Any]) -> int:
    """Compare one block, and return how many elements it has."""
    result = getattr(arrays, name)(*columns)
    if isinstance(result, da.Array):
        result = result.compute(scheduler="threads")
        columns = [x.compute() if isinstance(x, da.Array) else x for x in columns]
    values = [x.ravel().tolist() for x in np.broadcast_arrays(*columns)]
    oracle = _oracle(name)
    for found, *arguments in zip(result.ravel().tolist(), *values, strict=True):
        expected = oracle(*arguments)
        assert found == expected, (name, arguments, found, expected, [x.dtype for x in columns])
    return int(result.size)


def _oracle(name: str) -> Callable[..., int]:
    if name in ("fib", "lucas"):
        table = [*map(getattr(pure, name), range(-93, 94))]
        return lambda n: table[n + 93]
    if name in PERIODS:
        other = "native" if arrays.get_kernels().backend == "python" else "python"
        period = getattr(fibaccel.get_backend(other), name)
        return lambda m: period(m) if m else 0
    term = gmpy2.lucasu_mod if name in ("fib_mod", "lucasu_mod") else gmpy2.lucasv_mod
    if name in ("fib_mod", "lucas_mod"):
        odd = int(name == "lucas_mod")  # the parity of n at which the sign changes with that of n

        def fibonacci(n: int, m: int) -> int:
            if m == 0:
                return 0
            residue = int(term(1, -1, abs(n), m))
            return -residue % m if n < 0 and n % 2 == odd else residue

        return fibonacci

    def lucas(p: int, q: int, n: int, m: int) -> int:
        if m == 0:
            return 0
        if p * p == 4 * q:
            return int(getattr(pure, name)(p, q, n, m))
        return int(term(p, q, n, m))

    return lucas


def _edges(name: str) -> Any:
    """Yield columns that broadcast: all edges of a type against all of another."""
    if name in ("fib", "lucas"):
        last = 92 if name == "fib" else 90
        yield from ([np.arange(-last if x.kind == "i" else 0, last + 1, dtype=x)] for x in TYPES)
        return
    signed = SIGNED.get(name, (0,))
    for kinds in itertools.product(TYPES, repeat=min(len(signed), 2)):
        chosen = [*random.choices(TYPES, k=len(signed) - len(kinds)), *kinds]
        yield [
            _edges_of(kind, bool(sign)).reshape(-1, *[1] * (len(signed) - i - 1))
            for i, (kind, sign) in enumerate(zip(chosen, signed, strict=True))
        ]


def _edges_of(kind: np.dtype[Any], signed: bool) -> Array:
    least, most = int(np.iinfo(kind).min), int(np.iinfo(kind).max)
    values = [0, 1, 2, 3, most // 2, most // 2 + 1, most - 2, most - 1, most]
    if signed and least < 0:
        values += [least, least + 1, -2, -1]
    return np.array(values, kind)


def _draw(name: str, generator: np.random.Generator) -> list[tuple[Array, Callable[[Array], Any]]]:
    """Return a block's columns and what lays each of them out."""
    if name in ("fib", "lucas"):
        kind = random.choice(TYPES)
        last = 92 if name == "fib" else 90
        least = -last if kind.kind == "i" else 0
        numbers = generator.integers(least, last + 1, BLOCK).astype(kind)
        return [(numbers, random.choice(LAYOUTS))]
    signed = SIGNED.get(name, (0,))
    shapes: list[tuple[int, ...]] = [(BLOCK,)] * len(signed)
    layouts = random.choices(LAYOUTS, k=len(signed))
    if len(signed) > 1 and random.random() < 0.5:
        shapes = [random.choice([(200, 200), (200, 1), (1, 200), (1,), ()]) for _ in signed]
        shapes[random.randrange(len(shapes))] = (200, 200)
    if len(signed) == 1:
        # A period takes long, and may be 6 m, which is to fit.
        return [(_integers(generator, (BLOCK // 100,), False) >> 3, layouts[0])]
    return [
        (_integers(generator, shape, bool(sign)), layout if shape else np.asarray)
        for shape, sign, layout in zip(shapes, signed, layouts, strict=True)
    ]


def _integers(generator: np.random.Generator, shape: tuple[int, ...], signed: bool) -> Array:
    """Return numbers of one type: of all sizes, of one size, or that and odd."""
    kind = random.choice([*TYPES, *TYPES[-4:]])
    bits = kind.itemsize * 8 - (kind.kind == "i")
    words = generator.integers(0, 2**64, shape, dtype=np.uint64)
    size = random.choice([random.randint(1, bits), bits])
    shift: Any = np.uint64(64 - size)
    if random.random() < 0.4:
        shift = 64 - generator.integers(1, bits + 1, shape, dtype=np.uint64)
    numbers = (words >> shift).astype(kind)
    if random.random() < 0.4:
        numbers |= kind.type(1)
    if signed and kind.kind == "i":
        numbers *= generator.choice(np.array([-1, 1], kind), shape)
    return np.asarray(numbers)


def _strided(x: Array) -> Array:
    wide = np.zeros((*x.shape[:-1], x.shape[-1] * 3), x.dtype)
    view = wide[..., ::-3]
    view[...] = x
    return view


def _swapped(x: Array) -> Array:
    return x.astype(x.dtype.newbyteorder())


def _unaligned(x: Array) -> Array:
    view = np.zeros(x.nbytes + 1, np.uint8)[1:].view(x.dtype).reshape(x.shape)
    view[...] = x
    return view


def _chunked(x: Array) -> Any:
    return da.from_array(x, chunks=random.choice((77, 1000, 30_000)))


LAYOUTS: list[Callable[[Array], Any]] = [
    np.ascontiguousarray,
    np.asfortranarray,
    _strided,
    _swapped,
    _unaligned,
    _chunked,
]

if __name__ == "__main__":
    main()
