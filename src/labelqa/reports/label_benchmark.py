"""Image-level labels against the truth: the majority, and the consensus of Dawid and Skene."""

from collections import Counter
from dataclasses import dataclass

from labelqa.consensus import dawid_skene, majority
from labelqa.model import Project
from labelqa.reports.figures import share
from labelqa.reports.ratings import ratings
from labelqa.store import Connection, image_labels, names


@dataclass(frozen=True, slots=True)
class LabelBenchmark:
    """Over images with labels of persons and of the truth. `priors` and `consensus`: per class, over all images.

    `majority_accuracy` and `consensus_accuracy`: share of truth images where the class of most votes, or of the largest
    posterior (Dawid and Skene 1979), is that of the truth.
    """

    n_images: int
    truth: dict[str, int]
    majority_accuracy: float | None
    consensus_accuracy: float | None
    priors: dict[str, float]
    consensus: dict[str, int]


NONE = LabelBenchmark(0, {}, None, None, {}, {})


def label_benchmark(connection: Connection, project: Project, smoothing: float) -> LabelBenchmark:
    """What the team's labels together come to against the truth; empty where there are no labels, or too many."""
    given = ratings(connection, project)
    if given is None:
        return NONE
    model, votes = dawid_skene(given, smoothing=smoothing), majority(given)
    consensus = [given.classes[k] for k in model.consensus]
    voted = [given.classes[k] for k in votes]
    truth = _truth(connection, project)
    both = [(k, truth[image]) for k, image in enumerate(given.images) if image in truth]
    return LabelBenchmark(
        n_images=len(both),
        truth=dict(sorted(Counter(right for _, right in both).items())),
        majority_accuracy=share(sum(voted[k] == right for k, right in both), len(both)),
        consensus_accuracy=share(sum(consensus[k] == right for k, right in both), len(both)),
        priors={name: float(p) for name, p in zip(given.classes, model.priors, strict=True)},
        consensus=dict(sorted(Counter(consensus).items())),
    )


def _truth(connection: Connection, project: Project) -> dict[str, str]:
    """{image id: class} of the truth, where it is exactly one."""
    labels = image_labels.truth_labels(connection, project.number)
    classes, images = names.classes(connection, project.number), names.image_names(connection, project.number, labels)
    return {images[i]: classes[k[0]] for i, k in labels.items() if len(k) == 1}
