"""Ufunc: functions of arrays that behave as NumPy's universal functions do.

NumPy's own, `numpy.ufunc`, can only be made in C or as loops over Python objects. What others
expect of one, though, is no more than a callable with a few attributes: Dask, pandas, xarray and
Polars are handed this object through their `__array_ufunc__` and call it again with NumPy arrays.

A call goes this way:

    Ufunc.__call__      hand over to an argument that overrides, else operands, shape, result
      Function.apply    what is out of the domain, before anything is computed
        loop.run        chunks of all operands as contiguous words, perhaps in threads
          compute       one chunk: signs, and the backend's kernel
"""

from __future__ import annotations

import numpy as np

from fibaccel.arrays.operands import Operand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    import numpy.typing as npt

    from fibaccel.arrays.functions import Function


class Ufunc:
    """A function of arrays of integers, element by element, with NumPy's broadcasting.

    Attributes:
        nin: how many arguments it has.
        nout: how many results: 1.
        nargs: both together.
        types: the types of arguments and result, in NumPy's manner: "qq->q".
        ntypes: how many types.
        signature: None.
        identity: None.
    """

    nout = 1
    identity = None
    signature = None

    def __init__(self, function: Function, documented: Callable[..., Any]) -> None:
        """Take the function, and the name and the text of what documents it."""
        self._function = function
        self.nin = len(function.parameters)
        self.nargs = self.nin + self.nout
        self.types = list(function.types)
        self.ntypes = len(self.types)
        self.__name__ = self.__qualname__ = documented.__name__
        self.__module__ = "fibaccel.arrays"
        self.__doc__ = documented.__doc__
        self.__wrapped__ = documented

    def __call__(
        self,
        *arguments: Any,
        out: Any = None,
        where: Any = True,
        casting: str = "same_kind",
        dtype: npt.DTypeLike | None = None,
    ) -> Any:
        """Return the function's values, in a new array or in out.

        Args:
            *arguments: arrays of any integer type but bool, or what becomes one; after them perhaps
                the array for the result, as with out.
            out: where the result goes, of any integer type; or a tuple with that one array.
            where: where to apply the function. Elsewhere out keeps what it has, and without out
                the result is 0.
            casting: which types dtype and out may have: with "same_kind" or "unsafe" any integer
                type, as numbers that do not fit are an error anyhow; else what `numpy.can_cast`
                says.
            dtype: the type of the result.
        """
        inputs, out = self._take(arguments, out)
        if (owners := _owners(*inputs, out, where)) != []:
            return self._hand_over(owners, inputs, out, where, casting, dtype)
        operands = [*map(Operand, inputs, self._function.parameters)]
        mask = _mask(where)
        shape = np.broadcast_shapes(*(operand.array.shape for operand in operands), mask.shape)
        kind = self._result_type(operands, dtype, out, casting)
        if out is not None:
            if np.broadcast_shapes(shape, out.shape) != out.shape:
                raise ValueError(f"{shape} cannot be broadcast to the shape of out, {out.shape}")
            if not out.flags.writeable:
                raise ValueError("out is read-only")
            self._function.apply(self.__name__, operands, out, mask, out.shape)
            return _wrap_out(self, inputs, out)
        result = _allocate(operands, mask, shape, kind)
        self._function.apply(self.__name__, operands, result, mask, shape)
        return _wrap(self, inputs, result)

    def __repr__(self) -> str:
        return f"<ufunc 'fibaccel.arrays.{self.__name__}'>"

    def __reduce__(self) -> str:
        return self.__name__

    def __dask_tokenize__(self) -> tuple[str, str]:
        """Return what Dask names its results by."""
        return self.__module__, self.__name__

    def _take(self, arguments: tuple[Any, ...], out: Any) -> tuple[tuple[Any, ...], Any]:
        """Return the inputs and the array for the result, or None."""
        if isinstance(out, tuple):
            if len(out) != 1:
                raise ValueError("the 'out' tuple must have exactly one entry")
            out = out[0]
        if len(arguments) == self.nargs and out is None:
            *arguments, out = arguments  # type: ignore[assignment]
        if not (out is None or isinstance(out, np.ndarray) or _owners(out)):
            raise TypeError(f"the result goes into an array, not a {type(out).__name__}")
        if len(arguments) != self.nin:
            raise TypeError(
                f"{self.__name__}() takes {self.nin} positional arguments, and perhaps one for "
                f"the result, but {len(arguments)} were given"
            )
        return tuple(arguments), out

    def _hand_over(
        self, owners: list[Any], inputs: Any, out: Any, where: Any, casting: str, dtype: Any
    ) -> Any:
        """Return what the first argument gives that overrides universal functions and can."""
        options: dict[str, Any] = {}
        if out is not None:
            options["out"] = (out,)
        if where is not True:
            options["where"] = where
        if casting != "same_kind":
            options["casting"] = casting
        if dtype is not None:
            options["dtype"] = dtype
        for owner in owners:
            result = type(owner).__array_ufunc__(owner, self, "__call__", *inputs, **options)
            if result is not NotImplemented:
                return result
        names = ", ".join(repr(type(owner).__name__) for owner in owners)
        raise TypeError(f"{self.__name__}() cannot be applied: {names} returned NotImplemented")

    def _result_type(
        self, operands: list[Operand], dtype: Any, out: Any, casting: str
    ) -> np.dtype[Any]:
        """Return the type of the result, that of out if there is one, or raise if it may not be."""
        target = None if out is None else out.dtype
        np.can_cast(np.int64, np.int64, casting)  # type: ignore[arg-type]  # raises if unknown
        wishes = [np.dtype(wish) for wish in (dtype, target) if wish is not None]
        kind = self._function.natural_type(operands, wishes[0] if wishes else None)
        for wanted in wishes:
            if wanted.kind not in "iu":
                raise TypeError(f"{self.__name__}() gives integers, not {wanted}")
            strict = casting not in ("same_kind", "unsafe")
            if strict and not np.can_cast(kind, wanted, casting):  # type: ignore[arg-type]
                raise TypeError(
                    f"{self.__name__}() gives {kind}, which is not cast to {wanted} "
                    f"with casting={casting!r}"
                )
            kind = wanted
        return kind


def _owners(*arguments: Any) -> list[Any]:
    """Return the arguments that override universal functions, in the order to ask them.

    As NumPy asks: from left to right, subclasses before their base classes, each type once.
    """
    found: list[Any] = []
    for argument in arguments:
        kind = type(argument)
        override = getattr(kind, "__array_ufunc__", np.ndarray.__array_ufunc__)
        if override is np.ndarray.__array_ufunc__ or any(kind is type(one) for one in found):
            continue
        if override is None:
            raise TypeError(f"operand {kind.__name__!r} does not support ufuncs")
        later = [i for i, one in enumerate(found) if issubclass(kind, type(one))]
        found.insert(later[0] if later else len(found), argument)
    return found


def _mask(where: Any) -> npt.NDArray[np.bool_]:
    mask = np.asarray(where)
    if mask.dtype != np.bool_:
        raise TypeError(f"where must be bool, not {mask.dtype}")
    return mask


def _allocate(
    operands: list[Operand], mask: npt.NDArray[np.bool_], shape: tuple[int, ...], kind: Any
) -> npt.NDArray[Any]:
    """Return an array for the result, laid out as the first operand of its shape."""
    like = next((o.array for o in operands if o.array.shape == shape), None)
    make = np.empty if mask.ndim == 0 and mask else np.zeros
    if like is None or like.flags.c_contiguous:
        return make(shape, kind)
    make_like = np.empty_like if make is np.empty else np.zeros_like
    return make_like(like, kind, subok=False)


def _wrap(ufunc: Ufunc, inputs: tuple[Any, ...], result: npt.NDArray[Any]) -> Any:
    """Return the result as the class of array that came in, or a scalar if it has no dimension."""
    special = [x for x in inputs if isinstance(x, np.ndarray) and type(x) is not np.ndarray]
    if special:
        first = max(special, key=lambda x: x.__array_priority__)
        context: Any = (ufunc, inputs, 0)
        return first.__array_wrap__(result, context, result.ndim == 0)
    return result[()] if result.ndim == 0 else result


def _wrap_out(ufunc: Ufunc, inputs: tuple[Any, ...], out: npt.NDArray[Any]) -> Any:
    """Return out; a masked array has to be told first, for its mask is that of the inputs."""
    if type(out) is np.ndarray:
        return out
    context: Any = (ufunc, (*inputs, out), 0)
    return out.__array_wrap__(out, context, False)
