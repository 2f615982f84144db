"""Small texts over HTTP, fetched and sent with short patience."""

import http.client
import urllib.parse

from stratum.core.errors import PermanentError, TransientError

_PATIENCE = 0.5
_LARGEST = 8 * 2**20
_OK = 200
_FAILED = 400


def fetch_text(url: str, patience: float = _PATIENCE) -> str:
    """The body that ``url`` answers with, at most 8 MiB.

    Args:
        url: An ``http`` address.
        patience: Seconds that the connection and each part of the answer may take.

    Raises:
        TransientError: If there is no answer, or one that is not 200.
        PermanentError: If the address is none of plain HTTP.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise PermanentError(f"{url!r} is no http address")
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=patience)
    try:
        connection.request("GET", f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
        response = connection.getresponse()
        body = response.read(_LARGEST)
    except (OSError, http.client.HTTPException) as error:
        raise TransientError(f"{url} cannot be read: {error!r}") from error
    finally:
        connection.close()
    if response.status != _OK:
        raise TransientError(f"{url} answered {response.status}")
    return body.decode(errors="replace")


def send_text(method: str, url: str, text: str, patience: float) -> None:
    """Send JSON to ``url``.

    Args:
        method: Such as ``POST``.
        url: An ``http`` address.
        text: The JSON.
        patience: Seconds that the connection and each part of the answer may take.

    Raises:
        TransientError: If there is no answer, or one of 400 and above.
    """
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=patience)
    try:
        connection.request(method, parts.path, text, {"content-type": "application/json"})
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException) as error:
        raise TransientError(f"{url} cannot be reached: {error!r}") from error
    finally:
        connection.close()
    if response.status >= _FAILED:
        raise TransientError(f"{method} {url} answered {response.status}")
