"""Scores on a cluster: the same function of a bucket, handed its rows through Arrow by `applyInArrow`.

Spark reads, shares out and writes; nothing of an image is ever in two tasks. No row goes through pandas: tables of
Arrow come and go. PySpark asks all the same that the driver can import pandas, of whichever version from 2.2 on, before
it makes such a function; executors need none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import pyarrow as pa

from labelqa.cluster import manifest
from labelqa.cluster.bucket import scored
from labelqa.cluster.given import Known
from labelqa.cluster.hadoop import Folder
from labelqa.cluster.inputs import ENDINGS, check_apart, shared_shape
from labelqa.cluster.job import Job, Told, manifest_of
from labelqa.cluster.manifest import Manifest, Run
from labelqa.cluster.schema import COUNTERS, FACTS, KEYS, KNOWN, ORDER, STAGED, TOTALS
from labelqa.cluster.session import session, unused_pandas
from labelqa.cluster.terms import Terms
from labelqa.cluster.totals import bags_of, rows_of, sums_of
from labelqa.errors import Problem
from labelqa.formats.parquet.reading import shape_of

UNNUMBERED = 1 << 40
"""What is taken from the places of rows of which Spark does not know the line: they stay in order, below 0."""


def score(job: Job, *, master: str | None = None, conf: Mapping[str, str] | None = None) -> Manifest:
    """Scores what is new in the input; returns the manifest that holds then. Nothing counts when it raises."""
    spark = session(master, conf)
    source, out = Folder(spark, job.input), Folder(spark, job.output)
    check_apart(out.url, f"{out.url}/".startswith(f"{source.url}/"))
    files = source.inputs()
    before = _held(out)
    shape = _shape(spark, source, [file.name for file in files])
    new = manifest.new_files(files, before, input=job.input, shape=shape, terms=job.terms)
    if before is not None and not new:
        return before
    for left in manifest.leftovers(out.names(), before):
        out.remove(left)
    number = manifest.next_number(before)
    folder = manifest.folder_of(number)
    try:
        out.write(f"{folder}/{manifest.STARTED}", b"")
        run = _Run(spark, job, source, out, folder, shape)
        found = run.of(new, [] if before is None else [file.name for file in before.files], before)
        made = manifest_of(job, before, shape, files, *found, f"{folder}/totals")
        if not out.has(f"{folder}/{manifest.STARTED}"):
            raise manifest.robbed(f"{out.url}/{folder}")
        out.commit(manifest.name_of(number), made.as_bytes())
    finally:
        for left in manifest.leftovers([folder], _held(out)):  # an error may also come once it counts
            out.remove(left)
    return made


def _held(out: Folder) -> Manifest | None:
    """The manifest that holds; None when there is none yet."""
    name = manifest.newest(out.names())
    return None if name is None else manifest.read(out.read(name), f"{out.url}/{name}")


def _shape(spark: Any, source: Folder, names: Sequence[str]) -> str:
    """What the files hold: of tables, by the columns of all."""
    lines = [name for name in names if ENDINGS[name[name.rindex(".") :]] == "lines"]
    tables = [source.address(name) for name in names if name not in set(lines)]
    found = ["lines"] if lines else []
    if tables:
        found.append(shape_of(spark.read.parquet(*tables).columns, source.url))
    return shared_shape(found)


class _Run:
    """One run."""

    def __init__(self, spark: Any, job: Job, source: Folder, out: Folder, folder: str, shape: str) -> None:
        self._spark, self._job, self._source, self._shape = spark, job, source, shape
        self._folder, self._url = folder, f"{out.url}/{folder}"
        self._out = out

    def of(self, new: Sequence[str], old: Sequence[str], before: Manifest | None) -> tuple[Run, Told]:
        """Scores new files, and anew what of the old ones is of the same images."""
        rows, touched = self._rows(new), None
        if before is not None:
            touched = rows.select("image_id").distinct()
            again = self._rows(old).join(touched, "image_id", "left_semi")
            rows = rows.unionByName(again, allowMissingColumns=True)
        workers = self._spark.sparkContext.defaultParallelism
        buckets = self._job.buckets or self._job.share(rows.count(), workers)
        self._spark.conf.set("spark.sql.shuffle.partitions", str(buckets))
        rows = rows.selectExpr("*", f"pmod(xxhash64(image_id), {buckets}) AS bucket")
        known = self._known([*new, *old])
        self._write_staged(rows, known)
        told = self._told(known)
        told.check()
        replaced = self._write_totals(touched, before)
        kept = self._keep(rows) if self._job.keep else None
        facts = f"{self._folder}/staged/part=facts"
        return Run("spark", self._job.terms.now, facts, kept, told.images, replaced), told

    def _rows(self, names: Sequence[str]) -> Any:
        """The rows of files with their places."""
        paths = [self._source.address(name) for name in names]
        if self._shape == "lines":
            told = self._spark.read.text(paths).selectExpr(
                "TRIM(LEADING '\ufeff' FROM value) AS value",
                "_metadata.file_path AS file",
                "_metadata.file_block_start AS block",
                f"pmod(monotonically_increasing_id(), {1 << 33}) - {UNNUMBERED} AS row",
            )
            told = told.where("trim(value) != ''")
            own = ["coalesce(get_json_object(value, '$.image_id'), '') AS image_id", "cast(value AS binary) AS line"]
            return told.selectExpr(*own, *[name for name, _ in ORDER])
        table = self._spark.read.parquet(*paths)
        own = [f"`{name}`" for name in KNOWN[self._shape] if name in table.columns and name != "image_id"]
        order = ["_metadata.file_path AS file", "cast(0 AS bigint) AS block", "_metadata.row_index AS row"]
        return table.selectExpr("cast(image_id AS string) AS image_id", *own, *order)

    def _known(self, names: Sequence[str]) -> Known:
        """Of boxes: who gives scores in which file, and which files are in pixels."""
        if self._shape != "boxes":
            return Known()
        rows = self._rows(names)
        giving = "collect_set(CASE WHEN score IS NOT NULL THEN cast(annotator_id AS string) END)"
        giving = giving if {"score", "annotator_id"} <= set(rows.columns) else "cast(array() AS array<string>)"
        beyond = "max(coalesce(x < 0 OR y < 0 OR x + width > 1 OR y + height > 1, false))"
        found = rows.groupBy("file").agg(_expr(f"{giving} AS scored"), _expr(f"{beyond} AS beyond")).collect()
        base = self._source.path
        scored_in = {below(row.file, base): tuple(sorted(row.scored)) for row in found}
        return Known(scored_in, frozenset(below(row.file, base) for row in found if row.beyond))

    def _write_staged(self, rows: Any, known: Known) -> None:
        made = scoring(self._shape, self._job.terms, known, self._source.path)
        with unused_pandas():
            found = rows.groupBy("bucket").applyInArrow(made, _spark_schema(STAGED))
        found.write.partitionBy("part").parquet(f"{self._url}/staged")

    def _staged(self, part: str) -> Any:
        schema = _spark_schema(STAGED)
        return self._spark.read.schema(schema).parquet(f"{self._url}/staged").where(f"part = '{part}'")

    def _told(self, known: Known) -> Told:
        told, sums = Told(known=known), self._staged("sums")
        told.images = sums.selectExpr("coalesce(sum(n), 0) AS images").first().images
        notes = sums.selectExpr("inline(notes)").groupBy("text").agg(_expr("sum(count) AS count"))
        told.left_out = {row["text"]: row["count"] for row in notes.collect()}
        people = sums.selectExpr("inline(annotators)").distinct()
        double = people.groupBy("annotator_id").agg(_expr("collect_set(kind) AS kinds")).where("size(kinds) > 1")
        told.kinds = {(row.annotator_id, kind): None for row in double.limit(100).collect() for kind in row.kinds}
        wrong = self._staged("refused").selectExpr("inline(notes)").orderBy("text").limit(100)
        told.refused = [Problem(row.place, row["text"]) for row in wrong.collect()]
        return told

    def _write_totals(self, touched: Any, before: Manifest | None) -> int:
        """Writes the totals after the run; how many images took the place of earlier rows."""
        replaced = 0
        schema = _spark_schema(TOTALS)
        columns = ["part", "annotators", "class_names", "bag"]
        with unused_pandas():
            total = self._staged("sums").select(columns).mapInArrow(entries_of_sums, schema)
        if before is not None:
            gone = self._replaced(before).join(touched, "image_id", "left_semi")
            replaced = gone.count()
            with unused_pandas():
                less = gone.select("annotators", "class_names", "bag").mapInArrow(entries_to_take, schema)
            held = self._spark.read.schema(schema).parquet(f"{self._out.url}/{before.totals}")
            total = total.unionByName(less).unionByName(held)
        found = total.groupBy(*KEYS).agg(*[_expr(f"sum({name}) AS {name}") for name in COUNTERS])
        found = found.where(" OR ".join(f"coalesce({name}, 0) != 0" for name in COUNTERS))
        found.write.parquet(f"{self._url}/totals")
        return replaced

    def _replaced(self, before: Manifest) -> Any:
        """The facts that counted before, each image once: that of the latest run."""
        found: Any = None
        schema = _spark_schema(FACTS)
        for run in reversed(before.runs):
            own = self._spark.read.schema(schema).parquet(f"{self._out.url}/{run.facts}")
            own = own.select("image_id", "annotators", "class_names", "bag")
            if found is not None:
                own = found.unionByName(own.join(found.select("image_id"), "image_id", "left_anti"))
            found = own
        return found

    def _keep(self, rows: Any) -> str:
        """Writes the rows themselves, image by image."""
        order = ["bucket", "image_id", *[name for name, _ in ORDER]]  # as facts are: who reads both, holds little
        kept = rows.repartition("bucket").sortWithinPartitions(*order).drop("bucket")
        kept.write.parquet(f"{self._url}/annotations")
        return f"{self._folder}/annotations"


def _expr(text: str) -> Any:
    from pyspark.sql.functions import expr  # noqa: PLC0415  (an extra)

    return expr(text)


def _spark_schema(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415  (an extra)

    return from_arrow_schema(schema)


def below(address: str, base: str) -> str:
    """The name of a file below the input, from its address as Spark writes it.

    >>> below("file:///data/a%20b/c.parquet", "/data"), below("s3a://x/data/c.parquet", "/data/c.parquet")
    ('a b/c.parquet', 'c.parquet')
    """
    path = unquote(address)
    at = path.index(base) + len(base) if base in path else 0
    return path[at:].lstrip("/") or path.rpartition("/")[2]


def scoring(shape: str, terms: Terms, known: Known, base: str) -> Callable[[pa.Table], pa.Table]:
    """What Spark calls with the rows of each bucket."""

    def of_bucket(table: pa.Table) -> pa.Table:
        at = table.column_names.index("file")
        file = table.column("file").combine_chunks().dictionary_encode()
        names = pa.array([below(name, base) for name in file.dictionary.to_pylist()], pa.string())
        table = table.set_column(at, "file", names.take(file.indices)).drop_columns(["bucket"])
        return scored(table, shape, terms, known)

    return of_bucket


def entries_of_sums(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Sums of buckets as entries of tallies."""
    for batch in batches:
        for k in range(len(batch)):
            yield from _entries(rows_of(sums_of(pa.Table.from_batches([batch.slice(k, 1)]))))


def entries_to_take(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What facts of images added, to be taken away again."""
    for batch in batches:
        for bag in bags_of(pa.Table.from_batches([batch])):
            yield from _entries(rows_of(bag, -1))


def _entries(rows: list[dict[str, Any]]) -> Iterator[pa.RecordBatch]:
    yield from pa.Table.from_pylist(rows, schema=TOTALS).to_batches()
