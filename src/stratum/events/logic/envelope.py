"""Events as CloudEvents 1.0 in JSON, structured mode, and back.

Types stay as they are, without a reversed domain name before them: the specification asks for one only to
avoid clashes, and ``source`` already tells the platforms apart.
"""

import datetime
import math
from collections.abc import Mapping
from typing import Any, Final

from stratum.core.errors import InvalidInputError
from stratum.core.events import Event

VERSION: Final = "1.0"
JSON: Final = "application/json"
MEDIA_TYPE: Final = "application/cloudevents+json"
_NEEDED: Final = ("id", "source", "type")


def to_cloudevent(event: Event) -> Mapping[str, object]:
    """The event as a CloudEvent, ready to be written as JSON."""
    subject = {"subject": event.subject} if event.subject else {}
    return {
        "specversion": VERSION,
        "id": event.id,
        "source": event.source,
        "type": event.type,
        **subject,
        "time": show_time(event.time),
        "datacontenttype": JSON,
        "data": dict(event.data),
    }


def from_cloudevent(told: object, now: float) -> Event:
    """The event that a CloudEvent tells. Extension attributes are not kept.

    Args:
        told: The parsed JSON.
        now: Time of an event that tells none.

    Raises:
        InvalidInputError: If it is no CloudEvent 1.0 with a mapping as JSON data; the message says why.
    """
    if not isinstance(told, Mapping):
        raise _refused("it is not a mapping", "write an object with specversion, id, source and type")
    if told.get("specversion") != VERSION:
        raise _refused(f"specversion is {told.get('specversion')!r}", f"this program reads {VERSION}")
    texts = {name: _text(told, name) for name in _NEEDED}
    subject = _text(told, "subject") if told.get("subject") is not None else ""
    time = now if told.get("time") is None else read_time(told["time"])
    return Event(**texts, subject=subject, time=time, data=_data(told))


def show_time(seconds: float) -> str:
    """Seconds since 1970-01-01 UTC as RFC 3339 has it, to the microsecond."""
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_time(text: object) -> float:
    """A moment of RFC 3339 as seconds since 1970-01-01 UTC.

    Raises:
        InvalidInputError: If it is none, or has no offset.
    """
    try:
        moment = datetime.datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise _refused(f"time is {text!r}", "write it such as 2026-01-31T12:00:00Z")
    return moment.timestamp()


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value or not value.isprintable():
        raise _refused(f"{name} is {value!r}", f"give {name} as a text that is not empty")
    return value


def _data(told: Mapping[str, Any]) -> Mapping[str, object]:
    kind = str(told.get("datacontenttype") or JSON).partition(";")[0].strip().lower()
    if "data_base64" in told or not (kind == JSON or kind.endswith("+json")):
        raise _refused("its data is not JSON", f"send datacontenttype {JSON} with data")
    data = told.get("data")
    if data is not None and not isinstance(data, Mapping):
        raise _refused("its data is not a mapping", "put the value under a name, such as {'value': …}")
    if not is_plain(data):
        raise _refused("its data is more than JSON can say", "use texts, finite numbers, lists and mappings")
    return dict(data or {})


def is_plain(value: object) -> bool:
    """Whether JSON can say a value: no infinite numbers, no keys but texts."""
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and is_plain(inner) for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return all(map(is_plain, value))
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, (str, int))


def _refused(why: str, fix: str) -> InvalidInputError:
    return InvalidInputError(f"this is no CloudEvent that can be read: {why}", fix)
