"""Objects of S3, and of other servers that speak its protocol."""

from pathlib import Path
from urllib.parse import quote, urlsplit

from stratum.core.errors import InvalidInputError
from stratum.data.access import Access
from stratum.data.sources.remote import copied, target_in, url_of
from stratum.data.sources.signing import signed
from stratum.data.sources.web import download, origin_of
from stratum.data.types import Fetched, SourceSpec


class S3Source:
    """One object.

    Attributes of the specification: ``url``, ``s3://BUCKET/KEY``; ``format``; ``endpoint`` of another server
    than Amazon's; ``region``; ``accessKey`` and ``secretKey``, secrets, both left out for what is public.

    Args:
        access: What may be reached.
    """

    def __init__(self, access: Access) -> None:
        self._access = access

    def fetch(self, spec: SourceSpec, scratch: Path) -> Fetched:
        """A copy of the object.

        Raises:
            DeniedError: If the credentials are not lent to the host.
            StratumError: As ``stratum.data.sources.web.download``.
        """
        place = url_of(spec)
        parts = urlsplit(place)
        key = parts.path.lstrip("/")
        if parts.scheme != "s3" or not parts.netloc or not key:
            raise InvalidInputError(f"source {spec.name!r}: {place} is no object", "write s3://BUCKET/KEY")
        region = str(spec.attributes.get("region") or "us-east-1")
        endpoint = str(spec.attributes.get("endpoint") or "").rstrip("/")
        host = (
            f"{endpoint}/{parts.netloc}" if endpoint else f"https://{parts.netloc}.s3.{region}.amazonaws.com"
        )
        url = f"{host}/{quote(key, safe='/-_.~')}"
        target = target_in(scratch, key)
        download(self._access, spec.name, url, self._headers(spec, url, region), target, follow=False)
        return copied(spec, target, place)

    def _headers(self, spec: SourceSpec, url: str, region: str) -> dict[str, str]:
        _, host, port = origin_of(spec.name, url)
        key = self._access.secret_of(spec.attributes.get("accessKey"), host, port)
        secret = self._access.secret_of(spec.attributes.get("secretKey"), host, port)
        if not key and not secret:
            return {}
        if not key or not secret:
            raise InvalidInputError(
                f"source {spec.name!r} has one half of its credentials", "set accessKey and secretKey"
            )
        return dict(signed(url, key, secret, region, self._access.clock.now()))
