"""Results of the array functions: their shape and layout, and the class that they come back as."""

from __future__ import annotations

import warnings
from itertools import zip_longest

import numpy as np

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    import numpy.typing as npt

    from fibaccel.arrays.operands import Operand

    Array = npt.NDArray[Any]
    Mask = npt.NDArray[np.bool_]
    Shape = tuple[int, ...]

# What NumPy does not ask how to wrap a result.
_SCALARS = (int, float, complex, str, bytes, np.generic)


def broadcast(shapes: Sequence[Shape]) -> Shape:
    """Return the shape that all of them broadcast to.

    `numpy.broadcast_shapes` goes up to 32 dimensions, arrays to 64.

    Raises:
        ValueError: they do not broadcast.
    """
    different = {*shapes} - {()}
    if len(different) <= 1:
        return next(iter(different), ())
    result = []
    for lengths in zip_longest(*(reversed(shape) for shape in different), fillvalue=1):
        longer = {*lengths} - {1}
        if len(longer) > 1:
            text = " ".join(map(str, shapes))
            raise ValueError(f"operands could not be broadcast together with shapes {text}")
        result.append(next(iter(longer), 1))
    return tuple(reversed(result))


def allocate(operands: list[Operand], mask: Mask, shape: Shape, kind: Any, order: Any) -> Array:
    """Return an array for the result, laid out as NumPy would; of zeros if not all is computed."""
    arrays = [operand.array for operand in operands]
    everywhere = mask.ndim == 0 and bool(mask)
    order = "K" if order is None else order.upper()
    if order != "F" and all(array.flags.c_contiguous for array in (*arrays, mask)):
        return np.empty(shape, kind) if everywhere else np.zeros(shape, kind)
    if mask.ndim > 0:
        arrays.append(mask)
    flags: Any = [*[["readonly"]] * len(arrays), ["writeonly", "allocate", "no_subtype"]]
    types = [*(array.dtype for array in arrays), kind]
    with np.nditer([*arrays, None], ["zerosize_ok"], flags, types, order) as iterator:
        result: Array = iterator.operands[-1]
    if not everywhere:
        result.fill(0)
    return result


def wrap(
    ufunc: Any,
    inputs: tuple[Any, ...],
    out: Array | None,
    result: Array,
    *,
    subok: bool,
    scalar: bool,
) -> Any:
    """Return the result as the class that out is of, or else that the inputs ask for.

    Args:
        ufunc: the function, for the context that ``__array_wrap__`` gets.
        inputs: the arguments as they came.
        out: the array that was given for the result.
        result: the result.
        subok: whether to ask the inputs.
        scalar: whether a result without dimensions, and without out, is a scalar.
    """
    if out is not None:
        # A subclass has to be told, too: the mask of a masked array is that of the inputs.
        method = None if type(out) is np.ndarray else out.__array_wrap__
        return result if method is None else _call(method, result, (ufunc, (*inputs, out), 0))
    method = _find_wrap(inputs) if subok else None
    scalar = scalar and result.ndim == 0
    if method is None:
        return result[()] if scalar else result
    return _call(method, result, (ufunc, inputs, 0), scalar)


def _find_wrap(inputs: tuple[Any, ...]) -> Callable[..., Any] | None:
    """Return the ``__array_wrap__`` of the highest priority, None if plain arrays have that."""
    others = [
        x
        for x in inputs
        if type(x) is not np.ndarray
        and not isinstance(x, _SCALARS)
        and hasattr(x, "__array_wrap__")
    ]
    if not others:
        return None
    first = max(others, key=_priority)
    if _priority(first) < 0 and any(type(x) is np.ndarray for x in inputs):
        return None
    method: Callable[..., Any] | None = first.__array_wrap__
    return method


def _priority(value: Any) -> float:
    return float(getattr(value, "__array_priority__", 0))


def _call(method: Callable[..., Any], result: Array, context: Any, scalar: bool = False) -> Any:
    """Return what ``__array_wrap__`` makes of the result, also one that NumPy 1 would have called.

    NumPy 2 gives it three arguments and, if it takes no more than two or one, a warning.
    """
    try:
        return method(result, context, scalar)
    except TypeError:
        for arguments in ((result, context), (result,)):
            try:
                wrapped = method(*arguments)
                break
            except TypeError:
                continue
        else:
            raise
    text = "__array_wrap__ must accept context and return_scalar arguments (positionally)"
    # The stack: here, wrap, Ufunc.__call__, and who called that.
    warnings.warn(text, DeprecationWarning, stacklevel=4)
    return wrapped
