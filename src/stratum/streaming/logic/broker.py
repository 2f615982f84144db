"""The configuration of the embedded broker, as text."""

from stratum.core.errors import InvalidInputError
from stratum.streaming.types import BrokerSpec

_TEMPLATE = """\
server_name: {name}
listen: {listen}
http: {monitor}
jetstream {{
  store_dir: {store}
  max_memory_store: 67108864
}}
mqtt {{
  listen: {mqtt}
}}
"""


def broker_config(spec: BrokerSpec, store: str) -> str:
    """What ``nats-server`` is told.

    Args:
        spec: Where the broker listens; its name is that of the server (MQTT needs one).
        store: Absolute path of the folder for streams.

    Raises:
        InvalidInputError: If the path cannot be quoted.
    """
    return _TEMPLATE.format(
        name=quote(spec.name),
        listen=quote(f"{spec.address}:{spec.nats}"),
        monitor=quote(f"{spec.address}:{spec.monitor}"),
        mqtt=quote(f"{spec.address}:{spec.mqtt}"),
        store=quote(store),
    )


def quote(text: str) -> str:
    """``text`` as a quoted string of the configuration language, where nothing in it has a meaning.

    Raises:
        InvalidInputError: If it holds a control character.
    """
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
        raise InvalidInputError(f"{text!r} holds a control character", "use a plain name or path")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
