"""Values that others have published, each with its source, on every backend."""

import hashlib

import pytest

import fibaccel

# (n, F(n), source)
FIBONACCI = (
    (-9, 34, "mpmath 1.3 documentation of fibonacci: fibonacci(-i) for i < 10"),
    (-8, -21, "mpmath 1.3 documentation of fibonacci: fibonacci(-i) for i < 10"),
    (-3, 2, "SymPy 1.14, test_fibonacci: fibonacci(n) for -3 <= n < 5"),
    (-2, -1, "SymPy 1.14, test_fibonacci"),
    (0, 0, "SymPy 1.14, test_fibonacci"),
    (10, 55, "python-flint 0.9 documentation of fmpz.fib_ui"),
    (50, 12586269025, "mpmath 1.3 documentation of fibonacci"),
    (78, 8944394323791464, "R package numbers, documentation of fibonacci: the last below 2^53"),
    (92, 7540113804746346429, "OEIS A000045, b-file: the last below 2^63"),
    (100, 354224848179261915075, "SymPy 1.14, test_fibonacci"),
    (151, 16130531424904581415797907386349, "npm package @fibonacci-numbers/fib151"),
    (170, 150804340016807970735635273952047185, "npm package @fibonacci-numbers/fib170"),
    (200, 280571172992510140037611932413038677189525, "mpmath 1.3 documentation of fib"),
)
# (n, L(n), source)
LUCAS = (
    (-3, -4, "SymPy 1.14, test_fibonacci: lucas(n) for -3 <= n < 5"),
    (-2, 3, "SymPy 1.14, test_fibonacci"),
    (0, 2, "SymPy 1.14, test_fibonacci"),
    (7, 29, "SymPy, examples of lucas"),
    (76, 7639424778862807, "R package numbers, documentation of lucas"),
    (92, 16860207025497407047, "OEIS A000032, b-file: the last below 2^64"),
    (100, 792070839848372253127, "SymPy 1.14, test_fibonacci"),
)
# (n, operation, digits, SHA-256 of the digits): GMP 6.3 through gmpy2 2.3.2, .digits()
LARGE = (
    (10_000, "fib_str", 2090, "e9c83559a05641cfd86d6c192c53fdfda87b8e53470b63dc19d1d0d7526e987a"),
    (10_000, "lucas_str", 2090, "88d1760cc7b9d76827d6bfcd1f219fa9381ae58f3fb1a81c2aa132936e23092c"),
    (100_000, "fib_str", 20899, "9fe22f691a91170da9006226d479ad986b2f92021b7045ecfb0a5091b641b802"),
    (100_000, "lucas_str", 20899,
     "196aa128c70f07904e251bed360f70d5304ff5dbc3c5ae479a3c06bc7c87ca28"),
    (1_000_000, "fib_str", 208988,
     "aef6e8c19df607aa07940f2abde8460d1b34c18df1a6f46b5fc04dfe9be51706"),
    (1_000_000, "lucas_str", 208988,
     "7179e4f2f8d12e71562db991f965ce1cdbd83ba36c4c46a062f856abd32d233f"),
)  # fmt: skip


@pytest.mark.parametrize(("n", "value", "source"), FIBONACCI)
def test_fib_is_what_others_published(
    backend: fibaccel.Backend, n: int, value: int, source: str
) -> None:
    assert backend.fib(n) == value, source
    assert backend.fib_str(n) == str(value), source
    assert backend.fib2(n)[0] == backend.fib2(n + 1)[1] == value, source


@pytest.mark.parametrize(("n", "value", "source"), LUCAS)
def test_lucas_is_what_others_published(
    backend: fibaccel.Backend, n: int, value: int, source: str
) -> None:
    assert backend.lucas(n) == value, source
    assert backend.lucas_str(n) == str(value), source
    assert backend.lucas2(n)[0] == backend.lucas2(n + 1)[1] == value, source


@pytest.mark.parametrize(("n", "operation", "digits", "sha256"), LARGE)
def test_large_digits_are_those_of_gmp(
    backend: fibaccel.Backend, n: int, operation: str, digits: int, sha256: str
) -> None:
    text = getattr(backend, operation)(n)
    assert len(text) == digits
    assert hashlib.sha256(text.encode()).hexdigest() == sha256


@pytest.mark.parametrize("n", [10_000, 100_000, 1_000_000])
def test_the_binary_result_is_the_number_that_the_digits_write(
    backend: fibaccel.Backend, n: int
) -> None:
    """Compared modulo primes, since converting a large int to digits takes too long."""
    text, value = backend.fib_str(n), backend.fib(n)
    for prime in (2**61 - 1, 10**9 + 7):
        residue = 0
        for start in range(0, len(text), 16):
            chunk = text[start : start + 16]
            residue = (residue * 10 ** len(chunk) + int(chunk)) % prime
        assert value % prime == residue
