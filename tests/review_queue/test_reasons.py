"""Why an annotation is in the queue, in words that hold the numbers."""

from dataclasses import replace

from labelqa.queue import Chance, Doubt, reasons

CALM = Chance("a", "ana", 0.05, 0.9, 9, seconds=40.0, usual_seconds=41.0, agreement=0.7, shared=12)


def told(chance: Chance) -> list[tuple[str, str, str]]:
    return [(r.reason, r.severity, r.detail) for r in reasons(chance, 0.7)]


def test_nothing_is_said_where_nothing_speaks_against_it() -> None:
    assert told(CALM) == []


def test_missed_objects_name_the_model_that_sees_them() -> None:
    found = told(replace(CALM, missed=1.4, doubts=(Doubt("net-3", 2, 5), Doubt("net-2", 0, 3))))
    detail = "probably 1.4 objects missed; model version net-3 sees 2 objects that ana did not draw"
    assert found == [("likely_missed", "warning", detail)]


def test_haste_names_the_usual_time() -> None:
    assert told(replace(CALM, seconds=12.0)) == [("rushed", "warning", "12 s for 9 objects, team median 41 s")]
    assert told(replace(CALM, seconds=18.0))[0][1] == "info"


def test_times_of_many_minutes_are_told_in_plain_digits() -> None:
    [(_, _, detail)] = told(replace(CALM, seconds=1_204.0, usual_seconds=4_500.0))
    assert detail == "1,204 s for 9 objects, team median 4,500 s"


def test_a_poor_record_names_how_much_it_rests_on() -> None:
    words = "mean agreement with others 0.50 over 12 shared images, the team's is 0.70"
    assert told(replace(CALM, agreement=0.5, skill=-0.2)) == [("annotator_record", "warning", words)]
    assert told(replace(CALM, agreement=0.5, skill=-0.2, shared=3)) == []


def test_the_gravest_come_first() -> None:
    found = told(replace(CALM, missed=0.3, spurious=0.6, misplaced=2.0, wrong_class=1.0))
    assert [(reason, severity) for reason, severity, _ in found] == [
        ("likely_misplaced", "error"),
        ("likely_spurious", "warning"),
        ("likely_wrong_class", "warning"),
        ("likely_missed", "info"),
    ]


def test_wrong_labels_name_the_likelier_ones() -> None:
    found = told(replace(CALM, labels=0.8, likelier=("bus",)))
    assert found == [("likely_wrong_class", "warning", "probably 0.8 wrong labels; likelier: bus")]
