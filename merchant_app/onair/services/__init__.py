"""Writes of this app: what is on air, the players, and the record of plays."""

from merchant_app.onair.services.devices import (
    device_create,
    device_heartbeat,
    device_rename,
    device_revoke,
)
from merchant_app.onair.services.plays import plays_record
from merchant_app.onair.services.publishing import LeftOut, Published, publish, unpublish

__all__ = [
    "LeftOut",
    "Published",
    "device_create",
    "device_heartbeat",
    "device_rename",
    "device_revoke",
    "plays_record",
    "publish",
    "unpublish",
]
