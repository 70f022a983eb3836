"""What a player in a shop asks and tells. Its secret token is all the right it has."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from merchant_app.onair.leaving import FADE
from merchant_app.onair.manifest import PLAY, manifest, on_air, song_in_air
from merchant_app.onair.models import Play, PlayerDevice
from merchant_app.onair.services import device_heartbeat, plays_record
from merchant_app.onair.services.plays import Reported

MOST_ROWS = 200
LONGEST_PLAY_MS = 6 * 3600 * 1000


class PlayerWithdrawn(APIException):
    """The link was valid once; 410 tells the player to stop asking."""

    status_code = 410
    default_code = "player_withdrawn"
    default_detail = ""

    def __init__(self) -> None:
        super().__init__(_("This player was withdrawn. Ask for a new link and open it here."))


class PlayerThrottle(SimpleRateThrottle):
    """Requests a minute of one player: far above what it needs, far below what hurts."""

    scope = "player"
    rate = "120/min"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        if not settings.ENV.RATE_LIMIT:
            return None
        return f"throttle-player:{view.kwargs['token']}"


class PlayerView(APIView):
    """Base of the player's endpoints: finds the device of the token in the address."""

    authentication_classes: Any = []
    permission_classes: Any = []
    throttle_classes = [PlayerThrottle]
    schema = None

    def device(self) -> PlayerDevice:
        device = (
            PlayerDevice.objects.select_related("store__organisation")
            .filter(token=self.kwargs["token"])
            .first()
        )
        if device is None:
            raise Http404
        if device.revoked_at is not None:
            raise PlayerWithdrawn
        return device

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response


class ManifestView(PlayerView):
    def get(self, request: Request, token: str) -> Response:
        """What plays now."""
        return Response(manifest(self.device()))


class ClockField(serializers.DateTimeField):
    """A moment by a device's clock. It may be decades wrong, but not so far that sums overflow."""

    def to_internal_value(self, value: Any) -> datetime:
        moment = super().to_internal_value(value)
        if not 1900 <= moment.year <= 2200:
            raise serializers.ValidationError(_("No clock shows this moment."))
        return moment


class HeartbeatBody(serializers.Serializer[Any]):
    track = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**62)
    audible = serializers.BooleanField(default=False)


class HeartbeatView(PlayerView):
    def post(self, request: Request, token: str) -> Response:
        """A sign of life; the answer says whether the manifest is still the one the player has."""
        device = self.device()
        body = HeartbeatBody(data=request.data)
        body.is_valid(raise_exception=True)
        now = on_air(device.store)
        track_id = body.validated_data.get("track")
        device_heartbeat(
            device=device,
            playing_track_id=track_id if track_id in now.track_ids else None,
            audible=body.validated_data["audible"],
        )
        song = PLAY if track_id is None else song_in_air(device, track_id, now)
        return Response(
            {
                "revision": now.revision,
                # What to do with the song in the air: play on, finish it, or fade it out.
                "song": song,
                "stop_track": song == FADE,  # as players asked before there were three answers
            }
        )


class PlayBody(serializers.Serializer[Any]):
    """One play as a player reports it."""

    key = serializers.UUIDField()
    track = serializers.IntegerField(min_value=1, max_value=2**62)
    started_at = ClockField()
    ms_played = serializers.IntegerField(min_value=0, max_value=LONGEST_PLAY_MS)
    transition = serializers.ChoiceField(choices=Play.Transition.choices)
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=["stream", "cache"], default="stream"
    )
    publication = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**62
    )


class PlaysBody(serializers.Serializer[Any]):
    sent_at = ClockField(required=False)
    plays = serializers.ListField(allow_empty=True, max_length=MOST_ROWS)


class PlaysView(PlayerView):
    def post(self, request: Request, token: str) -> Response:
        """Plays to put on record. One bad row costs the others nothing: each has its outcome."""
        device = self.device()
        body = PlaysBody(data=request.data)
        body.is_valid(raise_exception=True)
        good: list[Reported] = []
        bad: list[dict[str, Any]] = []
        for number, row in enumerate(body.validated_data["plays"]):
            play = PlayBody(data=row)
            if not play.is_valid():
                key = row.get("key") if isinstance(row, dict) else None
                bad.append(
                    {
                        "row": number,
                        "key": key,
                        "outcome": "refused",
                        "reason": "invalid",
                        "errors": play.errors,
                    }
                )
                continue
            values = play.validated_data
            good.append(
                Reported(
                    key=values["key"],
                    track_id=values["track"],
                    started_at=values["started_at"],
                    ms_played=values["ms_played"],
                    transition=values["transition"],
                    source=values["source"],
                    publication_id=values.get("publication"),
                )
            )
        outcomes = plays_record(
            device=device, reported=good, sent_at=body.validated_data.get("sent_at")
        )
        return Response(
            {
                "outcomes": [
                    {"key": str(each.key), "outcome": each.outcome, "reason": each.reason}
                    for each in outcomes
                ]
                + bad
            }
        )
