"""Kinds of premises that grants and stores speak of, and what may go on there beside music."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Premises(models.TextChoices):
    CAFE = "cafe", _("café")
    TEA_HOUSE = "tea_house", _("tea house")
    RESTAURANT = "restaurant", _("restaurant")
    BAR = "bar", _("bar")
    HOTEL = "hotel", _("hotel")
    RETAIL = "retail", _("shop")
    FASHION = "fashion", _("fashion shop")
    GROCERY = "grocery", _("grocery shop")
    BOOKSHOP = "bookshop", _("bookshop")
    SALON = "salon", _("hair or beauty salon")
    SPA = "spa", _("spa")
    GYM = "gym", _("gym")
    CLINIC = "clinic", _("clinic")
    OFFICE = "office", _("office")
    GALLERY = "gallery", _("gallery or museum")
    OTHER = "other", _("other")


class Activity(models.TextChoices):
    """What a licence for background music often does not cover."""

    DANCE_CLASS = "dance_class", _("dance or fitness classes")
    ADMISSION_CHARGE = "admission_charge", _("events with an admission charge")
    DJ = "dj", _("a DJ")
    KARAOKE = "karaoke", _("karaoke")
    JUKEBOX = "jukebox", _("a jukebox")
