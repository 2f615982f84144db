"""What is told of facts that no file carries."""

import pytest

from stratum.core.findings import Position, Severity
from stratum.deployment.blueprint import Fact
from stratum.deployment.logic.losses import LOST_CONSTRAINT, LOST_DETAIL, losses, lost_constraints
from stratum.deployment.rendering import Omission, Rendering
from stratum.testing.blueprints import make_blueprint, make_workload


def fact(path: str, value: str, line: int, *, constrains: bool = True) -> Fact:
    element = path.partition(".")[0]
    return Fact(path, element, value, constrains, Position("application.yaml", line, 3))


MEMORY = fact("shop/db.requires.memory", "2 GiB", 9)
TITLE = fact("shop/page.title", "Sales", 4, constrains=False)
WIRE = fact("shop/page.connectsTo.db", "db", 5)
FACTS = {f.path: f for f in (MEMORY, TITLE, WIRE)}


def test_what_is_carried_is_not_told() -> None:
    made = make_blueprint(facts=FACTS)
    assert losses(made, Rendering({}, frozenset(FACTS)), "compose") == ()


def test_a_lost_constraint_is_an_error_and_a_lost_detail_a_warning_in_the_order_of_the_model() -> None:
    found = losses(make_blueprint(facts=FACTS), Rendering({}, frozenset({WIRE.path})), "compose")
    assert [(f.code, f.severity, f.element, f.position.line) for f in found] == [
        (LOST_DETAIL, Severity.WARNING, "shop/page", 4),
        (LOST_CONSTRAINT, Severity.ERROR, "shop/db", 9),
    ]
    assert found[1].message == "compose does not say requires.memory 2 GiB of db"
    assert found[1].required == "2 GiB"
    assert found[1].fix
    assert not found[0].fix
    assert lost_constraints(found) == 1


def test_a_relation_is_told_without_saying_its_target_twice() -> None:
    (found,) = losses(make_blueprint(facts={WIRE.path: WIRE}), Rendering({}, frozenset()), "kubernetes")
    assert found.message == "kubernetes does not say connectsTo.db of page"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("shop/run.command", "run, --password=hunter2"),
        ("shop/run.command", "run, --token, hunter2"),
        ("shop/run.environment.PGPASS", "hunter2"),
        ("shop/run.environment.DSN", "postgres://u:hunter2@h/db"),
    ],
)
def test_a_secret_is_not_shown(path: str, value: str) -> None:
    (found,) = losses(
        make_blueprint(facts={path: fact(path, value, 3)}), Rendering({}, frozenset()), "compose"
    )
    assert "hunter2" not in f"{found.message} {found.required}"
    assert found.required == "(hidden)"


def test_a_workload_that_is_left_out_is_told_once_before_all_others() -> None:
    port = Fact("shop/engine.port", "shop/engine", "80", constrains=True, position=Position("a.yaml", 3, 1))
    lost = {f.path: f for f in (*FACTS.values(), port)}
    workload = make_workload("db", "one", path="shop/db", parts=(("engine", "Engine"),))
    made = make_blueprint(workload, facts=lost)
    omitted = (Omission("shop/db", "no image runs it", "name an image"),)
    found = losses(made, Rendering({}, frozenset({WIRE.path}), omitted=omitted), "compose")
    assert [(f.code, f.element) for f in found] == [(LOST_CONSTRAINT, "shop/db"), (LOST_DETAIL, "shop/page")]
    message = "compose leaves out db: no image runs it; lost with it: engine.port, requires.memory"
    assert found[0].message == message
    assert found[0].position == port.position
    assert found[0].fix.startswith("name an image, see to it by hand, or accept")


def test_a_workload_of_which_nothing_is_lost_is_not_told() -> None:
    made = make_blueprint(make_workload("db", "one", path="shop/db"))
    omitted = (Omission("shop/db", "no image runs it", "name an image"),)
    assert losses(made, Rendering({}, frozenset(made.facts), omitted=omitted), "compose") == ()
