"""Every limit of Discord that a view can meet, by name.

Source: https://discord.com/developers/docs/components/reference and …/resources/message, as of API v10. Totals
(40 components, 4,000 characters) are checked by Discord although its OpenAPI description does not know them.
"""

MESSAGE_TEXT = 4000
"""Characters over all text displays of one message, link addresses included."""

MESSAGE_TEXT_BYTES = 10_170
"""Bytes of UTF-8 over all text displays, each with 12 more, beyond which Discord answers a bare 500.

Reported, not documented (discord-api-docs, issue 8554): it is reached by 3,386 Chinese characters already.
"""


def text_size(text: str) -> int:
    """What a text display takes of MESSAGE_TEXT, by whichever of the two limits it comes nearer to."""
    return max(len(text), -(-(len(text.encode()) + 12) * MESSAGE_TEXT // MESSAGE_TEXT_BYTES))


MESSAGE_COMPONENTS = 40
"""Components of one message, nested ones and accessories included."""

ROW_BUTTONS = 5
SELECT_OPTIONS = 25
SELECT_PLACEHOLDER = 150
OPTION_LABEL = 100
BUTTON_LABEL = 80
BUTTON_URL = 512
CUSTOM_ID = 100
AUTOCOMPLETE_CHOICES = 25
CHOICE_NAME = 100
CHOICE_VALUE = 100

EMBED_TITLE = 256
EMBED_URL = 2048
EMBED_DESCRIPTION = 4000
"""Discord takes 4,096 characters; all texts of a message's embeds together may have 6,000."""
