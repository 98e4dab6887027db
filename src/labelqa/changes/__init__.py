"""Two periods of a project side by side: every headline figure, its change, and what the change comes from."""

from labelqa.changes.comparison import Comparison, compare
from labelqa.changes.days import Periods, periods_of

__all__ = ["Comparison", "Periods", "compare", "periods_of"]
