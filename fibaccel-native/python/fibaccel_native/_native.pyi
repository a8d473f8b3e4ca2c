from typing import Final, Literal, SupportsIndex

__all__ = [
    "CONTRACT_VERSION",
    "PROFILE",
    "TIER",
    "TIERS",
    "__version__",
    "fib",
    "fib2",
    "fib_mod",
    "fib_str",
    "int_str",
    "lucas",
    "lucas2",
    "lucas_mod",
    "lucas_str",
    "lucasu",
    "lucasu_mod",
    "lucasv",
    "lucasv_mod",
    "pisano_period",
    "rank_of_apparition",
    "sequence_period",
]

CONTRACT_VERSION: Final[int]
PROFILE: Final[Literal["debug", "release"]]
TIER: Final[Literal["avx512", "avx2", "portable"]]
TIERS: Final[tuple[Literal["avx512", "avx2", "portable"], ...]]
__version__: Final[str]

def fib(n: SupportsIndex, /) -> int: ...
def fib2(n: SupportsIndex, /) -> tuple[int, int]: ...
def fib_mod(n: SupportsIndex, m: SupportsIndex, /) -> int: ...
def fib_str(n: SupportsIndex, /) -> str: ...
def int_str(x: SupportsIndex, /) -> str: ...
def lucas(n: SupportsIndex, /) -> int: ...
def lucas2(n: SupportsIndex, /) -> tuple[int, int]: ...
def lucas_mod(n: SupportsIndex, m: SupportsIndex, /) -> int: ...
def lucas_str(n: SupportsIndex, /) -> str: ...
def lucasu(p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> int: ...
def lucasu_mod(
    p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, m: SupportsIndex, /
) -> int: ...
def lucasv(p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> int: ...
def lucasv_mod(
    p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, m: SupportsIndex, /
) -> int: ...
def pisano_period(m: SupportsIndex, /) -> int: ...
def rank_of_apparition(m: SupportsIndex, /) -> int: ...
def sequence_period(
    p: SupportsIndex,
    q: SupportsIndex,
    w0: SupportsIndex,
    w1: SupportsIndex,
    m: SupportsIndex,
    /,
) -> tuple[int, int]: ...
