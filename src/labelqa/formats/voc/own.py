"""What labelqa writes into VOC's XML beside what VOC knows, in elements that other readers pass over."""

OWN = "labelqa"
"""Of a file: image id, kind of the annotator, origin, place in a video. Of an object: what its corners do not say."""
IMAGE_ID, KIND, ORIGIN, VIDEO, FRAME = "image_id", "kind", "origin", "video", "frame"
SCORE, OBJECT_ID, TRACK, WIDTH, HEIGHT = "score", "object_id", "track_id", "width", "height"
FLAGS = ("truncated", "difficult", "occluded")
"""Elements of an object that are 0 or 1."""
