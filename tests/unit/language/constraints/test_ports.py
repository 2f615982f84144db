from collections.abc import Callable

from stratum.core.findings import Finding

Checker = Callable[..., list[Finding]]


SCORER = "%s: {type: ModelService, model: risk, hostedOn: %s, port: 8080}\n"


def test_two_components_on_one_host_need_two_ports(app: Checker) -> None:
    findings = app(SCORER % ("a", "fog-1") + SCORER % ("b", "fog-1"))
    assert [(f.code, f.element) for f in findings] == [("port-conflict", "app/b")]
    assert findings[0].message == "port 8080 is also port of app/a on fog-1"
    assert findings[0].fix == "set port to another port, such as 8081"


def test_defaults_make_room_by_themselves(app: Checker) -> None:
    default = SCORER.replace(", port: 8080", "")
    assert app(default % ("a", "fog-1") + default % ("b", "fog-1")) == []
    assert app(SCORER % ("a", "fog-1") + default % ("b", "fog-1")) == []
    assert app("broker: {type: NatsBroker, natsPort: 1883, topics: []}") == []


def test_on_two_hosts_one_port_is_enough(app: Checker) -> None:
    assert app(SCORER % ("a", "fog-1") + SCORER % ("b", "cloud-1")) == []


def test_one_component_needs_a_port_for_each_purpose(app: Checker) -> None:
    findings = app("broker: {type: NatsBroker, natsPort: 1883, mqttPort: 1883, topics: []}")
    assert [f.code for f in findings] == ["port-conflict"]
    assert findings[0].message == "mqttPort 1883 is also natsPort of app/broker"


def test_placed_components_conflict_too(app: Checker) -> None:
    components = (SCORER % ("a", "x") + SCORER % ("b", "x")).replace(", hostedOn: x", "")
    assert app(components) == []
    findings = app(components, {"app": {"a": "fog-1", "b": "fog-1"}})
    assert [f.code for f in findings] == ["port-conflict"]
