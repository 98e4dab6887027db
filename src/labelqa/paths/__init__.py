"""The one door to files: whatever labelqa opens, writes or makes on a disk goes through here.

    trouble    what messages say of a path
    reading    files to be read
    below      names below a folder
    writing    files written wholly or not at all
    folders    the same of folders
    private    what only its owner may see
    kept       files that processes share
    temporary  what is gone soon

A name that came from a client or out of a file is data and never a path; one that has to be used below a folder goes
through `inside`.
"""

from labelqa.paths.below import files_below, inside, put
from labelqa.paths.folders import check_empty, fill_folder, free_bytes, make_folder, may_write, remove_folder
from labelqa.paths.kept import by_use, locked, used
from labelqa.paths.private import make_private, make_private_folder, restrict
from labelqa.paths.reading import open_binary, open_text
from labelqa.paths.temporary import UPLOAD_PREFIX, temporary_file, temporary_folder
from labelqa.paths.trouble import StrPath, shown
from labelqa.paths.writing import append_binary, fill_file, move, remove, write_atomically

__all__ = [
    "UPLOAD_PREFIX",
    "StrPath",
    "append_binary",
    "by_use",
    "check_empty",
    "files_below",
    "fill_file",
    "fill_folder",
    "free_bytes",
    "inside",
    "locked",
    "make_folder",
    "make_private",
    "make_private_folder",
    "may_write",
    "move",
    "open_binary",
    "open_text",
    "put",
    "remove",
    "remove_folder",
    "restrict",
    "shown",
    "temporary_file",
    "temporary_folder",
    "used",
    "write_atomically",
]
