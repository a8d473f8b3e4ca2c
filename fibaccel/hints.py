"""Types that public functions are annotated with, there at run time without `typing`.

Whoever reads hints at run time, as `typing.get_type_hints` and pydantic do, looks their names up in
the module of the function. To import typing for that takes as long as `fibaccel 100` takes to run.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterable as Iterable
from collections.abc import Iterator as Iterator
from collections.abc import Mapping as Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol
    from typing import SupportsIndex as SupportsIndex

    class BinaryFile(Protocol):
        """Whatever has a `write` for bytes, as binary files, sockets' files and archives do."""

        def write(self, data: Any, /) -> Any:
            """Write data, or a part of it; return how many bytes, or None for all."""

else:

    class _Named(ABC):  # noqa: B024  # what counts are the subclasses' methods
        """A type that whatever has a certain method is an instance of."""

        @classmethod
        def __get_pydantic_core_schema__(cls, source, handler):
            from pydantic_core import core_schema

            return core_schema.is_instance_schema(cls)

    class SupportsIndex(_Named):
        """Whatever has `__index__`: int, bool, NumPy's integers, `gmpy2.mpz`."""

        @classmethod
        def __subclasshook__(cls, other):
            return hasattr(other, "__index__")

    class BinaryFile(_Named):
        """Whatever has a `write` for bytes, as binary files, sockets' files and archives do."""

        @classmethod
        def __subclasshook__(cls, other):
            return hasattr(other, "write")
