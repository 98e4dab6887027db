"""What to label: how many images twice for a wanted precision and which, and which ones next or again."""

from labelqa.plan.labels import AskedLabels, LabelPlan, LabelsAfter, labels_plan
from labelqa.plan.overlap import Overlap, overlap

__all__ = ["AskedLabels", "LabelPlan", "LabelsAfter", "Overlap", "labels_plan", "overlap"]
