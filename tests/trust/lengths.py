"""How long the tests of trust run: shortly with all others, or for long by LABELQA_LONG=1 and every night."""

import os

LONG = bool(os.environ.get("LABELQA_LONG")) or os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
