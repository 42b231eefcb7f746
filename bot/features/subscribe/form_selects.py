"""The selects of the form that sets up a subscription."""

from collections.abc import Sequence
from datetime import time
from typing import Any

import discord
from discord import ui

from bot.features.subscribe.words import name_formats
from bot.ui.custom_ids import Setup, SetupAction, Wish
from bot.ui.limits import OPTION_LABEL
from bot.ui.markup import clip
from bot.ui.page import Row
from bot.ui.phrases import SECTION_NAMES, SYMBOLS
from bot.ui.translations import _
from newsletter.model import SectionKind
from newsletter.schedule.weekly import Weekday

ARRIVAL = "arrival"
"""The value of a choice of days that stands for none."""

HOURS = range(24)

Zones = Sequence[tuple[str, str]]
"""Names and time zones to choose from; none without a day."""


def list_selects(wish: Wish, zones: Zones, *, has_role: bool) -> list[Row]:
    """The selects of the form, with what is filled in chosen; `has_role`: a role can be mentioned there."""
    selects: list[ui.Select[Any] | ui.RoleSelect[Any]] = [_days(wish)]
    if wish.when is not None:
        selects += [_hours(wish), *([_zones(wish, wish.when.zone, zones)] if zones else [])]
    selects += [_formats(wish), _sections(wish)]
    if has_role:
        roles: ui.RoleSelect[Any] = ui.RoleSelect(
            custom_id=Setup(SetupAction.CHOOSE_ROLE, wish).build(),
            placeholder=_("Mention a role: nobody"),
            min_values=0,
            default_values=[discord.Object(wish.role_id, type=discord.Role)] if wish.role_id else [],
        )
        selects.append(roles)
    return [[select] for select in selects]


def _days(wish: Wish) -> ui.Select[Any]:
    present = wish.when.day if wish.when else None
    options = [
        discord.SelectOption(label=_("As soon as it is out"), value=ARRIVAL, default=present is None, emoji="🗓️"),
        *(
            discord.SelectOption(
                label=_("Every {day}").format(day=_(day.label)), value=day.code, default=day is present, emoji="🗓️"
            )
            for day in Weekday
        ),
    ]
    return ui.Select(custom_id=Setup(SetupAction.CHOOSE_DAY, wish).build(), options=options)


def _hours(wish: Wish) -> ui.Select[Any]:
    assert wish.when is not None  # noqa: S101 - it is offered only for a weekly digest
    hours = sorted({*(time(hour) for hour in HOURS), wish.when.time})
    options = [
        discord.SelectOption(
            label=f"{each:%H:%M} ({wish.when.zone})", value=f"{each:%H%M}", default=each == wish.when.time, emoji="🕘"
        )
        for each in hours
    ]
    return ui.Select(custom_id=Setup(SetupAction.CHOOSE_HOUR, wish).build(), options=options)


def _zones(wish: Wish, present: str, zones: Zones) -> ui.Select[Any]:
    options = [
        discord.SelectOption(label=clip(name, OPTION_LABEL), value=zone, default=zone == present, emoji="🌍")
        for name, zone in zones
    ]
    return ui.Select(custom_id=Setup(SetupAction.CHOOSE_ZONE, wish).build(), options=options)


def _formats(wish: Wish) -> ui.Select[Any]:
    options = [
        discord.SelectOption(label=name, description=about, value=choice, default=choice is wish.format, emoji="📰")
        for choice, (name, about) in name_formats().items()
    ]
    return ui.Select(custom_id=Setup(SetupAction.CHOOSE_FORMAT, wish).build(), options=options)


def _sections(wish: Wish) -> ui.Select[Any]:
    options = [
        discord.SelectOption(
            label=_(SECTION_NAMES[kind]),
            value=kind,
            default=wish.sections is None or kind in wish.sections,
            emoji=SYMBOLS[kind],
        )
        for kind in SectionKind
    ]
    return ui.Select(
        custom_id=Setup(SetupAction.CHOOSE_SECTIONS, wish).build(),
        options=options,
        placeholder=_("Sections"),
        max_values=len(options),
    )
