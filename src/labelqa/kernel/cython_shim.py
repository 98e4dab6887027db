"""Names of machine types for a kernel that runs uncompiled: what its sources ask of `cython` where that is missing.

The sources are Cython's pure-Python mode: compiled as they are, locals so annotated become machine numbers.
"""

double = float
"""An IEEE double: compile without fused operations (`-ffp-contract=off`), or last bits may differ."""
longlong = int
"""A 64-bit integer; uncompiled it is Python's own, which has no bounds."""
