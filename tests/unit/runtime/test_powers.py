"""What actions do to deployments that are real, on a fake backend."""

from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.core.events import Event
from stratum.core.journal import Query
from stratum.deployment.service import Deployments
from stratum.deployment.types import Desired, Route
from stratum.events.types import Mandate
from stratum.runtime.powers import PlatformPowers
from stratum.testing.components import make_service
from stratum.testing.fakes import CountingIds, FakeBackend, ManualClock, MemoryJournal

HOSTS = {"fog-1": "127.0.0.5"}


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def deployments(journal: MemoryJournal, tmp_path: Path) -> Deployments:
    made = Deployments(journal, ManualClock(), CountingIds("d"), {"local": FakeBackend()}, tmp_path)
    made.apply("app", Desired(services=(make_service("scorer", maximum=4),)))
    return made


@pytest.fixture
def powers(journal: MemoryJournal, deployments: Deployments) -> PlatformPowers:
    return PlatformPowers(
        journal,
        deployments,
        lambda _, host: HOSTS[host],
        lambda name: f"{name}'s value",
        lambda host, _: host,
    )


def mandate(identity: str = "m-1", application: str = "") -> Mandate:
    return Mandate(
        identity, "rule mine/one", "e-1", "because", 60.0, "/rules/mine", application, {"rate": 61.0}, 2
    )


def told(journal: MemoryJournal) -> Event:
    return journal.find(Query(id="m-1"))[0].event


def main(deployments: Deployments, application: str = "app") -> Route:
    return deployments.services(application)[0].routes[0]


@pytest.mark.parametrize("what", ["retrain", "rollback"])
def test_the_lifecycle_is_asked(what: str, powers: PlatformPowers, journal: MemoryJournal) -> None:
    for _ in range(2):
        getattr(powers, what)("scorer", mandate())
    event = told(journal)
    assert (event.source, event.type) == ("/lifecycle/app", f"lifecycle.{what}-requested")
    assert (event.subject, event.time) == ("scorer", 60.0)
    assert event.data == {
        "reason": "because",
        "saw": {"rate": 61.0},
        "by": "rule mine/one",
        "cause": "e-1",
        "depth": 2,
    }
    assert len(journal.find(Query(type="lifecycle.*"))) == 1


def test_replicas_change_once_and_it_is_said(
    powers: PlatformPowers, deployments: Deployments, journal: MemoryJournal
) -> None:
    for _ in range(2):
        powers.scale("scorer", 3, mandate())
    assert main(deployments).replicas == 3
    (routes,) = journal.find(Query(type="deployment.routes"))
    assert (routes.event.data["by"], routes.event.data["reason"]) == ("rule mine/one", "because")
    event = told(journal)
    assert (event.source, event.type, event.subject) == ("/resources/app", "resources.scaled", "scorer")
    assert event.data["cause"] == "e-1"
    before, after = event.data["before"], event.data["after"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert (before["replicas"], after["replicas"]) == (1, 3)


def test_more_replicas_than_the_model_allows_are_refused(
    powers: PlatformPowers, deployments: Deployments, journal: MemoryJournal
) -> None:
    with pytest.raises(InvalidInputError, match="5 replicas"):
        powers.scale("scorer", 5, mandate())
    assert main(deployments).replicas == 1
    assert journal.find(Query(id="m-1")) == ()


def test_limits_change_and_what_is_not_given_stays(
    powers: PlatformPowers, deployments: Deployments, journal: MemoryJournal
) -> None:
    before = main(deployments).limits
    powers.resize("scorer", None, 2**29, mandate())
    assert (main(deployments).limits.cpu, main(deployments).limits.memory) == (before.cpu, 2**29)
    assert told(journal).type == "resources.resized"


def test_a_service_moves_to_a_host_of_the_model(
    powers: PlatformPowers, deployments: Deployments, journal: MemoryJournal
) -> None:
    powers.migrate("scorer", "fog-1", mandate())
    assert (main(deployments).host, main(deployments).address) == ("fog-1", "127.0.0.5")
    assert told(journal).type == "resources.migrated"


def test_events_carry_what_led_to_them_whatever_their_data_says(
    powers: PlatformPowers, journal: MemoryJournal
) -> None:
    powers.emit("alarm.raised", "scorer", {"cause": "mine", "value": 3}, mandate(application="app"))
    event = told(journal)
    assert (event.source, event.type, event.data["value"]) == ("/rules/mine", "alarm.raised", 3)
    assert (event.data["cause"], event.data["application"]) == ("e-1", "app")


def test_secrets_come_from_where_it_is_told(powers: PlatformPowers) -> None:
    assert powers.secret("TOKEN") == "TOKEN's value"


def test_a_service_that_does_not_run_is_refused(powers: PlatformPowers, journal: MemoryJournal) -> None:
    with pytest.raises(NotFoundError, match="no service 'nobody' in any application"):
        powers.retrain("nobody", mandate())
    with pytest.raises(NotFoundError, match="no service 'scorer' in other"):
        powers.scale("scorer", 2, mandate(application="other"))
    assert journal.find(Query(id="m-1")) == ()


def test_of_two_services_of_one_name_the_event_tells_which(
    powers: PlatformPowers, deployments: Deployments
) -> None:
    deployments.apply("other", Desired(services=(make_service("scorer", maximum=4),)))
    with pytest.raises(InvalidInputError, match="app, other all have a service 'scorer'"):
        powers.scale("scorer", 2, mandate())
    powers.scale("scorer", 2, mandate(application="other"))
    assert (main(deployments).replicas, main(deployments, "other").replicas) == (1, 2)
