"""What the array functions compute: their domains, signs and types, on top of the kernels."""

from __future__ import annotations

import sys
import warnings

import numpy as np

from fibaccel.arrays import loop
from fibaccel.arrays.kernels import get_kernels
from fibaccel.arrays.operands import Operand
from fibaccel.recurrences import backwards

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

    Words = npt.NDArray[np.uint64]
    Array = npt.NDArray[Any]
    Mask = npt.NDArray[np.bool_]
    Shape = tuple[int, ...]

_INT64, _UINT64 = np.dtype(np.int64), np.dtype(np.uint64)


class Modular:
    """Terms modulo m. The result has the type of m, which every residue fits.

    Attributes:
        parameters: the names of the arguments; the last is m.
        types: the types of arguments and result, as those of `numpy.gcd`.
    """

    def __init__(self, *parameters: str, odd_when_negative: bool = False) -> None:
        """Take the arguments' names.

        Args:
            *parameters: n and m, or p, q, n and m.
            odd_when_negative: whether the term at -n is that at n, negated, for odd n and not for
                even n.
        """
        self.parameters = parameters
        self.types = tuple(f"{char * len(parameters)}->{char}" for char in "bBhHiIlLqQ")
        self._odd_when_negative = odd_when_negative

    def natural_type(self, operands: list[Operand], wanted: Any) -> np.dtype[Any]:
        """Return the type of the result where the call does not say."""
        m = operands[-1]
        return wanted if m.weak and wanted is not None else np.dtype(m.array.dtype.type)

    def apply(
        self, name: str, operands: list[Operand], result: Array, mask: Mask, shape: Shape
    ) -> None:
        """Write the result, or raise before anything is written; of m = 0 after, as NumPy does."""
        n, m = operands[-2:]
        if len(operands) == 4 and n.least < 0:
            n.refuse(n.array < 0, mask, shape, ValueError, "n must be at least 0, not {}")
        has_zeros = _check_modulus(m, mask, shape)
        largest = np.iinfo(result.dtype).max
        if m.most - 1 > largest:
            text = f"{result.dtype} does not hold all residues modulo m = {{}}"
            m.refuse(m.array > largest + 1, mask, shape, OverflowError, text)
        kernel = getattr(get_kernels(), f"{name}_u64")

        def compute(columns: list[Array], out: Words) -> None:
            """Compute one chunk."""
            *others, modulus = columns
            modulus = _without_zeros(m, modulus)
            *pq, (index, negative) = (
                operand.split(column) for operand, column in zip(operands, others, strict=False)
            )
            kernel(*(_residues(p, minus, modulus) for p, minus in pq), index, modulus, out)
            if negative is not None:
                odd = (index & np.uint64(1)).astype(np.bool_)
                flipped = negative & (odd if self._odd_when_negative else ~odd)
                np.subtract(modulus, out, out=out, where=flipped & (out > 0))

        loop.run(compute, operands, result, mask)
        if has_zeros:
            _warn_of_zeros(name)


class Recurrence:
    """Terms of one linear recurrence modulo one m. The result has 64 bits.

    Attributes:
        parameters: the names of the arguments.
        types: the types of argument and result.
    """

    parameters = ("n",)
    types = tuple(f"{char}->{char}" for char in "bBhHiIlLqQ")

    # An element takes up to 30 us in native code at the order 16, so a chunk up to 60 ms.
    _CHUNK = 2**11

    def __init__(self, rule: list[int], first: list[int], m: int) -> None:
        """Take the coefficients, the start values and m, below 2^64."""
        self._m = m
        self._upwards = _words(rule, m), _words(first, m)
        self._downwards = None
        if rule[-1] in (1, -1):
            self._downwards = _words(backwards(rule), m), _words(first[::-1], m)

    def natural_type(self, operands: list[Operand], wanted: Any) -> np.dtype[Any]:
        """Return the type of the result where the call does not say."""
        return _INT64 if self._m <= 2**63 else _UINT64

    def apply(
        self, name: str, operands: list[Operand], result: Array, mask: Mask, shape: Shape
    ) -> None:
        """Write the result, or raise before anything is written."""
        (n,) = operands
        if self._downwards is None and n.least < 0:
            text = "n must be at least 0, not {}: the last coefficient is not 1 or -1"
            n.refuse(n.array < 0, mask, shape, ValueError, text)
        if self._m - 1 > np.iinfo(result.dtype).max:
            raise OverflowError(f"{result.dtype} does not hold all residues modulo m = {self._m}")
        kernel = get_kernels().linrec_mod_u64
        modulus = np.array([self._m], np.uint64)

        def compute(columns: list[Array], out: Words) -> None:
            """Compute one chunk."""
            index, negative = n.split(columns[0])
            kernel(*self._upwards, index, modulus, out)
            if self._downwards is not None and negative is not None and negative.any():
                # Backwards w(k - 1) is the first.
                places = index[negative] + np.uint64(len(self._upwards[1]) - 1)
                part = np.empty_like(places)
                kernel(*self._downwards, places, modulus, part)
                out[negative] = part

        loop.run(compute, operands, result, mask, chunk=self._CHUNK)


class OfOneArgument:
    """What gives 64 bits, int64 for a signed argument and uint64 for an unsigned one.

    Attributes:
        types: the types of argument and result.
    """

    types = tuple(f"{kind.char}->{kind.char}" for kind in (_INT64, _UINT64))

    def natural_type(self, operands: list[Operand], wanted: Any) -> np.dtype[Any]:
        """Return the type of the result where the call does not say."""
        return operands[0].words


class Terms(OfOneArgument):
    """F(n) or L(n) themselves, looked up: no more than 187 of them fit 64 bits.

    Attributes:
        parameters: the names of the arguments.
    """

    parameters = ("n",)

    # Terms from here on do not fit, nor do those at the same distance below 0.
    _END = 94

    def __init__(self, symbol: str, first: int, second: int) -> None:
        """Take the terms at 0 and 1."""
        self._symbol = symbol
        upwards, downwards = [first, second], [second, first]
        for _ in range(self._END):
            upwards.append(upwards[-1] + upwards[-2])
            downwards.append(downwards[-2] - downwards[-1])
        self._terms = downwards[:0:-1][: self._END] + upwards[: self._END + 1]
        self._words = np.array([term % 2**64 for term in self._terms], np.uint64)
        self._fits: dict[np.dtype[Any], Mask] = {}

    def apply(
        self, name: str, operands: list[Operand], result: Array, mask: Mask, shape: Shape
    ) -> None:
        """Write the result, or raise before anything is written."""
        (n,) = operands
        fits = self._which_fit(result.dtype)
        least, most = (min(max(x, -self._END), self._END) for x in (n.least, n.most))
        if not fits[least + self._END : most + self._END + 1].all():
            # Clipped to what occurs, for -94 is none of an unsigned type's numbers.
            bad = ~fits[np.clip(n.array, least, most).astype(np.intp) + self._END]
            text = f"{self._symbol}(n) does not fit {result.dtype} for n = {{}}"
            n.refuse(bad, mask, shape, OverflowError, text)

        def compute(columns: list[Array], out: Words) -> None:
            """Compute one chunk."""
            out[:] = self._words[columns[0].astype(np.intp) + self._END]

        loop.run(compute, operands, result, mask, threaded=False)

    def _which_fit(self, kind: np.dtype[Any]) -> Mask:
        if kind not in self._fits:
            bounds = np.iinfo(kind)
            fits = [bounds.min <= term <= bounds.max for term in self._terms]
            self._fits[kind] = np.array(fits)
        return self._fits[kind]


class Periods(OfOneArgument):
    """Periods modulo m.

    Attributes:
        parameters: the names of the arguments.
    """

    parameters = ("m",)

    # A period takes up to 20 us in native code, so a chunk up to 40 ms.
    _CHUNK = 2**11

    def apply(
        self, name: str, operands: list[Operand], result: Array, mask: Mask, shape: Shape
    ) -> None:
        """Write the result, or raise before anything is written; of m = 0 after, as NumPy does."""
        (m,) = operands
        has_zeros = _check_modulus(m, mask, shape)
        kernel = getattr(get_kernels(), f"{name}_u64")

        def compute(columns: list[Array], out: Words) -> None:
            """Compute one chunk."""
            modulus = columns[0].view(np.uint64)
            kernel(_without_zeros(m, modulus), out)
            out *= modulus > 0

        periods = np.zeros(shape, np.uint64)
        loop.run(compute, operands, periods, mask, chunk=self._CHUNK)
        largest = np.uint64(np.iinfo(result.dtype).max)
        bad = ((periods == 0) | (periods > largest)) & (m.array != 0)
        text = f"{name}(m) does not fit {result.dtype} for m = {{}}"
        m.refuse(bad, mask, shape, OverflowError, text)
        np.copyto(result, periods, casting="unsafe", where=mask)
        if has_zeros:
            _warn_of_zeros(name)


Function = Modular | Recurrence | Terms | Periods


def _without_zeros(m: Operand, modulus: Array) -> Words:
    """Return the modulus with 1 for 0, modulo which everything is 0."""
    words: Words = modulus.view(np.uint64)
    return words if m.least > 0 else words + (words == 0)


def _words(numbers: list[int], m: int) -> Words:
    """Return numbers modulo m."""
    return np.array([x % m for x in numbers], np.uint64)


def _residues(p: Words, negative: Mask | None, m: Words) -> Words:
    """Return p modulo m, from its absolute value and sign."""
    residue = p % m
    if negative is None:
        return residue
    return np.where(negative & (residue > 0), m - residue, residue)


def _check_modulus(m: Operand, mask: Mask, shape: Shape) -> bool:
    """Return whether m is 0 anywhere, or raise if it is negative; the result may be written over m.

    Raises:
        ValueError: an m is negative.
    """
    if m.least < 0:
        m.refuse(m.array < 0, mask, shape, ValueError, "m must be at least 1, not {}")
    return m.least <= 0 and bool(np.any(np.broadcast_to((m.array == 0) & mask, shape)))


def _warn_of_zeros(name: str) -> None:
    """Do what `numpy.errstate` says of division by zero."""
    text = f"divide by zero encountered in {name}"
    action = np.geterr()["divide"]
    handler: Any = np.geterrcall()
    if action == "warn":
        # The stack: here, apply, Ufunc._compute, Ufunc.__call__, and who called that.
        warnings.warn(text, RuntimeWarning, stacklevel=5)
    elif action == "raise":
        raise FloatingPointError(text)
    elif action == "print":
        print(f"Warning: {text}", file=sys.stdout)
    elif action == "call":
        handler("divide by zero", 1)
    elif action == "log":
        handler.write(f"Warning: {text}\n")
