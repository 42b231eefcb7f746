"""What a person saw after an interaction."""

from __future__ import annotations

from tests.wire.errors import JSON
from tests.wire.interactions import MODAL, Interaction
from tests.wire.things import Message


class NotAnswered(TimeoutError):  # noqa: N818
    """“The application did not respond.”"""


class Reply:
    """What a person saw after an interaction. It is live: later edits and followups appear in it."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction

    @property
    def type(self) -> int:
        """The callback's type: 4 message, 5 and 6 deferred, 7 update, 8 choices, 9 modal."""
        return self.interaction.callback or 0

    @property
    def data(self) -> JSON:
        """The callback's data as the bot sent it."""
        return self.interaction.callback_data

    @property
    def took(self) -> float:
        """Seconds from the event to the callback."""
        return self.interaction.answered_after or 0.0

    @property
    def message(self) -> Message:
        """The answer as it stands now. Raises LookupError for answers that are no message."""
        if self.interaction.original is None:
            raise LookupError(f"an answer of type {self.type} has no message")
        return self.interaction.original

    @property
    def messages(self) -> list[Message]:
        """The answer and its followups."""
        first = [self.interaction.original] if self.interaction.original else []
        return first + self.interaction.followups

    @property
    def ephemeral(self) -> bool:
        """Whether only this person sees the answer."""
        return self.message.ephemeral

    @property
    def content(self) -> str:
        """The answer's content (empty for Components V2, see `text`)."""
        return self.message.content

    @property
    def components(self) -> list[JSON]:
        """The answer's components."""
        return self.message.components

    @property
    def choices(self) -> list[JSON]:
        """What autocomplete proposes."""
        return list(self.data.get("choices") or [])

    @property
    def modal(self) -> JSON | None:
        """The form that opened."""
        return self.data if self.type == MODAL else None

    def text(self) -> str:
        """All a person reads in the answer and its followups."""
        return "\n".join(message.text() for message in self.messages)

    def as_json(self) -> JSON:
        """For the control API."""
        texts = {"text": self.text(), "took": self.took}
        ids = [str(message.id) for message in self.messages]
        ephemeral = bool(self.messages) and self.messages[0].ephemeral
        return texts | {"type": self.type, "data": self.data, "messages": ids, "ephemeral": ephemeral}
