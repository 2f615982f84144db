"""Content digests: the same content has the same name everywhere."""

import hashlib
import json


def canonical_json(value: object) -> bytes:
    """``value`` as JSON bytes with sorted keys and no spaces: equal values give equal bytes.

    Raises:
        TypeError: If ``value`` holds something that JSON cannot say.
        ValueError: If it holds NaN or an infinity.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def digest_bytes(content: bytes) -> str:
    """SHA-256 of ``content``, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def digest_value(value: object) -> str:
    """SHA-256 of the canonical JSON of ``value``."""
    return digest_bytes(canonical_json(value))
