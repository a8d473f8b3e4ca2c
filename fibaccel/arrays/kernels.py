"""The kernels that a backend may have for arrays, as data; and the handle to a set of them.

A kernel works on whole buffers of 64-bit words and knows nothing of NumPy, signs, types or shapes:
all that is the layer above, the same for every backend. What a backend does not have comes from
the NumPy kernels of the Python backend; that is decided once, when the first one is needed, and
`Kernels.implements` tells. docs/backends.md has the contract.

The known answers are those of the operations of the same name. Of `wall_sun_sun_u64` they are the
terms of OEIS A244801 and, for k > 1, the primes with A = 0 of OEIS A271782 and A337791.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from fibaccel import get_backend, registry
from fibaccel.errors import PASSING, BackendLoadError, describe_error
from fibaccel.operations import OPERATIONS
from fibaccel.pure import arrays as numpy_kernels
from fibaccel.signals import hold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

    import numpy.typing as npt

    from fibaccel.backend import Backend

    Words = npt.NDArray[np.uint64]
    Row = tuple[tuple[int, ...], int]

# What has PEP 3118's buffers; there is no type of that before Python 3.12.
Buffer = Any

# So many rows at once, so that vector units work with all their lanes and have some left over.
_CHECKED_LENGTH = 67


def _rows(operation: str) -> list[Row]:
    """Return the known answers of an operation that fit words, as a kernel takes them."""
    *others, _ = OPERATIONS[operation].parameters
    rows = []
    for (*arguments, m), result in OPERATIONS[operation].answers.items():
        assert isinstance(result, int)
        reduced = [
            value % m if name in ("p", "q") else value
            for name, value in zip(others, arguments, strict=True)
        ]
        if all(0 <= word < 2**64 for word in (*reduced, m, result)):
            rows.append(((*reduced, m), result))
    return rows


_QUOTIENTS = (1, 1, 3, 5, 3, 16, 3, 15, 26, 25, 13, 39, 39, 16, 28, 10, 48, 7, 55, 58, 49, 21, 5)
_PRIMES = (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89)
_WITHOUT_QUOTIENT = {2: (13,), 3: (241,), 6: (191, 643, 134339, 25233137), 7: (5,), 10: (2683,),
                     17: (1192625911,), 35: (153794959,), 39: (30132289567,)}  # fmt: skip


def _wall_sun_sun_rows() -> Iterator[Row]:
    for p, quotient in zip(_PRIMES, _QUOTIENTS, strict=True):
        yield (1, p - (0, 1, -1, -1, 1)[p % 5], p), quotient
    for k, primes in _WITHOUT_QUOTIENT.items():
        for p in primes:
            square = (k * k + 4) % p
            yield (k, p - (1 if pow(square, p >> 1, p) == 1 else -1), p), 0


ROWS: dict[str, list[Row]] = {
    "fib_mod_u64": _rows("fib_mod"),
    "lucas_mod_u64": _rows("lucas_mod"),
    "lucasu_mod_u64": _rows("lucasu_mod"),
    "lucasv_mod_u64": _rows("lucasv_mod"),
    "pisano_period_u64": _rows("pisano_period"),
    "rank_of_apparition_u64": _rows("rank_of_apparition"),
    "linrec_mod_u64": [],
    "wall_sun_sun_u64": list(_wall_sun_sun_rows()),
    "primes_u64": [],
}
"""Each kernel's known answers, unless `check` has them: its words of input, and what comes out."""

_PRIMES_IN = {
    (0, 14): (2, 3, 5, 7, 11, 13),
    (3, 3): (),
    (10**9, 10**9 + 22): (10**9 + 7, 10**9 + 9, 10**9 + 21),
}


class Kernels:
    """The kernels that serve `fibaccel.arrays`, each as an attribute. It is immutable.

    Attributes:
        backend: the name of the backend that they belong to.
        implements: the names of those that the backend supplies itself; the others are the NumPy
            kernels of the Python backend.
    """

    __slots__ = ("backend", "implements", *ROWS)

    backend: str
    implements: frozenset[str]

    fib_mod_u64: Callable[[Buffer, Buffer, Buffer], object]
    lucas_mod_u64: Callable[[Buffer, Buffer, Buffer], object]
    lucasu_mod_u64: Callable[[Buffer, Buffer, Buffer, Buffer, Buffer], object]
    lucasv_mod_u64: Callable[[Buffer, Buffer, Buffer, Buffer, Buffer], object]
    linrec_mod_u64: Callable[[Buffer, Buffer, Buffer, Buffer, Buffer], object]
    pisano_period_u64: Callable[[Buffer, Buffer], object]
    rank_of_apparition_u64: Callable[[Buffer, Buffer], object]
    wall_sun_sun_u64: Callable[[Buffer, Buffer, Buffer, Buffer], object]
    primes_u64: Callable[[int, int], Buffer]

    def __init__(self, backend: str, own: dict[str, Any]) -> None:
        """Complete a backend's own kernels."""
        object.__setattr__(self, "backend", backend)
        object.__setattr__(self, "implements", frozenset(own))
        for name in ROWS:
            object.__setattr__(self, name, own.get(name) or getattr(numpy_kernels, name))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("Kernels are immutable")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("Kernels are immutable")

    def __reduce__(self) -> Any:
        return get_kernels, (self.backend,)

    def __repr__(self) -> str:
        return f"<Kernels of {self.backend!r}: {', '.join(sorted(self.implements)) or 'none'}>"


_loaded: dict[str, Kernels] = {}


def get_kernels(name: str | None = None) -> Kernels:
    """Return the kernels of a backend, checked and completed; the same ones every time.

    Args:
        name: the backend's name. None stands for the active backend.

    Raises:
        BackendError: what `get_backend` raises; or a kernel of the backend's own gives a wrong
            known answer, or raises.

    >>> get_kernels("python").backend
    'python'
    """
    backend = get_backend(name)
    if backend.name not in _loaded:
        _loaded.setdefault(backend.name, Kernels(backend.name, _own_kernels(backend)))
    return _loaded[backend.name]


def _own_kernels(backend: Backend) -> dict[str, Any]:
    """Return the kernels that a backend supplies, checked unless they are this project's NumPy."""
    if backend.name == "python":
        return {kernel: getattr(numpy_kernels, kernel) for kernel in ROWS}
    plugin = registry.plugin_of(backend)
    own = {kernel: getattr(plugin, kernel) for kernel in ROWS if hasattr(plugin, kernel)}
    with hold():
        for kernel, function in own.items():
            try:
                check(kernel, function)
            except PASSING:
                raise
            # Whatever else it raises, SystemExit and PyO3's PanicException among it, is its defect.
            except BaseException as error:
                raise BackendLoadError(
                    f"the {backend.name} backend ({backend.distribution} {backend.version}) has a "
                    f"kernel for arrays that fails its check, {kernel}: {describe_error(error)}",
                    ((backend.name, error),),
                ) from error
    return own


def check(kernel: str, function: Callable[..., Any]) -> None:
    """Raise if a kernel gives a wrong known answer, for rows all at once and each one shared."""
    if kernel == "primes_u64":
        for bounds, primes in _PRIMES_IN.items():
            _compare(kernel, np.array(primes, np.uint64), np.frombuffer(function(*bounds), "u8"))
        return
    if kernel == "linrec_mod_u64":
        for (rule, first, n, m), result in OPERATIONS["linrec_mod"].answers.items():
            if n >= 0 and max(n, m) < 2**64:
                shared = [np.array([x % m for x in row], np.uint64) for row in (rule, first)]
                shared += [np.full(_CHECKED_LENGTH, n, np.uint64), np.array([m], np.uint64)]
                expected = np.full(_CHECKED_LENGTH, result, np.uint64)
                _compare(kernel, expected, call(function, *shared, length=_CHECKED_LENGTH))
        return
    rows = ROWS[kernel]
    repeated = [rows[i % len(rows)] for i in range(_CHECKED_LENGTH)]
    columns = zip(*(arguments for arguments, _ in repeated), strict=True)
    inputs = [np.array(column, np.uint64) for column in columns]
    expected = np.array([row[1] for row in repeated], np.uint64)
    _compare(kernel, expected, call(function, *inputs, length=_CHECKED_LENGTH))
    for arguments, result in rows:
        shared = [np.array([word], np.uint64) for word in arguments]
        _compare(kernel, np.full(3, result, np.uint64), call(function, *shared, length=3))


def call(function: Callable[..., Any], *inputs: Words, length: int) -> Words:
    """Return what a kernel writes into a buffer of that length, which holds something before."""
    out = np.full(length, 0xDEAD_BEEF_DEAD_BEEF, np.uint64)
    function(*inputs, out)
    return out


def _compare(kernel: str, expected: Words, result: Words) -> None:
    if not np.array_equal(expected, result):
        raise ArithmeticError(f"{kernel} gave {result.tolist()} instead of {expected.tolist()}")
