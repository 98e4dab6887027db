"""A gate for pipelines: label files in, the figures and the bars they miss out. No server, no project, no database.

examination  the figures of the files, and the images on which annotators agree least
bars         what must be reached, what is missed and why
lines        the figures as a reader sees them
summaries    the outcome as files for other programs: one file there is one format
"""

from labelqa.gate.bars import Bars, Miss, missed, reason
from labelqa.gate.examination import Apart, Drawn, Examination, examine

__all__ = ["Apart", "Bars", "Drawn", "Examination", "Miss", "examine", "missed", "reason"]
