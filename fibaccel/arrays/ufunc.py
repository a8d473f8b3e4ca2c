"""Ufunc: functions of arrays that behave as NumPy's universal functions do.

NumPy's own, `numpy.ufunc`, can only be made in C or as loops over Python objects. What others
expect of one, though, is no more than a callable with a few attributes: Dask, pandas, xarray and
Polars are handed this object through their `__array_ufunc__` and call it again with NumPy arrays.

A call goes this way:

    Ufunc.__call__        hand over to an argument that overrides, else
      Ufunc._compute      operands, shape, an array for the result
        Function.apply    what is out of the domain, before anything is computed
          loop.run        chunks of all operands as contiguous words, perhaps in threads
            compute       one chunk: signs, and the backend's kernel
      results.wrap        the class of the result
"""

from __future__ import annotations

import numpy as np

from fibaccel.arrays.operands import Operand
from fibaccel.arrays.results import allocate, broadcast, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Never, NoReturn

    import numpy.typing as npt

    from fibaccel.arrays.functions import Function

_OPTIONS = {"where": True, "casting": "same_kind", "order": "K", "dtype": None, "subok": True}

_EVERYWHERE = np.array(True)


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
        order: str | None = "K",
        dtype: npt.DTypeLike | None = None,
        subok: bool | np.bool_ = True,
        **unknown: Never,
    ) -> Any:
        """Return the function's values, in a new array or in out.

        Args:
            *arguments: arrays of any integer type but bool, or what becomes one; after them perhaps
                the array for the result, as with out.
            out: where the result goes, of any integer type; or a tuple with that one array; or
                ``...`` for a new array, never a scalar.
            where: where to apply the function. Elsewhere out keeps what it has, and without out
                the result is 0.
            casting: which types dtype and out may have: with "same_kind" or "unsafe" any integer
                type, as numbers that do not fit are an error anyhow; else what `numpy.can_cast`
                says.
            order: the layout of a new array, "K" for that of the arguments.
            dtype: the type of the result.
            subok: whether the arguments' classes have a say in that of the result.
            **unknown: a TypeError.
        """
        if unknown:
            self._refuse(unknown)
        inputs, target = self._take(arguments, out)
        if (owners := _owners(*inputs, target, where)) != []:
            options = (where, casting, order, dtype, subok)
            return self._hand_over(owners, inputs, target, options)
        _check_options(target, order, subok)
        result = self._compute(inputs, target, _mask(where), casting, order, dtype)
        return wrap(self, inputs, target, result, subok=bool(subok), scalar=out is not ...)

    def __repr__(self) -> str:
        return f"<ufunc 'fibaccel.arrays.{self.__name__}'>"

    def __reduce__(self) -> str | tuple[Any, ...]:
        return self.__name__

    def __dask_tokenize__(self) -> tuple[Any, ...]:
        """Return what Dask names its results by."""
        return self.__module__, self.__name__

    def _refuse(self, unknown: dict[str, Never]) -> NoReturn:
        """Raise for keyword arguments that there are not."""
        name = next(iter(unknown))
        instead = ": dtype says the type of the result" if name in ("signature", "sig") else ""
        raise TypeError(f"{self.__name__}() got an unexpected keyword argument {name!r}{instead}")

    def _take(self, arguments: tuple[Any, ...], out: Any) -> tuple[tuple[Any, ...], Any]:
        """Return the inputs and what the result goes into, None for a new array."""
        target = None if out is ... else out
        if isinstance(out, tuple):
            if len(out) != 1:
                raise ValueError("the 'out' tuple must have exactly one entry")
            (target,) = out
            if target is ...:
                raise TypeError(f"{self.__name__}() takes out=... as it is, not in a tuple")
        if len(arguments) == self.nargs:
            if out is not None:
                raise TypeError(f"{self.__name__}() takes one array for the result, not two")
            *arguments, target = arguments  # type: ignore[assignment]
            if target is ...:
                raise TypeError(f"{self.__name__}() takes out=... by name, not by position")
        if len(arguments) != self.nin:
            raise TypeError(
                f"{self.__name__}() takes {self.nin} positional arguments, and perhaps one for "
                f"the result, but {len(arguments)} were given"
            )
        return tuple(arguments), target

    def _hand_over(
        self, owners: list[Any], inputs: Any, target: Any, options: tuple[Any, ...]
    ) -> Any:
        """Return what the first argument gives that overrides universal functions and can."""
        given = {} if target is None else {"out": (target,)}
        for (name, default), value in zip(_OPTIONS.items(), options, strict=True):
            if value is not default:
                given[name] = value
        for owner in owners:
            result = type(owner).__array_ufunc__(owner, self, "__call__", *inputs, **given)
            if result is not NotImplemented:
                return result
        names = ", ".join(repr(type(owner).__name__) for owner in owners)
        raise TypeError(f"{self.__name__}() cannot be applied: {names} returned NotImplemented")

    def _compute(
        self, inputs: Any, target: Any, mask: Any, casting: str, order: Any, dtype: Any
    ) -> npt.NDArray[Any]:
        """Return the target with the values in it, or a new array."""
        operands = [*map(Operand, inputs, self._function.parameters)]
        shape = broadcast([*(operand.array.shape for operand in operands), mask.shape])
        kind = self._result_type(operands, dtype, target, casting)
        if target is None:
            target = allocate(operands, mask, shape, kind, order)
        elif broadcast((shape, target.shape)) != target.shape:
            raise ValueError(f"{shape} cannot be broadcast to the shape of out, {target.shape}")
        elif not target.flags.writeable:
            raise ValueError("out is read-only")
        self._function.apply(self.__name__, operands, target, mask, target.shape)
        result: npt.NDArray[Any] = target
        return result

    def _result_type(
        self, operands: list[Operand], dtype: Any, out: Any, casting: str
    ) -> np.dtype[Any]:
        """Return the type of the result, that of out if there is one, or raise if it may not be."""
        target = None if out is None else out.dtype
        np.can_cast(np.int64, np.int64, casting)  # type: ignore[arg-type]  # raises if unknown
        if isinstance(dtype, type) and issubclass(dtype, np.dtype):
            kind_class: Any = dtype  # numpy.dtypes.Int32DType, of which numpy.dtype makes object
            dtype = kind_class()
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


def _check_options(target: Any, order: Any, subok: Any) -> None:
    """Raise unless the options are such as they have to be where nobody overrides."""
    if not (target is None or isinstance(target, np.ndarray)):
        raise TypeError(f"the result goes into an array, not a {type(target).__name__}")
    if not isinstance(subok, (bool, np.bool_)):
        raise TypeError(f"subok must be True or False, not {subok!r}")
    if order != "K":
        _EVERYWHERE.copy(order)  # which raises what NumPy's functions do


def _mask(where: Any) -> npt.NDArray[np.bool_]:
    """Return where to compute, from whatever NumPy takes for that."""
    if where is True:
        return _EVERYWHERE
    mask = np.asarray(where)
    if mask.dtype == np.bool_:
        return mask
    converted = np.zeros(mask.shape, np.bool_)
    try:
        # NumPy converts it: truth values of Python's objects, but no arrays of other types.
        np.logical_not(False, out=converted, where=where)
    except TypeError as error:
        raise TypeError(f"where must be bool, not {mask.dtype}") from error
    return converted
