"""Tables on this machine's disk: written wholly or not at all."""

from binascii import crc32
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from labelqa.facts.entries import Longs
from labelqa.paths import make_folder, open_binary, write_atomically


def write(path: Path, tables: Iterable[pa.Table], schema: pa.Schema) -> None:
    """Writes a Parquet file."""
    make_folder(path)
    with write_atomically(path) as out, pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for table in tables:
            if len(table):
                writer.write_table(table.select(schema.names).cast(schema))


def bucket_of(image_ids: pa.ChunkedArray, buckets: int) -> Longs:
    """The bucket of each row: the same for all rows of one image, in every process."""
    found = image_ids.combine_chunks().dictionary_encode()
    names = [crc32((name or "").encode()) % buckets for name in found.dictionary.to_pylist()]
    at = found.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)
    found_in: Longs = np.array([*names, 0], np.int64)[at]
    return found_in


def write_shared(path: Path, table: pa.Table, buckets: int) -> None:
    """Writes rows sorted into buckets: batch k of the file holds those of bucket k."""
    bucket = bucket_of(table.column("image_id"), buckets)
    order = np.argsort(bucket, kind="stable")
    ends = np.searchsorted(bucket[order], np.arange(buckets + 1)).tolist()
    table = table.take(pa.array(order)).combine_chunks()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    make_folder(path)
    with write_atomically(path) as out, pa.ipc.new_file(out, table.schema, options=options) as writer:
        for k in range(buckets):
            some = table.slice(ends[k], ends[k + 1] - ends[k]).combine_chunks().to_batches()
            writer.write_batch(some[0] if some else pa.RecordBatch.from_pylist([], schema=table.schema))


def read_shared(paths: Sequence[Path], bucket: int) -> pa.Table:
    """The rows of one bucket from all these files; columns that some lack are null there."""
    return pa.concat_tables(list(_batches(paths, bucket)), promote_options="default").combine_chunks()


def _batches(paths: Sequence[Path], bucket: int) -> Iterator[pa.Table]:
    for path in paths:
        with open_binary(path) as file, pa.ipc.open_file(file) as reader:
            yield pa.Table.from_batches([reader.get_batch(bucket)])


def every(path: Path) -> Iterator[pa.Table]:
    """The ids of images of all rows that were shared out into a file."""
    with open_binary(path) as file, pa.ipc.open_file(file) as reader:
        for k in range(reader.num_record_batches):
            yield pa.Table.from_batches([reader.get_batch(k)]).select(["image_id"])
