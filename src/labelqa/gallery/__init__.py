"""Pictures of images: where they come from, how they are shown, and how they are taken in.

cabinet    uploaded ones, each file under the hash of its bytes
cache      thumbnails and fetched pictures, within bounds
folder     the operator's folder of pictures
fetching   pictures at addresses, from hosts that the operator names
gallery    all of that in its order
naming     which image a file is the picture of
taking     uploads: one picture, or an archive or folder of them
"""

from labelqa.gallery.cabinet import Cabinet
from labelqa.gallery.cache import Cache
from labelqa.gallery.fetching import Fetching
from labelqa.gallery.folder import Folder
from labelqa.gallery.gallery import Gallery, Paint, Shown
from labelqa.gallery.original import Original
from labelqa.gallery.taking import PicturesTaken, take_one, take_tree, tidy

__all__ = [
    "Cabinet",
    "Cache",
    "Fetching",
    "Folder",
    "Gallery",
    "Original",
    "Paint",
    "PicturesTaken",
    "Shown",
    "take_one",
    "take_tree",
    "tidy",
]
