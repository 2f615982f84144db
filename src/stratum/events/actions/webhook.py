"""Send the event to a web server."""

from collections.abc import Mapping
from typing import Final

import httpx

from stratum.core.errors import InvalidInputError, PermanentError, TransientError
from stratum.core.events import Event
from stratum.effects.hosts import PORTS, pin
from stratum.events.logic.envelope import MEDIA_TYPE, to_cloudevent
from stratum.events.logic.parameters import number
from stratum.events.ports import Powers
from stratum.events.types import Mandate, Parameter, Sort

_TIMEOUT: Final = 5.0
_LONGEST: Final = 10.0
_AGAIN: Final = frozenset({408, 425, 429})


class Webhook:
    """Satisfies ``stratum.events.ports.Action``.

    The server gets the event as a CloudEvent, at least once; its ``source`` and ``id`` tell a second one.
    Redirections are not followed, and proxies of the environment not used: the secret goes where the rule
    says. The name is looked up once, and only an address that ``Powers.reach`` allows is spoken to.
    """

    help: Final = "Send the event to a web server as a CloudEvent, again until it takes it."
    parameters: Final = (
        Parameter("url", Sort.URL, "Where to, such as https://example.org/hook.", required=True),
        Parameter(
            "secret",
            Sort.VARIABLE,
            "Variable of the agent's environment that holds the bearer token to send.",
        ),
        Parameter("timeout", Sort.NUMBER, "Seconds to wait for an answer, at most 10; 5 where not given."),
    )

    def run(self, event: Event, values: Mapping[str, object], _: Mandate, powers: Powers, /) -> None:
        """See ``Action.run``."""
        url = str(values["url"])
        headers = {"Content-Type": MEDIA_TYPE}
        if "secret" in values:
            headers["Authorization"] = f"Bearer {_token(powers, str(values['secret']))}"
        timeout = min(number(values, "timeout") or _TIMEOUT, _LONGEST)
        try:
            request = _request(url, event, headers, powers)
            request.extensions["timeout"] = httpx.Timeout(timeout).as_dict()
            with httpx.Client(follow_redirects=False, trust_env=False) as client:
                answer = client.send(request, stream=True)
                _judge(url, answer)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise InvalidInputError(f"{url!r} is not the address of a web server: {error}") from error
        except httpx.HTTPError as error:
            raise TransientError(f"{url} cannot be reached: {str(error) or type(error).__name__}") from error


def _request(url: str, event: Event, headers: Mapping[str, str], powers: Powers) -> httpx.Request:
    """The request, to the address that was allowed."""
    request = httpx.Request("POST", url, json=to_cloudevent(event), headers=headers)
    if request.url.scheme not in PORTS or not request.url.host:
        raise InvalidInputError(f"{url!r} is not the address of a web server")
    pin(request, powers.reach)
    return request


def _token(powers: Powers, name: str) -> str:
    token = powers.secret(name)
    if not token or not token.isascii() or not token.isprintable():
        raise PermanentError(f"what the variable {name} holds cannot be sent", "printable ASCII signs only")
    return token


def _judge(url: str, answer: httpx.Response) -> None:
    """Say what an answer means."""
    status = answer.status_code
    if answer.is_success:
        return
    message = f"{url} answered {status}"
    if answer.is_server_error or status in _AGAIN:
        after = answer.headers.get("Retry-After", "")
        raise TransientError(message, delay=float(after) if after.isdecimal() else 1.0)
    raise PermanentError(message, "the server refuses the event; nothing was sent again")
