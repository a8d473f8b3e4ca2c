"""Arrays and ranges of primes on a Dask cluster of two workers, one of which is killed."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import dask.array as da
import numpy as np
import pytest
from distributed import Client, LocalCluster, as_completed, futures_of

import fibaccel
from fibaccel import arrays
from fibaccel.arrays import join_scans, scan_wall_sun_sun

LO, HI, STEP = 10**9, 10**9 + 3_000_000, 100_000
# What one process gets, and what anybody else has to get.
SCAN = scan_wall_sun_sun(LO, HI)

M = 10**9 + 7
LENGTH, CHUNK = 2_000_000, 50_000


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Two workers of one thread each, on the loopback interface."""
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def numbers() -> Any:
    """Return a lazy array of indices and one of moduli, in chunks that do not match."""
    n = da.arange(LENGTH, chunks=CHUNK, dtype=np.int64) * 1_000_003 - 10**12
    m = (da.arange(LENGTH, chunks=3 * CHUNK, dtype=np.int64) * 7919) % M + 1
    return n, m


def test_nothing_is_computed_before_it_is_asked_for() -> None:
    calls = []

    def remember(block: Any) -> Any:
        calls.append(block.shape)
        return block

    n = da.arange(100, chunks=10).map_blocks(remember, dtype=np.int64, meta=np.empty(0, np.int64))
    lazy = arrays.fib_mod(n, 1000)
    assert isinstance(lazy, da.Array)
    assert (lazy.dtype, lazy.chunks) == (np.dtype(np.int64), n.chunks)
    assert calls == []
    result = lazy.compute(scheduler="sync")
    assert result.tolist() == [fibaccel.fib_mod(k, 1000) for k in range(100)]
    assert len(calls) == 10
    assert arrays.fib_mod(n, 1000).name == lazy.name


@pytest.mark.parametrize("scheduler", ["sync", "threads", None])
def test_chunks_of_every_function(client: Client, scheduler: str | None) -> None:
    """Whatever Dask runs them on; with the keywords that they have."""
    n, m = da.arange(1, 80, chunks=9), da.arange(80, 1, -1, chunks=13, dtype=np.uint16)
    local = np.arange(1, 80), np.arange(80, 1, -1, dtype=np.uint16)
    outer = local[0], local[1][:, None]
    for lazy, right in (
        (arrays.fib(n), arrays.fib(local[0])),
        (arrays.lucas(n), arrays.lucas(local[0])),
        (arrays.fib_mod(n, m), arrays.fib_mod(*local)),
        (arrays.lucas_mod(5, m), arrays.lucas_mod(5, local[1])),
        (arrays.lucasu_mod(2, -1, n, m[:, None]), arrays.lucasu_mod(2, -1, *outer)),
        (arrays.lucasv_mod(n, 3, local[0], 1000), arrays.lucasv_mod(local[0], 3, local[0], 1000)),
        (arrays.pisano_period(m), arrays.pisano_period(local[1])),
        (arrays.rank_of_apparition(m), arrays.rank_of_apparition(local[1])),
        (arrays.fib_mod(n, 7, dtype=np.int8), arrays.fib_mod(local[0], 7, dtype=np.int8)),
        (
            arrays.fib_mod(n, 7, where=n % 2 == 0, out=da.zeros(79, chunks=9, dtype=np.int64)),
            arrays.fib_mod(local[0], 7, where=local[0] % 2 == 0),
        ),
    ):  # fmt: skip
        assert isinstance(lazy, da.Array)
        result = lazy.compute(scheduler=scheduler or client.get)
        assert result.dtype == right.dtype == lazy.dtype
        assert np.array_equal(result, right)


def test_an_error_in_a_chunk_is_the_callers(client: Client) -> None:
    with pytest.raises(OverflowError, match="does not fit int64 for n = 93 at index 3"):
        arrays.fib(da.arange(100, chunks=10)).compute()
    with pytest.raises(ValueError, match="m must be at least 1, not -3 at index 1"):
        arrays.fib_mod(5, da.from_array([5, 4, 1, -3], chunks=2)).compute()


def test_a_worker_starts_no_threads_of_its_own(client: Client) -> None:
    """It has one for each core already."""

    def count() -> int:
        before = threading.active_count()
        most = [0]

        def watch() -> None:
            while not done.is_set():
                most[0] = max(most[0], threading.active_count())
                time.sleep(0.001)

        done = threading.Event()
        watcher = threading.Thread(target=watch)
        watcher.start()
        arrays.fib_mod(np.arange(10**6), M)
        done.set()
        watcher.join()
        return most[0] - before - 1

    assert client.submit(count, pure=False).result() <= 0


def test_primes_spread_over_workers(client: Client) -> None:
    starts = range(LO, HI, STEP)
    tasks = client.map(scan_wall_sun_sun, starts, [start + STEP for start in starts], pure=False)
    assert join_scans(client.gather(tasks)) == SCAN


def test_a_killed_worker_changes_no_scan(client: Client) -> None:
    starts = range(LO, HI, STEP)
    tasks = client.map(scan_wall_sun_sun, starts, [start + STEP for start in starts], pure=False)
    scans, killed = [], None
    for task in as_completed(tasks):
        scans.append(task.result())
        if len(scans) == 5:
            killed = kill_one(client)
    assert killed is not None
    assert killed not in client.run(os.getpid).values()
    assert join_scans(scans) == SCAN


def test_a_killed_worker_changes_no_array(client: Client) -> None:
    """What it had computed and kept is computed again."""
    n, m = numbers()
    right = arrays.fib_mod(n.compute(scheduler="sync"), m.compute(scheduler="sync"))
    kept = client.persist(arrays.fib_mod(n, m))
    while sum(future.status == "finished" for future in futures_of(kept)) < 10:
        time.sleep(0.01)
    kill_one(client)
    assert np.array_equal(kept.compute(), right)


def kill_one(client: Client) -> int:
    """Kill a worker in the middle of its work, and return its process's number."""
    process: int = min(client.run(os.getpid).values())
    os.kill(process, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    return process
