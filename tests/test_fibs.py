"""The iterators over Fibonacci and Lucas numbers: what the conformance kit does not ask of them."""

import signal
import sys
import threading
from collections import deque
from itertools import islice, pairwise
from unittest import mock

import pytest

import fibaccel
from fibaccel import pure
from fibaccel.pure import iteration


def test_terms_beyond_every_table_grow(backend: fibaccel.Backend) -> None:
    for terms in (backend.fibs(100_000), backend.lucases(100_000)):
        for value, following in pairwise(islice(terms, 3)):
            assert value < following


@pytest.mark.parametrize("start", [0, 2**21])
@pytest.mark.parametrize(("name", "pair"), [("fibs", "fib2"), ("lucases", "lucas2")])
def test_after_an_error_it_has_ended(name: str, pair: str, start: int) -> None:
    terms = getattr(pure, name)(start)
    stop = mock.patch.object(iteration, pair, side_effect=KeyboardInterrupt)
    with stop, pytest.raises(KeyboardInterrupt):
        next(terms)
    assert list(terms) == []


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers that send signals")
def test_a_signal_ends_the_iterator_within_a_builtin(backend: fibaccel.Backend) -> None:
    """`deque` takes one after another, and no line of Python runs in between."""

    def refuse(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, refuse)
    terms = backend.fibs()
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(TimeoutError):
            deque(terms, maxlen=0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert list(terms) == []
    assert list(backend.fibs(0, 5)) == [0, 1, 1, 2, 3]


def test_iterators_are_apart_from_each_other(backend: fibaccel.Backend) -> None:
    first, second = backend.fibs(1_500), backend.fibs(1_500, None, -1)
    found = [(next(first), next(second)) for _ in range(600)]
    assert found == [(backend.fib(1_500 + i), backend.fib(1_500 - i)) for i in range(600)]


def test_each_thread_may_have_its_own(backend: fibaccel.Backend) -> None:
    expected = [backend.fib(n) for n in range(3_000)]
    wrong: list[int] = []

    def work() -> None:
        wrong.extend(n for n, term in enumerate(backend.fibs(0, 3_000)) if term != expected[n])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="counts references")
def test_it_keeps_no_references(backend: fibaccel.Backend) -> None:
    """Of a term that it has made, when it has gone on by two: no more than another int has."""
    terms = backend.fibs(2_000)
    term = next(terms)
    deque(islice(terms, 3), maxlen=0)
    other = int(str(term))
    assert sys.getrefcount(term) == sys.getrefcount(other)
