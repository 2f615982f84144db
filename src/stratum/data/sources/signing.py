"""Requests to S3 that read, signed: version 4 of Amazon's signatures.

They are signed here, and sent by ``web.download``, because clients of object stores (obstore among them) look
names up themselves: what was checked would not be what is spoken to. See decision 28.
"""

import datetime
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_ALGORITHM: Final = "AWS4-HMAC-SHA256"
_EMPTY: Final = hashlib.sha256(b"").hexdigest()


def signed(url: str, key: str, secret: str, region: str, now: float) -> Mapping[str, str]:
    """Headers of a GET for an address without a query.

    Args:
        url: Where the object is; its path is encoded already.
        key: Name of the credentials.
        secret: Their secret; it does not stand in what comes back.
        region: Of the bucket.
        now: Seconds since 1970 UTC; servers refuse what is a quarter of an hour off.
    """
    moment = datetime.datetime.fromtimestamp(now, datetime.UTC)
    stamp, day = moment.strftime("%Y%m%dT%H%M%SZ"), moment.strftime("%Y%m%d")
    parts = urlsplit(url)
    headers = {"host": parts.netloc, "x-amz-content-sha256": _EMPTY, "x-amz-date": stamp}
    names = ";".join(headers)
    told = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = "\n".join(["GET", parts.path, "", told, names, _EMPTY])
    scope = f"{day}/{region}/s3/aws4_request"
    text = "\n".join([_ALGORITHM, stamp, scope, hashlib.sha256(request.encode()).hexdigest()])
    proof = f"AWS4{secret}".encode()
    for part in (day, region, "s3", "aws4_request"):
        proof = hmac.digest(proof, part.encode(), "sha256")
    mark = hmac.new(proof, text.encode(), "sha256").hexdigest()
    sent = {name: value for name, value in headers.items() if name != "host"}
    return {
        **sent,
        "Authorization": f"{_ALGORITHM} Credential={key}/{scope}, SignedHeaders={names}, Signature={mark}",
    }
