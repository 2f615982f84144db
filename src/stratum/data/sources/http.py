"""Files of web servers, over HTTP and HTTPS."""

from pathlib import Path
from urllib.parse import urlsplit

from stratum.data.access import Access
from stratum.data.sources.remote import copied, target_in, url_of
from stratum.data.sources.web import download
from stratum.data.types import Fetched, SourceSpec


class HttpSource:
    """What one address gives.

    Attributes of the specification: ``url``; ``format``; ``token``, a secret that is sent as a bearer's.

    Args:
        access: What may be reached.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """A copy of the file.

        Raises:
            StratumError: As ``stratum.data.sources.web.download``.
        """
        url = url_of(spec)
        target = target_in(scratch, urlsplit(url).path)
        token = self._access.secret_of(spec.attributes.get("token"))
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        download(self._access, spec.name, url, headers, target)
        return copied(spec, target, url.partition("?")[0])
