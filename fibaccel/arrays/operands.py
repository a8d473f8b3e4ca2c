"""Operands of the array functions: integers of any type, seen as 64-bit words; and their errors."""

from __future__ import annotations

import operator

import numpy as np

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    import numpy.typing as npt

    Words = npt.NDArray[np.uint64]
    Mask = npt.NDArray[np.bool_]


class Operand:
    """One argument of an array function.

    Attributes:
        name: the parameter's name, for errors.
        array: the integers, of whatever shape, type and layout they came in.
        weak: whether it came as a Python int, whose type adapts to what is wanted.
        words: int64 or uint64, the type that elements are converted to.
        shared: its one element as an array of length 1 of the type words, or None if there are
            more or fewer.
    """

    __slots__ = ("_range", "array", "name", "shared", "weak", "words")

    def __init__(self, value: Any, name: str) -> None:
        """Take an argument.

        Raises:
            TypeError: it has no integers.
            OverflowError: it is a Python int beyond 64 bits.
        """
        self.name = name
        self.array = _integers(value, name)
        self.weak = not isinstance(value, (np.ndarray, np.generic)) and self.array.ndim == 0
        self.words = np.dtype(np.int64 if self.array.dtype.kind == "i" else np.uint64)
        self.shared = None
        if self.array.size == 1:
            self.shared = self.array.reshape(1).astype(self.words)
        self._range: tuple[int, int] | None = None

    @property
    def least(self) -> int:
        """The smallest element; 0 if there are none."""
        return self._extremes()[0]

    @property
    def most(self) -> int:
        """The largest element; 0 if there are none."""
        return self._extremes()[1]

    def _extremes(self) -> tuple[int, int]:
        if self._range is None:
            some = self.array.size > 0
            self._range = (int(self.array.min()), int(self.array.max())) if some else (0, 0)
        return self._range

    def split(self, chunk: npt.NDArray[Any]) -> tuple[Words, Mask | None]:
        """Return absolute values and where elements are negative, None if nowhere.

        abs(-2^63) wraps to -2^63, which is 2^63 as an unsigned word.
        """
        if self.words.kind == "u" or self.least >= 0:
            return chunk.view(np.uint64), None
        return np.abs(chunk).view(np.uint64), chunk < 0

    def refuse(
        self, bad: Mask, where: Any, shape: tuple[int, ...], error: type[Exception], text: str
    ) -> None:
        """Raise if anything is bad where the function is to be applied.

        Args:
            bad: where elements are; it broadcasts to the shape.
            where: where the function is applied.
            shape: the shape of the result, to which the index in the text refers.
            error: what to raise.
            text: what to say, with a field for the first bad element with its index.
        """
        places = np.broadcast_to(bad & where, shape)
        if places.any():
            index = tuple(int(i) for i in np.unravel_index(places.argmax(), shape))
            value = int(np.broadcast_to(self.array, shape)[index])
            raise error(text.format(f"{value}{_place(index)}"))


def _place(index: tuple[int, ...]) -> str:
    if not index:
        return ""
    return f" at index {index[0] if len(index) == 1 else index}"


def _integers(value: Any, name: str) -> npt.NDArray[Any]:
    """Return an array of integers from whatever NumPy takes for one, and from any integers."""
    array = np.asarray(value)
    if array.dtype.kind in ("f", "O") and not _has_own_type(value):
        array = _from_python(value, array, name)
    if array.dtype.kind not in "iu":
        _refuse_type(value, array, name)
    return array


def _has_own_type(value: Any) -> bool:
    """Return whether a value is an array or becomes one, and so has a type already."""
    if isinstance(value, np.ndarray):
        return True
    return hasattr(value, "__array__") and not hasattr(type(value), "__index__")


def _from_python(value: Any, array: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
    """Return an integer, or nested lists of them, as an array; anything else as NumPy did.

    NumPy makes floats of a list of integers if some need uint64 and others are less than 2^63, and
    objects of those that have ``__index__``.
    """
    objects = np.asarray(value, object)
    if objects.size == 0 or not all(map(_is_integer, objects.flat)):
        return array
    numbers = [
        int(one) if isinstance(one, np.bool_) else operator.index(one) for one in objects.flat
    ]
    least, most = min(numbers), max(numbers)
    for number in (least, most):
        if not -(2**63) <= number < 2**64:
            bits = number.bit_length() if number > 0 else (~number).bit_length() + 1
            raise OverflowError(f"{name} must fit into 64 bits, and has {bits}")
    if least < 0 and most >= 2**63:
        raise OverflowError(f"no type of 64 bits holds all {name} from {least} to {most}")
    return np.array(numbers, np.int64 if most < 2**63 else np.uint64).reshape(objects.shape)


def _is_integer(value: Any) -> bool:
    return hasattr(type(value), "__index__") or isinstance(value, np.bool_)


def _refuse_type(value: Any, array: npt.NDArray[Any], name: str) -> NoReturn:
    if array.ndim == 0 and not isinstance(value, (np.ndarray, np.generic)):
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}")
    raise TypeError(f"{name} must have integers of at most 64 bits, not {array.dtype}")
