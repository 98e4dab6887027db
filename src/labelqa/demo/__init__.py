"""A simulated project with known truth and known habits: what the `demo` command serves and what tests measure."""

from labelqa.demo.simulation import Demo, Note, simulate

__all__ = ["Demo", "Note", "simulate"]
