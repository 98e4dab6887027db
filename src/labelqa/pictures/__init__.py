"""The one door to pictures: whatever is read from one, or made of one, goes through here.

    header     its size, from its first bytes
    masks      the pixels of masks
    showing    what it is, and whether it may be shown
    rendering  made anew for a browser: smaller, upright, with nothing in it but what is seen

Pillow is loaded when the first picture is opened: most files of labels come without.
"""

from labelqa.pictures.header import FORMATS, SUFFIXES, size
from labelqa.pictures.masks import mask
from labelqa.pictures.rendering import rendered
from labelqa.pictures.showing import PIXELS, Look, TooManyPixels, look

__all__ = ["FORMATS", "PIXELS", "SUFFIXES", "Look", "TooManyPixels", "look", "mask", "rendered", "size"]
