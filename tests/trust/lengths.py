"""How long the tests of trust run: shortly with all others, or for long by LABELQA_LONG=1, as `make trust` does."""

import os

LONG = bool(os.environ.get("LABELQA_LONG"))
