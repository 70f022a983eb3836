"""The checkpoint reader refuses what it does not understand."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from matching.encoders.tf_checkpoint import CheckpointError, read_checkpoint


def varint(value: int) -> bytes:
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def block(*pairs: tuple[bytes, bytes]) -> bytes:
    """One table block, keys sharing prefixes, with a single restart point."""
    out, last = b"", b""
    for key, value in pairs:
        shared = next(
            (i for i, (a, b) in enumerate(zip(last, key, strict=False)) if a != b),
            min(len(last), len(key)),
        )
        out += (
            varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        )
        last = key
    return out + struct.pack("<II", 0, 1)


def field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def entry(shape: tuple[int, ...], offset: int) -> bytes:
    dims = b"".join(field(2, field(1, size)) for size in shape)
    size = 4 * int(np.prod(shape))
    return field(1, 1) + field(2, dims) + field(4, offset) + field(5, size)


def index_of(tensors: dict[bytes, bytes], magic: int = 0xDB4775248B80FB57) -> bytes:
    data = block((b"", b""), *sorted(tensors.items()))
    trailer = b"\0" + bytes(4)
    handle = varint(0) + varint(len(data))
    table = block((b"~", handle))
    footer = varint(0) + varint(0) + varint(len(data) + 5) + varint(len(table))
    return data + trailer + table + trailer + footer.ljust(40, b"\0") + struct.pack("<Q", magic)


def test_tensors_come_back_by_name_and_shape() -> None:
    first, second = np.arange(6, dtype="<f4"), np.array([7.0, 8.0], dtype="<f4")
    index = index_of({b"conv/bias": entry((2,), 24), b"conv/kernel": entry((2, 3), 0)})
    tensors = read_checkpoint(index, first.tobytes() + second.tobytes())
    assert set(tensors) == {"conv/bias", "conv/kernel"}
    assert np.array_equal(tensors["conv/kernel"], first.reshape(2, 3))
    assert np.array_equal(tensors["conv/bias"], second)


@pytest.mark.parametrize(
    "index",
    [b"", b"short", bytes(200), index_of({b"a": entry((9,), 0)}), index_of({}, magic=1)],
    ids=["empty", "short", "zeros", "beyond the data", "another format"],
)
def test_what_is_no_checkpoint_is_refused(index: bytes) -> None:
    with pytest.raises(CheckpointError):
        read_checkpoint(index, bytes(8))
