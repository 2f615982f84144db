"""Names on the broker: topics of devices, subjects of services, streams.

A device publishes on the MQTT topic ``application/topic/component``. A service publishes on the subject
``direct.application.topic.component``. Both are stored in the stream ``application_topic`` under the
subject ``application.topic.component``. See ``docs/adr/0003-ingestion-durability.md`` for the reason.
"""

REJECTED = "rejected"
DEVICE_STREAM = "$MQTT_msgs"
DEVICE_PREFIX = "$MQTT.msgs."
DIRECT_PREFIX = "direct."


def stream_name(application: str, topic: str) -> str:
    """The stream that keeps a topic."""
    return f"{application}_{topic}"


def stored_subjects(application: str, topic: str) -> str:
    """Every subject of a topic, as stored: ``application.topic.>``."""
    return f"{application}.{topic}.>"


def stored_subject(application: str, topic: str, component: str) -> str:
    """The subject of what one component says on a topic, as stored."""
    return f"{application}.{topic}.{component}"


def sourcing_name(application: str, topic: str) -> str:
    """The consumer through which a topic's stream draws what devices published."""
    return f"sourcing-{application}-{topic}"


def sourcing_subject(application: str, topic: str) -> str:
    """Where the broker hands those messages over to itself."""
    return f"sourcing.{application}.{topic}"


def device_topic(application: str, topic: str, component: str) -> str:
    """The MQTT topic on which a device publishes."""
    return f"{application}/{topic}/{component}"


def direct_subject(subject: str) -> str:
    """The subject on which a service publishes what is stored under ``subject``."""
    return DIRECT_PREFIX + subject


def source_of(subject: str) -> str:
    """The component that published: the last part of a subject."""
    return subject.rpartition(".")[2]
