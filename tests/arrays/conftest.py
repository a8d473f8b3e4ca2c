"""What the tests of arrays share: both backends' kernels, and arrays of every kind."""

from collections.abc import Callable, Iterator
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import strategies as st

from fibaccel.arrays import functions, kernels, wall_sun_sun

from ..conftest import WANTED

Array = np.ndarray[Any, Any]


@pytest.fixture(params=WANTED, scope="module")
def each_backends_kernels(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let each backend's kernels serve in turn."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (functions, wall_sun_sun):
            patch.setattr(module, "get_kernels", lambda: kernels.get_kernels(request.param))
        yield


INTEGERS = [np.dtype(char) for char in "bBhHiIlLqQ"]

ANY = (-(2**64), 2**64)
NATURAL = (0, 2**64)
DOMAINS = {
    "fib": [(-92, 92)],
    "lucas": [(-90, 90)],
    "fib_mod": [ANY, NATURAL],
    "lucas_mod": [ANY, NATURAL],
    "lucasu_mod": [ANY, ANY, NATURAL, NATURAL],
    "lucasv_mod": [ANY, ANY, NATURAL, NATURAL],
    "pisano_period": [(0, 2000)],
    "rank_of_apparition": [(0, 2000)],
}
"""What each argument may be, as far as its type holds it; m = 0 included."""


@st.composite
def operands(draw: st.DrawFn, name: str) -> list[Array]:
    """Return arguments of a function that broadcast, of any types and layouts."""
    domain = DOMAINS[name]
    shapes = hnp.mutually_broadcastable_shapes(num_shapes=len(domain), max_dims=3, max_side=6)
    inputs = []
    for shape, (least, most) in zip(draw(shapes).input_shapes, domain, strict=True):
        kind = draw(st.sampled_from(INTEGERS))
        bounds = np.iinfo(kind)
        least, most = max(least, int(bounds.min)), min(most, int(bounds.max))
        elements = st.integers(least, most) | st.sampled_from([least, most])
        layout = draw(st.sampled_from(LAYOUTS))
        inputs.append(layout(draw(hnp.arrays(kind, shape, elements=elements))))
    return inputs


def strided(array: Array) -> Array:
    """Return the same elements, every third of some memory and backwards."""
    if array.ndim == 0:
        return array
    wide = np.zeros((*array.shape[:-1], array.shape[-1] * 3), array.dtype)
    view = wide[..., ::3][..., ::-1]
    view[...] = array
    return view


def read_only(array: Array) -> Array:
    """Return a copy that refuses to be written."""
    array = array.copy()
    array.flags.writeable = False
    return array


def unaligned(array: Array) -> Array:
    """Return the same elements at odd addresses."""
    view = np.zeros(array.nbytes + 1, np.uint8)[1:].view(array.dtype).reshape(array.shape)
    view[...] = array
    return view


def swapped(array: Array) -> Array:
    """Return the same elements with their bytes in the other order."""
    return array.astype(array.dtype.newbyteorder())


LAYOUTS: list[Callable[[Array], Array]] = [
    np.ascontiguousarray,
    np.asfortranarray,
    strided,
    read_only,
    unaligned,
    swapped,
]
