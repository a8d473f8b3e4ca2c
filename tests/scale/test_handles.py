"""Handles and their functions in tasks of joblib's, on loky, and of Dask's, closures included."""

from collections.abc import Callable, Iterator
from typing import Any

import joblib
import pytest
from distributed import Client, LocalCluster

import fibaccel

NUMBERS = [-8, 93, 187, 10_000]
BACKENDS = ["python", "native"]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Two worker processes, on the loopback interface."""
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def tasks(handle: fibaccel.Backend) -> list[Callable[[int], Any]]:
    """Return functions of a handle's, and what holds one: cloudpickle reads the variables."""

    def closure(n: int) -> list[Any]:
        return [handle.name, handle.lucas(n), fibaccel.fib(n)]

    return [handle.fib, handle.lucas_str, closure, lambda n: handle.fib2(n)]


@pytest.mark.parametrize("name", BACKENDS)
def test_joblib_gives_the_same(name: str) -> None:
    for task in tasks(fibaccel.get_backend(name)):
        found = joblib.Parallel(n_jobs=2, backend="loky")(joblib.delayed(task)(n) for n in NUMBERS)
        assert found == [task(n) for n in NUMBERS]


@pytest.mark.parametrize("name", BACKENDS)
def test_dask_gives_the_same(client: Client, name: str) -> None:
    handle = fibaccel.get_backend(name)
    for task in tasks(handle):
        found = client.gather(client.map(task, NUMBERS, pure=False))
        assert found == [task(n) for n in NUMBERS]
    assert client.submit(lambda: handle, pure=False).result() is handle
