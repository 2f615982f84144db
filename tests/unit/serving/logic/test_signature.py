import dataclasses
import struct

import pytest

from stratum.core.bundles import Column, ColumnType
from stratum.serving.logic.signature import derive_signature
from stratum.serving.service import ServedModel


def test_three_numbers_go_to_the_graph_as_they_are(numeric: ServedModel) -> None:
    signature = numeric.signature
    assert (signature.packable, signature.direct, signature.tensor) == (True, True, "input")
    assert signature.names == ("a", "b", "c")
    assert signature.pack(1, 2, 3) == struct.pack("<3f", 1, 2, 3)


def test_text_is_never_packed(mixed: ServedModel) -> None:
    assert (mixed.signature.packable, mixed.signature.direct) == (False, False)


def test_whole_numbers_are_packed_but_checked(regression: ServedModel) -> None:
    assert (regression.signature.packable, regression.signature.direct) == (True, False)


def test_preparation_or_another_order_bars_the_direct_way(numeric: ServedModel) -> None:
    manifest = numeric.manifest
    fill = {"step": "fill", "column": "a", "value": 0}
    prepared = dataclasses.replace(manifest, preparation=(fill,))
    turned = dataclasses.replace(manifest, inputs=manifest.inputs[::-1])
    whole = dataclasses.replace(manifest, inputs=(Column("a", ColumnType.INTEGER), *manifest.inputs[1:]))
    for other in (prepared, turned, whole):
        assert derive_signature(other).packable
        assert not derive_signature(other).direct


@pytest.mark.parametrize("values", [(1, 2), (1, 2, 3, 4), (1, 2, None), (1, 2, "3")])
def test_only_a_full_row_of_numbers_is_packed(values: tuple[object, ...], numeric: ServedModel) -> None:
    with pytest.raises(struct.error):
        numeric.signature.pack(*values)


def test_what_float32_cannot_hold_is_not_packed(numeric: ServedModel) -> None:
    with pytest.raises(OverflowError):
        numeric.signature.pack(1, 2, 1e39)
