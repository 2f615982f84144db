"""Images as numbers: decoded, brought to one size, one value for each point and colour. Needs Pillow.

The same lines run in training and for every request. An image is PNG, JPEG, GIF, BMP or WebP; as text it is
base64.
"""

import base64
import binascii
import io
import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from stratum.core.errors import InvalidInputError
from stratum.core.extras import install

FORMATS: Final = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
MOST_POINTS: Final = 50_000_000
"""An image that would have more points when decoded is refused before it is."""
MOST_VALUES: Final = 16_384
"""So many values of one image become features."""
COLOURS: Final[Mapping[str, tuple[str, int]]] = {"grey": ("L", 1), "colour": ("RGB", 3)}
# Pillow is optional
Image = Any


def names(column: str, width: int, height: int, colour: str) -> tuple[str, ...]:
    """Names of the features of an image: channel by channel, row by row, as a ReshapeLayer takes them."""
    channels = COLOURS[colour][1]
    places = itertools.product(range(channels), range(height), range(width))
    return tuple(f"{column}-{channel}-{y}-{x}" for channel, y, x in places)


def opened(content: bytes, place: str) -> Image:
    """A decoded image.

    Args:
        content: The bytes of its file.
        place: What it is called in errors.

    Raises:
        InvalidInputError: If it is no image, is broken or has too many points, or there is no Pillow.
    """
    try:
        import PIL.Image
    except ImportError:
        raise InvalidInputError("images need Pillow", install("PIL")) from None
    try:
        image = PIL.Image.open(io.BytesIO(content), formats=FORMATS)
        if image.width * image.height > MOST_POINTS:
            size = f"{image.width} × {image.height} points"
            raise InvalidInputError(f"{place} has {size}, more than {MOST_POINTS}", "make it smaller")
        image.load()
    except (OSError, SyntaxError, ValueError, PIL.Image.DecompressionBombError) as error:
        told = str(error).partition("<")[0].strip()
        raise InvalidInputError(f"{place} is no image: {told}", f"use one of {', '.join(FORMATS)}") from None
    return image


def resized(texts: Sequence[object], step: Mapping[str, object]) -> dict[str, np.ndarray]:
    """The features of images.

    Args:
        texts: Base64 of each image.
        step: Of the preparation: ``column``, ``width``, ``height``, ``colour``, ``least`` and ``parts``, the
            names of the features.

    Returns:
        float32 from ``least`` to 1, shape (rows,), by feature.

    Raises:
        InvalidInputError: If one is missing or no image; the message names column and row.
    """
    rows = [_values(text, f"column {step['column']!r}, row {row}", step) for row, text in enumerate(texts)]
    least = np.float32(float(str(step["least"])))
    table = np.ascontiguousarray(np.stack(rows).T) / np.float32(255) * (1 - least) + least
    parts = step["parts"]
    return dict(zip(parts if isinstance(parts, Sequence) else (), table, strict=True))


def _values(text: object, place: str, step: Mapping[str, object]) -> np.ndarray:
    """The points of one image, channel by channel, as float32 from 0 to 255."""
    try:
        content = base64.b64decode(str(text or ""), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInputError(f"{place} is no base64", "send the bytes of the image as base64") from None
    mode, channels = COLOURS[str(step["colour"])]
    image = opened(content, place).convert(mode).resize((step["width"], step["height"]))
    points = np.asarray(image, np.float32).reshape(image.height, image.width, channels)
    return points.transpose(2, 0, 1).ravel()
