"""Labels out: the verified part of a project as a file whose bytes hang on the revision and the query alone.

    query      what is asked for
    splits     the parts of a data set, by a hash of the image
    figures    how good each annotator is
    passing    which images and annotations pass, and why the others do not
    agreed     what the persons of an image agree on, as one annotation
    manifest   what is in the file and what was left out
    selection  page by page: what is written
    writing    the file
    shelf      files that are kept, so that a broken download goes on where it broke

A file is never opened under a name that labels brought in: ids of images become names in `labelqa.formats.naming`
alone, and these lie in archives.
"""

from labelqa.export.manifest import Manifest, json_of, short
from labelqa.export.query import Query, checked
from labelqa.export.selection import Selection
from labelqa.export.shelf import Kept, Shelf
from labelqa.export.writing import write

__all__ = ["Kept", "Manifest", "Query", "Selection", "Shelf", "checked", "json_of", "short", "write"]
