"""Terms modulo m of both backends beside gmpy2's: random ones, and those at the edges of words.

    python benchmarks/modular_differential.py [COUNT] [SEED]

COUNT random (p, q, n, m), 10^6 unless named, of 1 to 300 bits, m even and odd; a tenth as many with
n and m within 2 of powers of two where words end; and as many with m of 129 bits, 130 and so on up
to 2,200, odd and even in turns, q = 1 and -1 among the others. Where gmpy2 refuses p and q, because
p^2 = 4 q, or n, the backends are compared with each other. It ends at the first difference.
"""

import random
import sys
import time

import gmpy2
from machine import describe

import fibaccel

EDGES = [2**bits + d for bits in (31, 32, 63, 64, 127, 128) for d in range(-2, 3)]
NATIVE, PYTHON = fibaccel.get_backend("native"), fibaccel.get_backend("python")


def main() -> None:
    """Compare, and report now and then."""
    count = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10**6
    random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(describe())
    start, refused = time.perf_counter(), 0
    draws = [(_draw, count), (_draw_at_an_edge, count // 10), (_draw_long, count // 10)]
    arguments = (draw(i) for draw, times in draws for i in range(times))
    for i, (p, q, n, m) in enumerate(arguments):
        refused += _compare(p, q, n, m)
        if (i + 1) % 100_000 == 0:
            _report(i + 1, start, refused)
    _report(i + 1, start, refused)


def _report(done: int, start: float, refused: int) -> None:
    seconds = time.perf_counter() - start
    print(f"{done:,} in {seconds:.0f} s, gmpy2 refused {refused:,}: 0 differences", flush=True)


def _draw(_: int) -> tuple[int, int, int, int]:
    p, q, n, m = (random.getrandbits(random.randint(1, 300)) for _ in range(4))
    signs = random.choice((1, -1)), random.choice((1, -1))
    return signs[0] * p, signs[1] * q, n, m + 1


def _draw_at_an_edge(_: int) -> tuple[int, int, int, int]:
    p, q = random.choice(
        ((1, -1), (2, -1), (3, 2), (4, 4), (random.choice(EDGES), random.choice(EDGES)))
    )
    return p, q, random.choice(EDGES), random.choice(EDGES)


def _draw_long(i: int) -> tuple[int, int, int, int]:
    bits = 129 + i // 2 % 2072
    m = random.getrandbits(bits) | 1 << (bits - 1)
    m = (m | 1) - i % 2 if random.random() < 0.8 else m >> (k := random.randint(0, bits - 1)) << k
    p, q = (random.getrandbits(random.choice((3, 64, bits, bits + 70))) for _ in range(2))
    q = random.choice((1, -1, q, -q))
    return p, q, random.getrandbits(random.randint(1, 80)), m


def _compare(p: int, q: int, n: int, m: int) -> bool:
    """Return whether gmpy2 refused the arguments."""
    u, v = NATIVE.lucasu_mod(p, q, n, m), NATIVE.lucasv_mod(p, q, n, m)
    fib, lucas = NATIVE.fib_mod(-n, m), NATIVE.lucas_mod(n, m)
    arguments = (p, q, n, m)
    assert u == PYTHON.lucasu_mod(*arguments), arguments
    assert v == PYTHON.lucasv_mod(*arguments), arguments
    assert fib == PYTHON.fib_mod(-n, m), arguments
    assert lucas == PYTHON.lucas_mod(n, m), arguments
    assert NATIVE.lucasuv_mod(*arguments) == (u, v), arguments
    assert NATIVE.fib2_mod(-n, m) == (fib, NATIVE.fib_mod(-n - 1, m)), arguments
    assert NATIVE.lucas2_mod(n, m) == (lucas, NATIVE.lucas_mod(n - 1, m)), arguments
    signed = gmpy2.lucasu_mod(1, -1, n, m) * (-1) ** (n + 1)
    assert fib == signed % m, arguments
    assert lucas == gmpy2.lucasv_mod(1, -1, n, m), arguments
    try:
        expected = gmpy2.lucasu_mod(*arguments), gmpy2.lucasv_mod(*arguments)
    except (ValueError, ZeroDivisionError):
        return True
    assert (u, v) == expected, arguments
    return False


if __name__ == "__main__":
    main()
