"""What a user holds in hand: `fibaccel.fib` and its neighbours."""

import pickle

import pytest

import fibaccel
from fibaccel.operations import OPERATIONS

from .library import LIBRARY


@pytest.mark.parametrize("name", LIBRARY)
def test_the_public_name_is_the_active_backends_function(name: str) -> None:
    assert getattr(fibaccel, name) is getattr(fibaccel.get_backend(), name)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_function_presents_itself_well(backend: fibaccel.Backend, operation: str) -> None:
    function = getattr(backend, operation)
    home = {"python": "fibaccel.pure", "native": "fibaccel_native"}[backend.name]
    assert function.__module__ == ("fibaccel" if backend is fibaccel.get_backend() else home)
    assert function.__qualname__ == function.__name__ == operation
    assert function.__doc__.startswith("Return ")
    for part in ("TypeError", "MemoryError", "Cost", "Source", ">>> "):
        assert part in function.__doc__


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", LIBRARY)
def test_a_public_function_pickles_by_its_public_name(name: str, protocol: int) -> None:
    function = getattr(fibaccel, name)
    assert (function.__module__, function.__qualname__) == ("fibaccel", name)
    assert pickle.loads(pickle.dumps(function, protocol)) is function


def test_every_public_name_is_there_and_nothing_else() -> None:
    for name in fibaccel.__all__:
        assert getattr(fibaccel, name) is not None
        assert name in dir(fibaccel)
    with pytest.raises(AttributeError, match="module 'fibaccel' has no attribute 'fibb'"):
        fibaccel.fibb  # noqa: B018


def test_integers_of_numpy_are_integers(backend: fibaccel.Backend) -> None:
    numpy = pytest.importorskip("numpy")
    for dtype in ("int8", "uint8", "int32", "int64", "uint64"):
        value = backend.fib(numpy.dtype(dtype).type(90))
        assert (value, type(value)) == (2880067194370816120, int)
        assert backend.int_str(numpy.dtype(dtype).type(90)) == "90"
    with pytest.raises(TypeError, match="n must be an integer, not float64"):
        backend.fib(numpy.float64(10))
    with pytest.raises(TypeError, match="n must be an integer, not ndarray"):
        backend.fib(numpy.arange(3))
    with pytest.raises(TypeError, match="x must be an integer, not float64"):
        backend.int_str(numpy.float64(10))
