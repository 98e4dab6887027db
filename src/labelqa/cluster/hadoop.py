"""A folder wherever Spark can write: a disk, HDFS or an object store, by the file systems that Spark brings."""

import secrets
from collections.abc import Iterator
from typing import Any

from labelqa.cluster.inputs import is_input, no_labels
from labelqa.cluster.manifest import InputFile, beaten
from labelqa.errors import BadCall


class Folder:
    """A folder by its URL or path; it need not be there yet."""

    def __init__(self, spark: Any, url: str) -> None:
        self._jvm = spark.sparkContext._jvm
        path = self._jvm.org.apache.hadoop.fs.Path(url)
        self._system = path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
        self._path = self._system.makeQualified(path)
        self.url = str(self._path.toString())

    @property
    def path(self) -> str:
        """The folder within its file system."""
        return str(self._path.toUri().getPath())

    def inputs(self) -> list[InputFile]:
        """All files of labels in it, by name; of a file, itself."""
        if not self._system.exists(self._path):
            raise BadCall(f"{self.url}: there is no such file or folder")
        found = [_about(status, self._below(status)) for status in self._walk()]
        kept = sorted((file for file in found if is_input(file.name)), key=lambda file: file.name)
        if not kept:
            raise no_labels(self.url)
        return kept

    def address(self, name: str) -> str:
        """The URL of a file of `inputs`."""
        own = self._system.getFileStatus(self._path)
        return self.url if own.isFile() else str(self._child(name).toString())

    def names(self) -> list[str]:
        """What lies directly in it; nothing where it is not there."""
        if not self._system.exists(self._path):
            return []
        return [str(status.getPath().getName()) for status in self._system.listStatus(self._path)]

    def read(self, name: str) -> bytes:
        """The bytes of a small file in it."""
        stream = self._system.open(self._child(name))
        try:
            return bytes(stream.readAllBytes())
        finally:
            stream.close()

    def has(self, name: str) -> bool:
        """Whether something of that name lies in it."""
        return bool(self._system.exists(self._child(name)))

    def write(self, name: str, data: bytes) -> None:
        """Writes a new file."""
        stream = self._system.create(self._child(name), False)
        try:
            stream.write(bytearray(data))
        finally:
            stream.close()

    def commit(self, name: str, data: bytes) -> None:
        """Writes a new file, which is there wholly or not at all; BadCall when there is one of that name."""
        part = f".{secrets.token_hex(8)}.part"
        self.write(part, data)
        if self.has(name) or not self._system.rename(self._child(part), self._child(name)):
            self.remove(part)
            raise beaten(f"{self.url}/{name}")

    def remove(self, name: str) -> None:
        """Removes what is of that name, with all that lies in it."""
        self._system.delete(self._child(name), True)

    def _child(self, name: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(self._path, name)

    def _walk(self) -> Iterator[Any]:
        files = self._system.listFiles(self._path, True)
        while files.hasNext():
            yield files.next()

    def _below(self, status: Any) -> str:
        path = str(status.getPath().toUri().getPath())
        return path.removeprefix(self.path).lstrip("/") or str(status.getPath().getName())


def _about(status: Any, name: str) -> InputFile:
    return InputFile(name, int(status.getLen()), int(status.getModificationTime()))
