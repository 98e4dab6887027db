"""Class imbalance: raised above ten to one of enough samples; classes nobody ever drew are told apart."""

from dataclasses import replace

import pytest

from labelqa import ingest
from labelqa.model import Annotation, Object
from labelqa.store import Store, projects
from tests.ingest.world import NOW, START, apply, checked, fresh, write
from tests.rules.history import BOX, MINUTE, alerts, at, behind, setting


def spread(name: str, n: int) -> tuple[Object, ...]:
    return tuple(Object(name, 20.0 * k, 0.0, 10.0, 10.0) for k in range(n))


@pytest.mark.parametrize(("rare", "severity"), [(100, None), (99, "warning"), (10, "warning"), (9, "error")])
def test_it_is_raised_above_ten_to_one_and_an_error_above_a_hundred(
    store: Store, rare: int, severity: str | None
) -> None:
    project_id = fresh(store)
    drawn = (*spread("car", 1000), *spread("van", rare))
    write(store, project_id, [Annotation("p", "ana", "person", START, drawn), Annotation("q", "ana", "person", START)])
    found = alerts(store, project_id, "class_imbalance")
    assert [a.severity for a in found] == ([severity] if severity else [])
    if severity:
        assert (found[0].subject.kind, found[0].subject.id, found[0].n) == ("class", "van", 1000 + rare)
        assert found[0].value == pytest.approx(1000 / rare)
        assert found[0].images.endswith("/quality/images?class=van")
        assert behind(store, found[0]) == {"p"}


def test_it_needs_a_hundred_samples(store: Store) -> None:
    project_id = fresh(store)
    van = replace(BOX, class_name="van")
    write(store, project_id, [Annotation("p", "ana", "person", START, (*spread("car", 98), BOX, van))])
    assert [a.message for a in alerts(store, project_id, "class_imbalance")] == [
        "'car' has 99× more samples than 'van'"
    ]
    write(store, project_id, [Annotation("p", "ana", "person", START + 1, (*spread("car", 98), van))])
    assert alerts(store, project_id, "class_imbalance") == []
    assert [a.status for a in alerts(store, project_id, "class_imbalance", "all")] == ["resolved"]


def test_since_is_the_image_that_went_beyond(store: Store) -> None:
    project_id = fresh(store)
    rows = [Annotation("a", "ana", "person", START, spread("van", 20))]
    rows += [Annotation(f"b{k}", "ana", "person", START + MINUTE * k, spread("car", 20)) for k in range(1, 15)]
    write(store, project_id, rows[::-1])
    [found] = alerts(store, project_id, "class_imbalance")
    assert found.since == at(11), "the eleventh image brings 220 cars beside 20 vans"
    assert checked(store, project_id).exact
    apply(store, project_id, "a")
    assert alerts(store, project_id, "class_imbalance") == []


def test_declared_classes_without_an_object_are_told_apart(store: Store) -> None:
    project_id = fresh(store)
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    with store.write(number) as connection:
        project = projects.get(connection, project_id)
        ingest.change_project(connection, project, {"classes": ["car", "bus", "tram"]}, now=NOW)
    write(store, project_id, [Annotation("p", "ana", "person", START, spread("car", 100))])
    [found] = alerts(store, project_id, "class_imbalance")
    assert (found.severity, found.message) == ("info", "2 declared classes have no object: 'bus', 'tram'")
    assert (found.value, found.threshold, found.n) == (2.0, 0.0, 100)
    assert behind(store, found) == set()


def test_five_of_the_missing_classes_are_named_and_the_others_counted(store: Store) -> None:
    project_id = fresh(store)
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    with store.write(number) as connection:
        project = projects.get(connection, project_id)
        ingest.change_project(connection, project, {"classes": ["car", *"abcdefgh"]}, now=NOW)
    write(store, project_id, [Annotation("p", "ana", "person", START, spread("car", 100))])
    [found] = alerts(store, project_id, "class_imbalance")
    assert found.message == "8 declared classes have no object: 'a', 'b', 'c', 'd', 'e' and 3 more"


def test_another_ratio_is_evaluated_at_once(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [Annotation("p", "ana", "person", START, (*spread("car", 100), *spread("van", 9)))])
    setting(store, project_id, class_imbalance={"ratio": 20})
    assert alerts(store, project_id, "class_imbalance") == []
    setting(store, project_id)
    assert len(alerts(store, project_id, "class_imbalance")) == 1
