"""Each text is in the language of who reads it: a person's Discord, or the issue that a digest is of."""

from datetime import date
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from discord import Locale, app_commands
from simcord import interactions

from bot.features.registry import COMMANDS
from bot.gateway.registration import payloads
from bot.ui import translations
from bot.ui.command_translator import NAMES
from bot.ui.errors import translate
from bot.ui.phrases import format_day, phrases
from bot.ui.translations import ENGLISH, NAME, _, answer_in, in_language, ngettext
from newsletter.errors import DocumentError, NewsletterError, ScheduleError
from newsletter.parsing import parse_bytes
from newsletter.schedule.weekly import parse_time
from newsletter.workers import run_in_worker
from tests.bot.club import Club
from tests.bot.conftest import Scene, custom_ids
from tests.reading import text_of


async def test_every_text_of_the_commands_is_in_the_template(club: Club, template: Catalog):
    """What discord.py asks its translator for is what translators are given."""
    asked: set[tuple[str, str | None]] = set()

    class Asking(app_commands.Translator):
        async def translate(
            self, string: app_commands.locale_str, locale: Locale, context: app_commands.TranslationContextTypes
        ) -> str | None:
            asked.add((string.message, NAME if context.location in NAMES else None))
            return None

    for command in COMMANDS:
        await command.get_translated_payload(club.bot.tree, Asking())
    assert asked <= {(str(message.id), message.context) for message in template if message.id}


async def test_commands_are_shown_in_the_language_of_the_client(german: Catalog, club: Club):
    """Names and descriptions; what has no translation is sent without one."""
    sent = {one["name"]: one for one in await payloads(club.bot.tree)}
    latest = sent["latest"]
    assert latest["name_localizations"]["de"] == "de-latest"
    assert latest["description_localizations"]["de"] == "¤The newest issue of the newsletter"
    assert latest["description_localizations"]["zh-CN"] == "最新一期周报"
    assert set(latest["description_localizations"]) == {"de", "ja", "zh-CN", "zh-TW"}
    section = next(option for option in sent["search"]["options"] if option["name"] == "section")
    assert section["choices"][1]["name_localizations"] == {
        "de": "¤Papers",
        "zh-CN": "论文",
        "zh-TW": "论文",
        "ja": "論文",
    }


async def test_a_person_is_answered_in_the_language_of_their_discord(
    german: Catalog, scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    """Commands, their errors, and the controls of an answer; somebody else's answer is in English."""
    english = text_of(await scene.slash(scene.reader, "search", query="@"))
    assert english.startswith("There is no word in")
    speak("de", monkeypatch)
    assert text_of(await scene.slash(scene.reader, "search", query="@")).startswith("¤There is no word in")
    found = await scene.slash(scene.reader, "search", query="pruning")
    assert "## ¤1 found for “pruning”" in text_of(found)
    (read,) = custom_ids(found)
    assert "¤Share here" in text_of(await scene.click(scene.reader, found, custom_id=read))


async def test_a_language_that_is_not_complete_gets_english_answers(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    """No answer mixes two languages."""
    speak("zh-CN", monkeypatch)
    assert "## 1 found for “pruning”" in text_of(await scene.slash(scene.reader, "search", query="pruning"))


async def test_the_answers_about_subscriptions_and_history_are_in_the_language_of_the_person(
    german: Catalog, scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    """A weekday and a number of days too. The issue that a button sends at once stays in its own language."""
    speak("de", monkeypatch)
    subscribed = await scene.subscribe()
    assert text_of(subscribed).startswith(f"### 📬 ¤Subscribed\n¤The digest will come to <#{scene.channel.id}>")
    assert "¤up to 6 days late" in text_of(subscribed)
    await scene.click(scene.admin, subscribed, custom_id=f"send-latest:{scene.channel.id}")
    assert "¤" not in text_of(scene.channel.last_message)
    weekly = await scene.subscribe(day="mon")
    assert "**¤every ¤Monday at 09:00 (UTC)**" in text_of(weekly)
    assert "¤Posted <t:" in text_of(await scene.slash(scene.admin, "history"))


async def test_a_notice_is_in_english_whoever_started_the_tick(german: Catalog, club: Club):
    """A button ticks in the task of its answer; the notice goes to the person who subscribed."""
    await club.subscribe()
    club.wire.deny(club.channel, "send_messages")
    await club.publish(9)
    answer_in("de")
    await club.wait_out_grace()
    await club.bot.dispatcher.tick()
    (sent,) = club.wire.messages(club.wire.dm_channel(club.admin))
    assert text_of(sent).startswith(f"### ⏸️ No digests in <#{club.channel.id}> for now\nThe bot may not post there")
    assert "¤" not in text_of(sent)
    assert _("Papers") == "¤Papers"


def speak(locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on everybody's Discord has this language."""
    made = interactions.base_payload

    def localized(*args: Any, **kwargs: Any) -> Any:
        record, payload = made(*args, **kwargs)
        return record, {**payload, "locale": locale}

    monkeypatch.setattr(interactions, "base_payload", localized)


@pytest.mark.parametrize(
    ("locale", "name"),
    [("zh-CN", "zh_CN"), ("zh-TW", "zh_CN"), ("zh", "zh_CN"), ("ja", "ja"), ("de", "en"), ("", "en")],
)
def test_a_locale_leads_to_the_nearest_catalogue(locale: str, name: str):
    assert translations.find_catalogue(locale) == name


@pytest.mark.parametrize(
    ("language", "day", "entries"),
    [
        ("en", "March 5, 2026", ["1 entry", "2 entries"]),
        ("zh", "2026 年 3 月 5 日", ["共 1 篇", "共 2 篇"]),
        ("ja", "2026年3月5日", ["全 1 件", "全 2 件"]),
        ("fr", "March 5, 2026", ["1 entry", "2 entries"]),
    ],
)
def test_a_digest_speaks_the_language_of_its_issue(language: str, day: str, entries: list[str]):
    words = phrases(language)
    assert format_day(date(2026, 3, 5), language) == day
    assert [words.entries(number) for number in (1, 2)] == entries


def test_a_digest_keeps_its_language_inside_an_answer_in_another(german: Catalog):
    answer_in("de")
    assert format_day(date(2026, 3, 5), "ja") == "2026年3月5日"
    assert _("Papers") == "¤Papers"
    with in_language(ENGLISH):
        assert ngettext("{number} entry", "{number} entries", 2) == "{number} entries"
    assert ngettext("{number} entry", "{number} entries", 2) == "¤{number} entries"


def test_an_error_of_the_newsletter_is_told_in_the_language_of_the_person(german: Catalog):
    """With what the person typed, which may have braces; the English sentence stays the text of the error."""
    with pytest.raises(ScheduleError) as raised:
        parse_time("{x}")
    assert str(raised.value).startswith("“{x}” is no time of day: write")
    answer_in("de")
    assert translate(raised.value).startswith("¤“{x}” is no time of day: write")
    assert translate(NewsletterError("A sentence {as it is}.")) == "A sentence {as it is}."


async def test_an_error_of_a_worker_process_is_told_in_the_language_of_the_person(german: Catalog):
    """It has come through a pipe; the name of the document has braces."""
    with pytest.raises(DocumentError) as raised:
        await run_in_worker("{x}.md", parse_bytes, b"", "{x}.md")
    with in_language("de"):
        assert translate(raised.value).startswith("¤{x}.md is empty: expected an issue of a newsletter")
