"""Reads the tensors of a TensorFlow 1 checkpoint without TensorFlow.

A "tensor bundle" is two files: ``.index``, a sorted string table in LevelDB's format that maps
each tensor's name to a protocol-buffer entry, and ``.data-00000-of-00001``, the raw little-endian
numbers.  Only what the bundled checkpoints use is read: one data file, float32, no compression.
Formats: https://github.com/google/leveldb/blob/main/doc/table_format.md and
tensorflow/core/protobuf/tensor_bundle.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_FOOTER_BYTES = 48
_MAGIC = 0xDB4775248B80FB57
_NO_COMPRESSION = 0
_DT_FLOAT = 1


class CheckpointError(ValueError):
    """The bytes are not a checkpoint of the kind read here."""


@dataclass(frozen=True)
class _Entry:
    dtype: int
    shape: tuple[int, ...]
    offset: int
    size: int


def read_checkpoint(index: bytes, data: bytes) -> dict[str, npt.NDArray[np.float32]]:
    """All float32 tensors by name, optimiser state included; raises CheckpointError."""
    try:
        entries = {
            key.decode(): _entry(value) for key, value in _table(memoryview(index)) if key
        }  # the empty key holds the header of the bundle
        return {
            name: _tensor(name, entry, data)
            for name, entry in entries.items()
            if entry.dtype == _DT_FLOAT
        }
    except (IndexError, struct.error, UnicodeDecodeError) as problem:
        raise CheckpointError("the checkpoint index is damaged") from problem


def _tensor(name: str, entry: _Entry, data: bytes) -> npt.NDArray[np.float32]:
    count = int(np.prod(entry.shape, dtype=np.int64))
    if entry.size != 4 * count or entry.offset + entry.size > len(data):
        raise CheckpointError(f"tensor {name} does not lie inside the checkpoint data")
    values = np.frombuffer(data, dtype="<f4", count=count, offset=entry.offset)
    return values.reshape(entry.shape).astype(np.float32)


def _table(index: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    if len(index) < _FOOTER_BYTES:
        raise CheckpointError("the checkpoint index is too short")
    footer = index[-_FOOTER_BYTES:]
    if struct.unpack("<Q", footer[-8:])[0] != _MAGIC:
        raise CheckpointError("the checkpoint index has another format")
    _, at = _varint(footer, 0)  # handle of the meta-index block: offset, size
    _, at = _varint(footer, at)
    offset, at = _varint(footer, at)
    size, _ = _varint(footer, at)
    for _, handle in _block(index, offset, size):
        block_offset, at = _varint(handle, 0)
        block_size, _ = _varint(handle, at)
        yield from _block(index, block_offset, block_size)


def _block(index: memoryview, offset: int, size: int) -> Iterator[tuple[bytes, memoryview]]:
    if index[offset + size] != _NO_COMPRESSION:
        raise CheckpointError("compressed checkpoint indexes are not read")
    block = index[offset : offset + size]
    restarts = struct.unpack("<I", block[-4:])[0]
    end = size - 4 * (restarts + 1)
    key = b""
    at = 0
    while at < end:
        shared, at = _varint(block, at)
        own, at = _varint(block, at)
        length, at = _varint(block, at)
        key = key[:shared] + bytes(block[at : at + own])
        at += own
        yield key, block[at : at + length]
        at += length


def _varint(buffer: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = buffer[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _fields(message: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """Number, integer value and bytes of each field of a protocol-buffer message."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        value = 0
        content = message[at:at]
        if kind == 0:
            value, at = _varint(message, at)
        elif kind == 2:
            length, at = _varint(message, at)
            content = message[at : at + length]
            at += length
        elif kind == 5:
            at += 4
        elif kind == 1:
            at += 8
        else:
            raise CheckpointError("unknown field in the checkpoint index")
        yield tag >> 3, value, content


def _entry(message: memoryview) -> _Entry:
    dtype = offset = size = 0
    shape: tuple[int, ...] = ()
    for number, value, content in _fields(message):
        if number == 1:
            dtype = value
        elif number == 2:
            shape = tuple(_dimension(part) for n, _, part in _fields(content) if n == 2)
        elif number == 4:
            offset = value
        elif number == 5:
            size = value
    return _Entry(dtype, shape, offset, size)


def _dimension(message: memoryview) -> int:
    return next((value for number, value, _ in _fields(message) if number == 1), 0)
