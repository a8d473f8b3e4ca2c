"""pandas, xarray and Polars: their own objects come back, labels and missing values included."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
import xarray as xr

import fibaccel
from fibaccel import arrays

N = [1, 2, 3, 10]


def test_a_series_of_pandas() -> None:
    n = pd.Series(N, index=list("abcd"), name="n")
    expected = pd.Series([1, 1, 2, 55], index=list("abcd"), name="n")
    pd.testing.assert_series_equal(arrays.fib_mod(n, 1000), expected)
    pd.testing.assert_series_equal(arrays.fib(n), expected)
    turned = pd.Series([7, 8, 9, 10], index=list("dcba"), name="m")
    assert arrays.fib_mod(n, turned).to_dict() == {"a": 1, "b": 1, "c": 2, "d": 55 % 7}


def test_other_objects_of_pandas() -> None:
    assert arrays.fib(pd.Index(N)).equals(pd.Index([1, 1, 2, 55]))
    frame = pd.DataFrame({"n": N, "m": [5, 6, 7, 8]})
    assert arrays.fib_mod(frame, 10).to_dict("list") == {"n": [1, 1, 2, 5], "m": [5, 8, 3, 1]}
    for kind in ("Int64", "UInt16"):
        column = pd.Series([1, None, 10], dtype=kind)
        result = arrays.fib_mod(column, 1000)
        assert result.isna().tolist() == [False, True, False]
        assert result.dropna().tolist() == [1, 55]


def test_a_pipeline_of_pandas() -> None:
    """Columns made of others, grouped, of more rows than one chunk of periods."""
    frame = pd.DataFrame({"m": np.arange(1, 20_001)})
    table = (
        frame.assign(period=lambda d: arrays.pisano_period(d["m"]))
        .assign(rank=lambda d: arrays.rank_of_apparition(d["m"]))
        .assign(quotient=lambda d: d["period"] // d["rank"])
    )
    # The period is 1, 2 or 4 times the rank; at the Fibonacci numbers it is short.
    assert set(table.groupby("quotient").size().index) == {1, 2, 4}
    assert (table["period"] % table["rank"] == 0).all()
    assert table.loc[table["m"] == 10_946, "period"].item() == fibaccel.pisano_period(10_946)
    assert (table["period"] <= 6 * table["m"]).all()


def test_an_array_of_xarray() -> None:
    n = xr.DataArray(np.arange(6).reshape(2, 3), dims=("y", "x"), coords={"x": [10, 20, 30]})
    m = xr.DataArray([3, 4, 5], dims="x", coords={"x": [10, 20, 30]})
    result = arrays.fib_mod(n, m)
    assert result.dims == ("y", "x")
    assert result.coords["x"].values.tolist() == [10, 20, 30]
    assert result.values.tolist() == arrays.fib_mod(n.values, m.values).tolist()
    lazy = arrays.fib_mod(n.chunk(x=1), m)
    assert lazy.chunks == ((2,), (1, 1, 1))
    assert lazy.compute().equals(result)
    assert arrays.fib(xr.Dataset({"n": n}))["n"].equals(arrays.fib(n))


def test_polars() -> None:
    n = pl.Series("n", N)
    assert arrays.fib_mod(n, 1000).to_list() == [1, 1, 2, 55]
    assert arrays.fib(n.cast(pl.UInt64)).dtype == pl.UInt64
    frame = pl.DataFrame({"n": N, "m": [7, 8, 9, 10]})
    by_batches = frame.lazy().with_columns(
        residue=pl.struct("n", "m").map_batches(
            lambda s: arrays.fib_mod(s.struct.field("n"), s.struct.field("m")),
            return_dtype=pl.Int64,
        ),
        period=pl.col("m").map_batches(arrays.pisano_period, return_dtype=pl.Int64),
    )
    assert by_batches.collect().to_dict(as_series=False) == {
        "n": N, "m": [7, 8, 9, 10], "residue": [1, 1, 2, 5], "period": [16, 12, 24, 60]
    }  # fmt: skip


def test_what_is_missing_in_polars() -> None:
    """It stays missing; as a modulus it may hold 0, so it is to be filled first."""
    assert arrays.fib_mod(pl.Series([1, None, 10]), 1000).to_list() == [1, None, 55]
    m = pl.Series([5, None, 7])
    assert arrays.fib_mod(10, m.fill_null(1)).to_list() == [0, 0, 6]


def test_types_that_polars_would_make_floats() -> None:
    """Signed and unsigned together: an error, and no wrong number; dtype= decides."""
    n, m = pl.Series([100]), pl.Series([2**64 - 1], dtype=pl.UInt64)
    with pytest.raises(TypeError, match="gives integers, not float64"):
        arrays.fib_mod(n, m)
    result = arrays.fib_mod(n, m, dtype=np.uint64)
    assert result.to_list() == [fibaccel.fib_mod(100, 2**64 - 1)]
