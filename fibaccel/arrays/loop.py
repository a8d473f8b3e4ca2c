"""The loop over operands: chunks of contiguous words, between which Ctrl-C lands, and threads."""

from __future__ import annotations

import threading

import numpy as np

from fibaccel.threads import num_threads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    import numpy.typing as npt

    from fibaccel.arrays.operands import Operand

    Array = npt.NDArray[Any]

CHUNK = 2**16
"""The most elements between two looks at signals."""

_READ = ["readonly", "contig", "aligned", "nbo"]
_WRITE = ["writeonly", "contig", "aligned", "nbo", "no_broadcast"]
_UPDATE = ["readwrite", *_WRITE[1:]]


def run(
    compute: Callable[[list[Array], Array], None],
    inputs: list[Operand],
    result: Array,
    mask: npt.NDArray[np.bool_],
    *,
    chunk: int = CHUNK,
    threaded: bool = True,
) -> None:
    """Compute a result of any type and layout, chunk by chunk.

    Args:
        compute: takes chunks of the inputs, int64 or uint64, and an array for the result modulo
            2^64, all contiguous. An input of length 1 counts for all elements.
        inputs: what broadcasts to the result's shape.
        result: the array for the result.
        mask: where to compute.
        chunk: how many elements at once at most.
        threaded: whether it is worth it to use threads.
    """
    if result.size == 0 or not mask.any():
        return
    if all(operand.shared is not None for operand in inputs):
        _compute_once(compute, inputs, result, mask)
        return
    arrays = [operand.array for operand in inputs if operand.shared is None]
    if mask.ndim > 0:
        arrays.append(mask)
    overlaps = any(np.may_share_memory(result, array) for array in arrays)
    target = np.zeros_like(result) if overlaps else result
    elements = _Elements(compute, inputs, arrays, target, chunk)
    threads = min(num_threads(), result.size // chunk) if threaded and _is_main_thread() else 1
    if threads > 1:
        _share(elements, result.size, threads)
    else:
        elements.work(0, result.size)
    if overlaps:
        np.copyto(result, target, casting="unsafe", where=mask)


def _compute_once(
    compute: Callable[[list[Array], Array], None],
    inputs: list[Operand],
    result: Array,
    mask: npt.NDArray[np.bool_],
) -> None:
    """Compute one word for the whole result; a loop would take 10 us to set up."""
    word = np.empty(1, np.uint64)
    compute([operand.shared for operand in inputs if operand.shared is not None], word)
    np.copyto(result, word.astype(result.dtype), where=mask)


class _Elements:
    """The elements of one call, of which any range can be computed, in any thread.

    Attributes:
        stopped: to be made true where the work is to end, after a chunk, in all threads.
    """

    __slots__ = ("_arrays", "_chunk", "_compute", "_masked", "_shared", "_types", "stopped")

    def __init__(
        self,
        compute: Callable[[list[Array], Array], None],
        inputs: list[Operand],
        arrays: list[Array],
        target: Array,
        chunk: int,
    ) -> None:
        """Take what `run` takes, and of inputs that vary, the mask and the target the arrays."""
        self._compute = compute
        self._shared = [operand.shared for operand in inputs]
        types: list[np.dtype[Any]] = [one.words for one in inputs if one.shared is None]
        self._masked = len(arrays) > len(types)
        if self._masked:
            types.append(np.dtype(np.bool_))
        self._arrays, self._types, self._chunk = [*arrays, target], types, chunk
        self.stopped = False

    def work(self, start: int, end: int) -> None:
        """Compute a range of the elements."""
        chunks = _chunks(self._arrays, self._types, start, end, self._chunk, self._masked)
        for *columns, out in chunks:
            where = columns.pop() if self._masked else None
            varying = iter(columns)
            inputs = [next(varying) if one is None else one for one in self._shared]
            _compute_where(self._compute, inputs, out, where)
            if self.stopped:
                return


def _chunks(
    arrays: list[Array], types: list[np.dtype[Any]], start: int, end: int, size: int, masked: bool
) -> Iterator[tuple[Array, ...]]:
    """Yield contiguous chunks of a range of the arrays, the last of which is written."""
    flags: Any = ["buffered", "external_loop", "ranged", "delay_bufalloc"]
    op_flags: Any = [*[_READ] * len(types), _UPDATE if masked else _WRITE]
    with np.nditer(
        arrays,
        flags=flags,
        op_flags=op_flags,
        op_dtypes=[*types, np.dtype(np.uint64)],
        casting="unsafe",
        buffersize=size,
    ) as iterator:
        steps: Any = iterator
        steps.iterrange = start, end
        steps.reset()
        yield from steps


def _compute_where(
    compute: Callable[[list[Array], Array], None],
    columns: list[Array],
    out: Array,
    where: npt.NDArray[np.bool_] | None,
) -> None:
    """Compute a chunk; what is not to be computed is not looked at either."""
    if where is None or where.all():
        compute(columns, out)
    elif where.any():
        some = [column if len(column) == 1 else column[where] for column in columns]
        part = np.empty(np.count_nonzero(where), np.uint64)
        compute(some, part)
        out[where] = part


def _is_main_thread() -> bool:
    """Return whether nobody above us shares out work among threads, as Dask does."""
    return threading.current_thread() is threading.main_thread()


def _share(elements: _Elements, size: int, count: int) -> None:
    """Do the work in so many threads, this one included, which is the one that Ctrl-C comes to."""
    bounds = [size * i // count for i in range(count + 1)]
    errors: list[BaseException] = []

    def attempt(start: int, end: int) -> None:
        try:
            elements.work(start, end)
        except BaseException as error:
            errors.append(error)
            elements.stopped = True

    threads = [
        threading.Thread(target=attempt, args=bounds[i : i + 2], daemon=True)
        for i in range(1, count)
    ]
    try:
        started = _start(threads)
        for i in (0, *range(started + 1, count)):
            elements.work(*bounds[i : i + 2])
        for thread in threads[:started]:
            thread.join()
    except BaseException:
        elements.stopped = True
        raise
    finally:
        for thread in threads:
            if thread.ident is not None:
                thread.join()
    if errors:
        raise errors[0]


def _start(threads: list[threading.Thread]) -> int:
    """Start as many as there are to be had, and return how many: none as Python ends, for one."""
    for i, thread in enumerate(threads):
        try:
            thread.start()
        except RuntimeError:
            return i  # not worth an error: whoever called does the rest
    return len(threads)
