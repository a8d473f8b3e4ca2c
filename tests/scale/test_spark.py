"""Spark, where there is a Java to run it on: a column through pandas_udf, and ranges of primes."""

import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, pandas_udf

from fibaccel import arrays
from fibaccel.arrays import join_scans, scan_wall_sun_sun

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    # Of pandas 3, which it "does not yet fully support".
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Two workers on this machine, on the loopback interface."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder: Any = SparkSession.builder
        session = builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        yield session
        session.stop()


def test_a_column(spark: Any) -> None:
    def fib_mod(n: pd.Series, m: pd.Series) -> pd.Series:
        return arrays.fib_mod(n, m)

    frame = spark.range(1, 20_001).select(col("id").alias("n"), (col("id") * 7 + 1).alias("m"))
    column = pandas_udf(fib_mod, "long")("n", "m")
    rows = frame.repartition(4).withColumn("residue", column).collect()
    n, m, residues = zip(*rows, strict=True)
    assert sorted(n) == [*range(1, 20_001)]
    assert list(residues) == arrays.fib_mod(n, m).tolist()


def test_ranges_of_primes(spark: Any) -> None:
    lo, hi, step = 10**6, 2 * 10**6, 50_000
    starts = spark.sparkContext.parallelize(range(lo, hi, step), 4)
    scans = starts.map(lambda start: scan_wall_sun_sun(start, start + step)).collect()
    assert join_scans(scans) == scan_wall_sun_sun(lo, hi)
