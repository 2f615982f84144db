"""Files of web servers, over HTTP and HTTPS."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from stratum.core.errors import DeniedError
from stratum.data.access import Access
from stratum.data.sources.remote import copied, target_in, url_of
from stratum.data.sources.web import download, origin_of
from stratum.data.types import Fetched, SourceSpec

_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class HttpSource:
    """What one address gives.

    Attributes of the specification: ``url``; ``format``; ``token``, a secret that is sent as a bearer's, over
    TLS alone but to this machine.

    Args:
        access: What may be reached.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """A copy of the file.

        Raises:
            DeniedError: If the token is not lent to the host, or would be sent over a network as it is.
            StratumError: As ``stratum.data.sources.web.download``.
        """
        url = url_of(spec)
        target = target_in(scratch, urlsplit(url).path)
        download(self._access, spec.name, url, self._headers(spec, url), target)
        return copied(spec, target, url.partition("?")[0])

    def _headers(self, spec: SourceSpec, url: str) -> dict[str, str]:
        reference = spec.attributes.get("token")
        if not reference:
            return {}
        scheme, host, port = origin_of(spec.name, url)
        if scheme != "https" and host not in _THIS_MACHINE:
            what = f"source {spec.name!r}: no token is sent to {host} without encryption"
            raise DeniedError(what, "write url as https://, or leave token out")
        return {"Authorization": f"Bearer {self._access.secret_of(reference, host, port)}"}
