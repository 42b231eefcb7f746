"""Answers to interactions: the callback and the webhook that follows it.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

from tests.wire import contents
from tests.wire.calls import Answer, Call, Table
from tests.wire.errors import JSON, Form, Refused
from tests.wire.interactions import (
    AUTOCOMPLETE,
    CHOICES,
    COMPONENT,
    DEFERRED,
    DEFERRED_UPDATE,
    MESSAGE,
    MODAL,
    MODAL_SUBMIT,
    UPDATE,
    Interaction,
    callback_response,
)
from tests.wire.service import Service
from tests.wire.things import EPHEMERAL, LOADING, V2, Message

TABLE = Table()


@TABLE.route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", needs_token=False, limited=False)
def callback(service: Service, call: Call) -> Answer:
    """The first answer, within three seconds and only once."""
    one = service.interactions.to_answer(call.id("interaction_id"), call.params["interaction_token"])
    body = call.object()
    kind, data = body.get("type"), body.get("data") or {}
    _check_kind(one, kind)
    if kind == UPDATE and one.source is not None and one.source.deleted:
        raise Refused(10008)
    if kind in (MESSAGE, UPDATE):
        known = one.source.flags if kind == UPDATE and one.source else 0
        contents.validate(data, v2=bool((known | int(data.get("flags") or 0)) & V2), at=("data",))
    elif kind == CHOICES:
        _check_choices(data.get("choices") or [])
    elif kind == MODAL:
        _check_modal(data)
    files = service.store_files(one.channel, call)
    if kind in (MESSAGE, DEFERRED):
        one.original = _respond(service, one, data, files, loading=kind == DEFERRED)
    elif kind in (UPDATE, DEFERRED_UPDATE):
        one.original = one.source
        if kind == UPDATE and one.source is not None:
            service.edit(one.channel, one.source, data, files)
    one.callback, one.callback_data = int(kind or 0), data
    service.answered(one)
    if not call.flag("with_response"):
        return Answer(204)
    told = service.message_json(one.original) if one.original else None
    return Answer(body=callback_response(one, one.original, told))


def _check_kind(one: Interaction, kind: object) -> None:
    """Not every answer fits every interaction."""
    fit: tuple[int, ...] = (MESSAGE, DEFERRED, MODAL)
    if one.type == AUTOCOMPLETE:
        fit = (CHOICES,)
    elif one.type == COMPONENT:
        fit = (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL)
    elif one.type == MODAL_SUBMIT:
        fit = (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE) if one.source else (MESSAGE, DEFERRED)
    if kind not in fit:
        form = Form()
        form.add(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {set(fit)}.")
        form.check()


def _check_choices(choices: list[JSON]) -> None:
    form = Form()
    form.length(("data", "choices"), choices, 0, 25)
    for index, choice in enumerate(choices):
        form.length(("data", "choices", index, "name"), choice.get("name"), 1, 100)
        if isinstance(choice.get("value"), str):
            form.length(("data", "choices", index, "value"), choice["value"], 1, 100)
    form.check()


def _check_modal(data: JSON) -> None:
    form = Form()
    form.length(("data", "custom_id"), data.get("custom_id"), 1, 100)
    form.length(("data", "title"), data.get("title"), 1, 45)
    form.length(("data", "components"), data.get("components") or [], 1, 5)
    form.check()


def _respond(service: Service, one: Interaction, data: JSON, files: list[JSON], *, loading: bool = False) -> Message:
    """A new message of an interaction: in the channel, or for one person's eyes."""
    if loading:
        stamp = service.clock.stamp()
        message = Message(service.clock.snowflake(), one.channel.id, service.state.bot.id, stamp)
        message.flags = LOADING | int(data.get("flags") or 0) & EPHEMERAL
    else:
        message = service.new_message(one.channel, service.state.bot, data, files)
    message.interaction = one.metadata()
    if message.ephemeral:
        message.seen_by = one.user.id
        service.state.messages[message.id] = message
    else:
        service.publish(one.channel, message)
    return message


@TABLE.route("POST", "/webhooks/{webhook_id}/{webhook_token}", needs_token=False, limited=False)
def follow_up(service: Service, call: Call) -> Answer:
    """Another message; the first one after “thinking” takes its place."""
    one = _followed(service, call)
    body = call.object()
    contents.validate(body, v2=bool(int(body.get("flags") or 0) & V2))
    files = service.store_files(one.channel, call)
    if one.loading and one.original is not None:
        _fill(service, one, one.original, body, files)
        message = one.original
    else:
        message = _respond(service, one, body, files)
        one.followups.append(message)
    return Answer(body=service.message_json(message))


def _fill(service: Service, one: Interaction, message: Message, body: JSON, files: list[JSON]) -> None:
    """Put content into a message of the interaction."""
    message.flags &= ~LOADING
    service.edit(one.channel, message, body, files)
    one.edits += 1


@TABLE.route("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", needs_token=False, limited=False)
@TABLE.route("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", needs_token=False, limited=False)
def get(service: Service, call: Call) -> Answer:
    """A message of the interaction."""
    return Answer(body=service.message_json(_meant(_followed(service, call), call)))


@TABLE.route("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", needs_token=False, limited=False)
@TABLE.route("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", needs_token=False, limited=False)
def edit(service: Service, call: Call) -> Answer:
    """Change a message of the interaction."""
    one = _followed(service, call)
    message = _meant(one, call)
    body = call.object()
    contents.validate(body, v2=bool((message.flags | int(body.get("flags") or 0)) & V2))
    _fill(service, one, message, body, service.store_files(one.channel, call))
    return Answer(body=service.message_json(message))


@TABLE.route("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", needs_token=False, limited=False)
@TABLE.route("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", needs_token=False, limited=False)
def delete(service: Service, call: Call) -> Answer:
    """Take a message of the interaction away."""
    one = _followed(service, call)
    service.delete(one.channel, _meant(one, call))
    return Answer(204)


def _followed(service: Service, call: Call) -> Interaction:
    if call.id("webhook_id") != service.state.bot.id:
        raise Refused(10015)
    return service.interactions.to_follow(call.params["webhook_token"])


def _meant(one: Interaction, call: Call) -> Message:
    """`@original` or one by id."""
    if call.params.get("message_id", "@original") != "@original":
        return one.message(call.id("message_id"))
    if one.original is None or one.original.deleted:
        raise Refused(10008)
    return one.original
