"""Classes that are no plain arrays, as NumPy meets them among a function's arguments."""

from typing import Any

import numpy as np

from .conftest import Array


class OnlyArray:
    """Becomes an array, and no more than that."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __array__(self, dtype: Any = None, copy: Any = None) -> Array:
        return np.array(self.value, dtype)


class Three(OnlyArray):
    """Wraps results as NumPy 2 asks for it."""

    def __array_wrap__(self, array: Array, context: Any = None, return_scalar: bool = False) -> Any:
        return "three", type(array), array.tolist(), len(context[1]), context[2], return_scalar


class Two(OnlyArray):
    """Wraps results as NumPy 1 asked for it."""

    def __array_wrap__(self, array: Array, context: Any = None) -> Any:
        return "two", array.tolist(), len(context[1]), context[2]


class One(OnlyArray):
    """Wraps arrays, whatever they are the result of."""

    def __array_wrap__(self, array: Array) -> Any:
        return "one", array.tolist()


class Nothing(OnlyArray):
    """Says that it wraps nothing."""

    __array_wrap__ = None


class Prior(Three):
    """Wraps before others do."""

    __array_priority__ = 5

    def __array_wrap__(self, array: Array, context: Any = None, return_scalar: bool = False) -> Any:
        return "prior", array.tolist()


class Posterior(Prior):
    """Leaves results to arrays."""

    __array_priority__ = -5


class Failing(OnlyArray):
    """Cannot wrap."""

    def __array_wrap__(self, array: Array, context: Any = None, return_scalar: bool = False) -> Any:
        raise TypeError("no way to wrap")


class Sub(np.ndarray[Any, Any]):
    """A subclass of array."""


class SubOfTwo(np.ndarray[Any, Any]):
    """A subclass of array, from the days of NumPy 1."""

    def __array_wrap__(self, array: Any, context: Any = None) -> Any:  # type: ignore[override]
        return "sub of two", array.tolist()


class Truth:
    """Is true, false, or neither."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __bool__(self) -> bool:
        return bool(self.value)


class NoTruth:
    """Does not say whether it is true."""

    def __bool__(self) -> bool:
        raise ZeroDivisionError


class Owner:
    """Overrides universal functions, and shows what it got."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        return method, len(inputs), options
