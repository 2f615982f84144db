"""The streams of an application, as the broker's API wants them (durations in nanoseconds)."""

from collections.abc import Iterable, Mapping

from stratum.streaming.logic import names

_SECOND = 1_000_000_000
_DAY = 86_400 * _SECOND
HEARTBEAT = _SECOND // 4
UNDER_WAY = 4096
MAX_AGE = 7 * _DAY
MAX_BYTES = 2 * 2**30

Config = Mapping[str, object]


def device_stream() -> Config:
    """The broker's own stream of acknowledged device messages.

    The broker makes it when the first device connects; it is made before, so that consumers can be
    made on it. A message leaves it when every consumer that wants it acknowledged it.
    """
    return {
        "name": names.DEVICE_STREAM,
        "subjects": [f"{names.DEVICE_PREFIX}>"],
        "retention": "interest",
        "storage": "file",
        "num_replicas": 1,
    }


def device_consumer(application: str, topic: str) -> Config:
    """What keeps the messages of a topic in ``device_stream`` until the topic's stream has them.

    Left to itself the broker makes such a consumer too, but later, when messages may have gone, and
    finds it again only ten seconds after a crash.
    """
    name = names.sourcing_name(application, topic)
    return {
        "name": name,
        "durable_name": name,
        "deliver_subject": names.sourcing_subject(application, topic),
        "deliver_policy": "all",
        "ack_policy": "flow_control",
        "filter_subject": f"{names.DEVICE_PREFIX}{names.stored_subjects(application, topic)}",
        "flow_control": True,
        "idle_heartbeat": HEARTBEAT,
        "max_ack_pending": UNDER_WAY,
    }


def topic_stream(application: str, topic: str) -> Config:
    """The stream of a topic: what devices published, drawn from ``device_stream``, and what services did."""
    stored = names.stored_subjects(application, topic)
    direct = names.direct_subject(stored)
    devices = {"src": f"{names.DEVICE_PREFIX}{stored}", "dest": stored}
    drawn = {
        "name": names.DEVICE_STREAM,
        "subject_transforms": [devices],
        "consumer": {
            "name": names.sourcing_name(application, topic),
            "deliver_subject": names.sourcing_subject(application, topic),
        },
    }
    return {
        "name": names.stream_name(application, topic),
        "subjects": [direct],
        "subject_transform": {"src": direct, "dest": stored},
        "sources": [drawn],
        "retention": "limits",
        "storage": "file",
        "discard": "old",
        "max_age": MAX_AGE,
        "max_bytes": MAX_BYTES,
        "num_replicas": 1,
    }


def all_topics(topics: Iterable[str]) -> tuple[str, ...]:
    """Every topic of an application once, the one for rejected events included."""
    return tuple(dict.fromkeys((*topics, names.REJECTED)))


def agrees(wanted: object, found: object) -> bool:
    """Whether ``found`` says all that ``wanted`` says; what the broker adds by itself is let be."""
    if isinstance(wanted, Mapping):
        if not isinstance(found, Mapping):
            return False
        return all(key in found and agrees(value, found[key]) for key, value in wanted.items())
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return False
        return all(agrees(one, other) for one, other in zip(wanted, found, strict=True))
    return wanted == found
