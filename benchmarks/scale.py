"""A range of primes on Dask's workers on this machine: what a task's size and threads cost.

    python benchmarks/scale.py [RANGES]

Scans the numbers from 10^9 on with one worker and with two, for tasks of several sizes, and with
two threads in one worker. Every scan is compared with the others. RANGES, 24 unless named, is how
many tasks of the longest kind there are.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from distributed import Client, LocalCluster
from machine import describe

from fibaccel.arrays import WallSunSunScan, get_kernels, join_scans, scan_wall_sun_sun

LO = 10**9
ROUNDS = 3
LAYOUTS = {(1, 1): "1 worker", (2, 1): "2 workers", (1, 2): "1 worker, 2 threads"}


def main() -> None:
    """Print a row for each size of task."""
    ranges = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    print(describe())
    print(f"kernels   {get_kernels()}")
    one = _numbers_a_second()
    hi = LO + one * ranges
    print(f"\n{hi - LO:,} numbers: seconds, least of {ROUNDS}, and 1 worker over that")
    print(f"{'a task':>18}" + "".join(f"{title:>24}" for title in LAYOUTS.values()))
    scans = set()
    for parts in (1, 3, 10, 30, 100):
        step = -(-one // parts)
        times: dict[tuple[int, int], float] = {}
        for layout in LAYOUTS:
            with _client(*layout) as client:
                for _ in range(ROUNDS):
                    start = time.perf_counter()
                    scans.add(_scan(client, hi, step))
                    seconds = time.perf_counter() - start
                    times[layout] = min(seconds, times.get(layout, seconds))
        assert len(scans) == 1
        row = "".join(f"{t:>16.2f} ({times[1, 1] / t:.2f})" for t in times.values())
        print(f"{1000 / parts:>15.0f} ms{row}", flush=True)


def _numbers_a_second() -> int:
    """Return how many numbers one core scans in a second, to a million."""
    start = time.perf_counter()
    scan_wall_sun_sun(LO, LO + 3_000_000)
    return max(round(3 / (time.perf_counter() - start)), 1) * 1_000_000


@contextmanager
def _client(workers: int, threads: int) -> Iterator[Client]:
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=threads, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        client.submit(scan_wall_sun_sun, LO, LO + 10**6).result()  # imports what is needed
        yield client


def _scan(client: Client, hi: int, step: int) -> WallSunSunScan:
    starts = range(LO, hi, step)
    ends = [min(start + step, hi) for start in starts]
    return join_scans(client.gather(client.map(scan_wall_sun_sun, starts, ends, pure=False)))


if __name__ == "__main__":
    main()
