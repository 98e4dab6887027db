"""A session of Spark: one that runs already, or a new one by its own configuration."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from labelqa.cluster import java
from labelqa.errors import BadCall

MISSING = "the engine spark needs PySpark, which is not installed; install it with: pip install 'labelqa[spark]'"
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # a sum that does not fit is an error
    "spark.sql.adaptive.coalescePartitions.enabled": "false",  # the work is Python's: bytes do not tell it
    "spark.sql.maxConcurrentOutputFileWriters": "4",  # facts and sums at once, without a sort before
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.mergeSchema": "true",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
}
"""Settings of our own session; those of the caller's stay as they are."""


@contextmanager
def unused_pandas() -> Iterator[None]:
    """PySpark looks for pandas, and warns of its version 3, where functions of Arrow are made, which use none of it."""
    from pyspark.errors import PySparkImportError  # noqa: PLC0415  (an extra)

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        try:
            yield
        except PySparkImportError as error:
            text = str(error).partition("\n")[0]
            raise BadCall(f"PySpark asks for a package: {text}; install it with: pip install pandas") from None


def session(master: str | None = None, conf: Mapping[str, str] | None = None) -> Any:
    """A session of Spark with settings of our own.

    `master` None: what Spark's configuration says, spark-submit's among it. BadCall where PySpark or Java is missing.
    """
    try:
        from pyspark.errors import PySparkRuntimeError  # noqa: PLC0415  (an extra)
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ModuleNotFoundError:
        raise BadCall(MISSING) from None
    if SparkSession.getActiveSession() is None:
        java.check()
    builder = SparkSession.builder.appName("labelqa score")
    builder = builder if master is None else builder.master(master)
    for name, value in (conf or {}).items():
        builder = builder.config(name, value)
    try:
        found = builder.getOrCreate().newSession()
    except PySparkRuntimeError as error:
        text = str(error).partition("\n")[0]
        raise BadCall(
            f"Spark did not start ({text}); its own lines above say why. If it is Java: {java.ADVICE}"
        ) from None
    for name, value in SETTINGS.items():
        found.conf.set(name, value)
    return found
