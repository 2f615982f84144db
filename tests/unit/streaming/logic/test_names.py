"""Names on the broker."""

from stratum.streaming.logic import names


def test_a_device_and_a_service_end_in_the_same_stream() -> None:
    stored = names.stored_subject("app", "departures", "ewr")
    assert names.device_topic("app", "departures", "ewr").replace("/", ".") == stored
    assert names.direct_subject(stored) == f"direct.{stored}"
    assert names.stored_subjects("app", "departures") == "app.departures.>"
    assert names.stream_name("app", "departures") == "app_departures"


def test_the_source_is_the_last_part() -> None:
    assert names.source_of("app.departures.gateway-ewr") == "gateway-ewr"
    assert names.source_of("ewr") == "ewr"


def test_the_brokers_own_hand_over_is_named_after_the_topic() -> None:
    assert names.sourcing_name("app", "departures") == "sourcing-app-departures"
    assert names.sourcing_subject("app", "departures") == "sourcing.app.departures"
