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
    varying = [operand for operand in inputs if operand.shared is None]
    if not varying:  # no need of a loop, which takes 10 us to set up
        word = np.empty(1, np.uint64)
        compute([one.shared for one in inputs if one.shared is not None], word)
        np.copyto(result, word.astype(result.dtype), where=mask)
        return
    arrays = [operand.array for operand in varying]
    types: list[np.dtype[Any]] = [operand.words for operand in varying]
    if mask.ndim > 0:
        arrays.append(mask)
        types.append(np.dtype(np.bool_))
    overlaps = any(np.may_share_memory(result, array) for array in arrays)
    target = np.zeros_like(result) if overlaps else result
    stopped = threading.Event()

    def work(start: int, end: int) -> None:
        """Compute a range of the elements."""
        for *chunks, out in _chunks([*arrays, target], types, start, end, chunk, mask.ndim > 0):
            where = chunks.pop() if mask.ndim > 0 else None
            parts = iter(chunks)
            columns = [next(parts) if one.shared is None else one.shared for one in inputs]
            _compute_where(compute, columns, out, where)
            if stopped.is_set():
                return

    threads = min(num_threads(), result.size // chunk) if threaded and _is_main_thread() else 1
    if threads > 1:
        _share(work, result.size, threads, stopped)
    else:
        work(0, result.size)
    if target is not result:
        np.copyto(result, target, casting="unsafe", where=mask)


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


def _share(
    work: Callable[[int, int], None], size: int, count: int, stopped: threading.Event
) -> None:
    """Do the work in so many threads, this one included, which is the one that Ctrl-C comes to."""
    bounds = [size * i // count for i in range(count + 1)]
    errors: list[BaseException] = []

    def attempt(start: int, end: int) -> None:
        try:
            work(start, end)
        except BaseException as error:
            errors.append(error)
            stopped.set()

    threads = [
        threading.Thread(target=attempt, args=bounds[i : i + 2], daemon=True)
        for i in range(1, count)
    ]
    try:
        started = _start(threads)
        for i in (0, *range(started + 1, count)):
            work(*bounds[i : i + 2])
        for thread in threads[:started]:
            thread.join()
    except BaseException:
        stopped.set()
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
