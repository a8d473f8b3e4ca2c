"""The whole test suite of a plugin: the conformance kit, and what only this backend promises."""

import fibaccel_gmpy2
import pytest

import fibaccel
from fibaccel.plugin import BackendModule
from fibaccel.testing import BackendConformance

MODULE: BackendModule = fibaccel_gmpy2
"""The type checker's part: the module has what a backend has to have, of the right types."""


class TestGmpy2(BackendConformance):
    """gmpy2 keeps the contract."""

    name = "gmpy2"

    def test_what_it_lacks_is_completed(self) -> None:
        """The pairs come from its own fib, the digits from Python."""
        backend = fibaccel.get_backend("gmpy2")
        assert backend.implements == {"fib", "lucas"}
        assert backend.fib_str(1000) == str(backend.fib(1000))

    @pytest.mark.parametrize("n", [10**15, 10**18])
    def test_sizes_that_end_the_process_in_gmpy2_are_refused(self, n: int) -> None:
        """gmpy2.fib(n) aborts here; the backend raises."""
        with pytest.raises(MemoryError, match="too large"):
            fibaccel.get_backend("gmpy2").fib(n)
