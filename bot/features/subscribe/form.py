"""The form that sets up a subscription: a finished message whose controls hold all that is filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from discord import ui

from bot.features.subscribe.form_selects import ARRIVAL, list_selects
from bot.features.subscribe.words import describe_late, describe_next, describe_sections, describe_when, name_formats
from bot.ui.custom_ids import Setup, SetupAction, Wish
from bot.ui.markup import escape
from bot.ui.page import INK, TROUBLE, Block, Page, Space, button
from bot.ui.translations import _, join
from newsletter.model import SectionKind
from newsletter.schedule.weekly import Weekday, Weekly
from newsletter.schedule.zones import knows_zone
from storage.subscriptions.records import DigestChoice

NINE = time(9)


@dataclass(frozen=True, slots=True)
class Form:
    """What is filled in, and what is known of the place."""

    wish: Wish
    place: str  # trusted Markdown
    permissions: Mapping[str, bool]  # by Discord's own names; empty for direct messages
    is_subscribed: bool = False  # the form changes a subscription
    has_issue: bool = True  # there is one to preview and to test with
    is_announcing: bool = False  # followers of the channel get it too
    zones: Sequence[tuple[str, str]] = ()  # names and time zones to choose from; none without a day

    @property
    def missing(self) -> list[str]:
        return [name for name, granted in self.permissions.items() if not granted]


def render_form(form: Form, now: datetime) -> Page:
    """The form, with what it means in words. It can be saved only where nothing is missing."""
    title = _("Change the digest in {place}") if form.is_subscribed else _("Set up the digest in {place}")
    blocks: list[Block] = ["### 🗞️ " + title.format(place=form.place), _summarize(form, now)]
    if form.permissions:
        blocks += [Space.RULE, _list_permissions(form)]
    blocks.append(Space.RULE)
    rows = [*list_selects(form.wish, form.zones, has_role=bool(form.permissions)), _buttons(form)]
    return Page([*blocks, *rows], colour=TROUBLE if form.missing else INK)


def _summarize(form: Form, now: datetime) -> str:
    wish = form.wish
    sections = describe_sections(wish.sections)
    lines = [
        _("Each issue comes **{when}**.").format(when=describe_when(wish.when)) + " " + describe_next(wish.when, now),
        _("Format: **{format}**").format(format=name_formats()[wish.format][0]) + " · " + sections,
    ]
    if form.permissions:
        role = f"<@&{wish.role_id}>" if wish.role_id else _("nobody")
        lines.append(_("Mentions: {role}").format(role=role))
    late = _("If something holds it up, it still comes, {late}.").format(late=describe_late(wish.late))
    if form.is_announcing:
        late += " " + _("Servers that follow this channel get it too.")
    lines.append(f"-# {late}")
    if form.zones:
        lines.append("-# " + _("A time zone that is not offered here can be typed: `/subscribe zone:`."))
    if form.has_issue:
        lines.append("-# " + _("*Preview* shows you the latest issue as it will look there."))
    return "\n".join(lines)


def _list_permissions(form: Form) -> str:
    """On one line, unless something is missing."""
    listed = [f"{'✅' if granted else '❌'} {escape(_(name))}" for name, granted in form.permissions.items()]
    lines = ["**" + _("What I need there") + "**", ("\n" if form.missing else " · ").join(listed)]
    if form.missing:
        names = join(f"*{escape(_(name))}*" for name in form.missing)
        advice = _(
            "Still missing: {permissions}. Open the settings of {place}, allow it for me under *Permissions*,"
            " then press *Check again*."
        )
        lines.append(advice.format(permissions=names, place=form.place))
    return "\n".join(lines)


def _buttons(form: Form) -> list[ui.Button[Any]]:
    def control(label: str, action: SetupAction, **how: bool) -> ui.Button[Any]:
        return button(label, Setup(action, form.wish).build(), **how)

    is_blocked = bool(form.missing)
    buttons = [control(_("Save"), SetupAction.SAVE, primary=True, disabled=is_blocked)]
    if form.has_issue:
        buttons += [
            control(_("Save and send a test"), SetupAction.SAVE_AND_TEST, disabled=is_blocked),
            control(_("Preview"), SetupAction.PREVIEW),
        ]
    if is_blocked:
        buttons.append(control(_("Check again"), SetupAction.CHECK))
    return buttons


def with_choice(action: SetupAction, wish: Wish, values: list[str]) -> Wish:
    """What is filled in after a choice in one of the selects. Raises ValueError for values that are not offered."""
    if action is SetupAction.CHOOSE_SECTIONS:
        kinds = frozenset(map(SectionKind, values))
        if not kinds:
            raise ValueError("no section")
        return replace(wish, sections=kinds if len(kinds) < len(SectionKind) else None)
    if action is SetupAction.CHOOSE_ROLE:
        return replace(wish, role_id=int(values[0]) if values else None)
    (value,) = values
    if action is SetupAction.CHOOSE_FORMAT:
        return replace(wish, format=DigestChoice(value))
    return replace(wish, when=_choose_slot(action, wish, value))


def _choose_slot(action: SetupAction, wish: Wish, value: str) -> Weekly | None:
    """The schedule with another day, hour or zone; a day chosen for the first time begins at nine, UTC."""
    if value == ARRIVAL:
        return None
    present = wish.when or Weekly(Weekday.MONDAY, NINE, "UTC")
    if action is SetupAction.CHOOSE_ZONE:
        if not knows_zone(value):
            raise ValueError(value)
        return replace(present, zone=value)
    if action is SetupAction.CHOOSE_HOUR:
        return replace(present, time=time.fromisoformat(f"{value[:2]}:{value[2:]}"))
    day = next(one for one in Weekday if one.code == value)
    return replace(present, day=day)
