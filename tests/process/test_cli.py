"""The command line: what it prints, and one sentence for whatever cannot be used."""

import json
import sqlite3
from pathlib import Path

import pytest

from demo.world import ISSUES
from storage.engine.migrate import APPLICATION_ID
from tests.process.conftest import Process

NEWEST = sorted(ISSUES.glob("*.md"))[-1]


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """The command line on an archive of its own; no Discord anywhere."""
    return Process({"PAPERBOY_DATABASE": str(tmp_path / "archive" / "paperboy.db")}, tmp_path)


async def fails(process: Process, *words: str) -> str:
    """The one sentence of a command that fails."""
    code, _, err = await process.run(*words)
    assert code == 1, err
    assert "Traceback" not in err
    lines = err.strip().splitlines()
    assert len(lines) == 1, err
    assert lines[0].endswith((".", "…")), "a sentence"
    return lines[0]


async def test_ingest_says_what_is_new_and_the_second_time_that_nothing_is(process: Process):
    code, out, err = await process.run("ingest", str(ISSUES))
    assert (code, err) == (0, "")
    assert out.count("new       2026-w4") == 3
    assert out.splitlines()[-1].startswith("3 issues, ")
    code, out, _ = await process.run("ingest", str(ISSUES))
    assert code == 0
    assert out.count("unchanged 2026-w4") == 3


async def test_a_corrected_issue_is_changed(process: Process, tmp_path: Path):
    await process.run("ingest", str(NEWEST))
    copy = tmp_path / "corrected.md"
    copy.write_text(NEWEST.read_text(encoding="utf-8").replace("linear", "straight"), encoding="utf-8")
    _, out, _ = await process.run("ingest", str(copy))
    assert out.startswith("changed   corrected.md")


async def test_what_is_doubtful_in_an_issue_is_said_with_its_line(process: Process):
    _, out, _ = await process.run("ingest", str(NEWEST))
    assert "line " in out
    assert "no link" in out


async def test_search_prints_a_list_for_people_and_one_for_programs(process: Process):
    await process.run("ingest", str(ISSUES))
    code, out, _ = await process.run("search", "attention")
    assert code == 0
    assert "found" in out.splitlines()[0]
    code, out, _ = await process.run("search", "--json", "--limit", "1", "--", "attention")
    (hit,) = json.loads(out)
    assert set(hit) == {"arxiv_id", "headline", "title", "issue", "section", "url", "score"}


@pytest.mark.parametrize("text", ['"', "-x", "NOT", "变压器 OR", "title:gan", "", "🙂"])
async def test_no_search_fails(process: Process, text: str):
    code, out, err = await process.run("search", "--json", "--", text)
    assert (code, json.loads(out), err) == (0, [], "")


async def test_parse_prints_the_issue_as_json(process: Process):
    code, out, err = await process.run("parse", str(NEWEST))
    assert code == 0
    issue = json.loads(out)
    assert (issue["file"], issue["week"], issue["language"]) == (NEWEST.name, 46, "en")
    assert "no link" in err


async def test_subscriptions_go_out_and_come_in_again(process: Process, tmp_path: Path):
    lines = [
        {"kind": "channel", "guild_id": "1", "channel_id": "2", "when": "arrival", "late_days": 2},
        {
            "kind": "dm",
            "user_id": "3",
            "channel_id": "4",
            "when": {"day": "mon", "time": "09:00", "zone": "Europe/Berlin"},
            "late_days": None,
        },
        {
            "kind": "channel",
            "guild_id": "1",
            "channel_id": "5",
            "when": "arrival",
            "late_days": 6,
            "format": "compact",
            "sections": ["papers"],
            "role": "9007199254740993",
            "paused": True,
        },
    ]
    file = tmp_path / "subscriptions.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n")
    assert (await process.run("subscriptions", "import", str(file)))[1] == "3 subscriptions, 3 of them new\n"
    assert (await process.run("subscriptions", "import", str(file)))[1] == "3 subscriptions, 0 of them new\n"
    code, out, _ = await process.run("subscriptions", "export", "-")
    assert code == 0
    assert [json.loads(line) for line in out.splitlines()] == lines


async def test_a_subscription_that_says_nothing_of_lateness_has_six_days(process: Process, tmp_path: Path):
    file = tmp_path / "subscriptions.jsonl"
    file.write_text('{"kind": "channel", "guild_id": "1", "channel_id": "2", "when": "arrival"}')
    await process.run("subscriptions", "import", str(file))
    assert json.loads((await process.run("subscriptions", "export", "-"))[1])["late_days"] == 6


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("not json", "line 1 is no JSON"),
        ("[]", "line 1: expected an object"),
        ('{"kind": "fax"}', "line 1: kind is “channel” or “dm”"),
        ('{"kind": "dm", "channel_id": "4", "when": "arrival"}', "line 1: user_id is an id of Discord"),
        ('{"kind": "channel", "guild_id": "x", "channel_id": "4", "when": "arrival"}', "guild_id is an id of Discord"),
        ('{"kind": "channel", "guild_id": "1", "channel_id": "4"}', 'when is "arrival" or an object'),
        (
            (
                '{"kind": "channel", "guild_id": "1", "channel_id": "4",'
                ' "when": {"day": "mon", "time": "25:00", "zone": "UTC"}}'
            ),
            "“25:00” is no time of day",
        ),
        (
            (
                '{"kind": "channel", "guild_id": "1", "channel_id": "4",'
                ' "when": {"day": "mon", "time": "09:00", "zone": "Mars"}}'
            ),
            "“Mars” is no time zone",
        ),
        *(
            (
                json.dumps(
                    {"kind": "channel", "guild_id": "1", "channel_id": "4", "when": "arrival", "late_days": days}
                ),
                "late_days is a number of days, or null",
            )
            for days in (0, -1, 2.5, True, "6", 100_000)
        ),
        (
            '{"kind": "channel", "guild_id": "1", "channel_id": "4", "when": "arrival", "format": "long"}',
            "format is “rich” or “compact”, not",
        ),
        (
            '{"kind": "channel", "guild_id": "1", "channel_id": "4", "when": "arrival", "sections": ["weather"]}',
            "sections is a list of some of “featured”",
        ),
    ],
)
async def test_a_subscription_that_cannot_be_read_names_its_line_and_changes_nothing(
    process: Process, tmp_path: Path, line: str, sentence: str
):
    file = tmp_path / "subscriptions.jsonl"
    file.write_text(line + '\n{"kind": "channel", "guild_id": "1", "channel_id": "2", "when": "arrival"}\n')
    assert sentence in await fails(process, "subscriptions", "import", str(file))
    assert (await process.run("subscriptions", "export", "-"))[1] == ""


async def test_a_file_that_is_not_there(process: Process, tmp_path: Path):
    assert "is not there" in await fails(process, "ingest", str(tmp_path / "missing.md"))
    assert "missing.md" in await fails(process, "parse", str(tmp_path / "missing.md"))
    assert "is not there" in await fails(process, "subscriptions", "import", str(tmp_path / "missing"))


async def test_a_folder_without_issues(process: Process, tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert "holds no issues" in await fails(process, "ingest", str(tmp_path / "empty"))


NO_ISSUES = {
    "empty.md": b"",
    "blank.md": b" \n\n ",
    "picture.md": bytes(range(256)) * 64,
    "utf16.md": "# Issue\n\nWeek 7".encode("utf-16"),
    "letter.md": b"Dear reader,\n\nthis is a letter and no newsletter.\n",
    "huge.md": b"# Week 7, 2026\n\n" + b"word " * 10_500_000,
}


async def test_a_document_that_is_no_issue_leaves_the_archive_as_it_was(process: Process, tmp_path: Path):
    """Empty, binary, something else, 50 MB: one sentence that names the file."""
    await process.run("ingest", str(NEWEST))
    for name, content in NO_ISSUES.items():
        (tmp_path / name).write_bytes(content)
        code, out, err = await process.run("ingest", str(tmp_path / name))
        assert code == 1
        assert err.startswith(f"failed    {name} is ")
        assert err.count("\n") == 1
        assert out == "0 issues, 0 entries\n"
        assert name in await fails(process, "parse", str(tmp_path / name))
    _, out, _ = await process.run("ingest", str(NEWEST))
    assert out.startswith("unchanged")


async def test_one_bad_file_among_good_ones_does_not_keep_them_out(process: Process, tmp_path: Path):
    bad = tmp_path / "bad.md"
    bad.write_text("nothing of interest")
    code, out, err = await process.run("ingest", str(bad), str(NEWEST))
    assert code == 1
    assert "1 issue, " in out
    assert "bad.md" in err


async def test_a_database_of_a_newer_version(process: Process, tmp_path: Path):
    path = tmp_path / "newer.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE future (x)")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1000")
    connection.close()
    process.settings["PAPERBOY_DATABASE"] = str(path)
    assert "upgrade Paperboy" in await fails(process, "search", "x")


async def test_a_file_that_is_not_sqlite(process: Process, tmp_path: Path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, this is no database. " * 200)
    process.settings["PAPERBOY_DATABASE"] = str(path)
    assert "is not a SQLite database" in await fails(process, "ingest", str(NEWEST))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TICK_SECONDS", "soon", "PAPERBOY_TICK_SECONDS cannot be used"),
        ("TICK_SECONDS", "0", "PAPERBOY_TICK_SECONDS cannot be used"),
        ("DISCORD_URL", "not a url", "PAPERBOY_DISCORD_URL cannot be used"),
    ],
)
async def test_a_setting_that_cannot_be_used(process: Process, name: str, value: str, sentence: str):
    process.settings[f"PAPERBOY_{name}"] = value
    assert sentence in await fails(process, "run")


async def test_official_titles_are_imported_and_searched(process: Process, tmp_path: Path):
    await process.run("ingest", str(ISSUES))
    file = tmp_path / "papers.json"
    file.write_text(
        json.dumps({"1706.03762v5": {"title": "Attention Is All You Need", "published": "2017-06-12T00:00:00Z"}})
    )
    code, out, err = await process.run("metadata", "import", str(file))
    assert (code, err) == (0, "")
    assert out.startswith("1 paper, ")
    file.write_text('{"nonsense": {}}')
    assert "“nonsense” is no arXiv id" in await fails(process, "metadata", "import", str(file))


async def test_the_index_is_built_anew_by_hand_and_finds_what_it_found(process: Process):
    await process.run("ingest", str(ISSUES))
    before = await process.run("search", "--json", "attention")
    code, out, err = await process.run("reindex")
    assert (code, err) == (0, "")
    assert out == "37 entries indexed\n"
    assert await process.run("search", "--json", "attention") == before


async def test_subscriptions_are_written_to_a_file(process: Process, tmp_path: Path):
    file = tmp_path / "subscriptions.jsonl"
    code, out, err = await process.run("subscriptions", "export", str(file))
    assert (code, out, err) == (0, "", "0 subscriptions\n")
    assert file.read_text() == ""


async def test_resend_queues_what_was_refused_and_never_what_arrived(process: Process, tmp_path: Path):
    """All of it, or one channel's; by the issue's name or id."""
    lines = [
        json.dumps({"kind": "channel", "guild_id": "1", "channel_id": str(n), "when": "arrival"}) for n in (7, 8, 9)
    ]
    (tmp_path / "subscriptions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    await process.run("subscriptions", "import", str(tmp_path / "subscriptions.jsonl"))
    await process.run("ingest", str(NEWEST))
    with sqlite3.connect(process.settings["PAPERBOY_DATABASE"]) as ledger:
        ledger.execute("UPDATE deliveries SET state = CASE id WHEN 1 THEN 'sent' ELSE 'refused' END")
    assert "No issue fits “week 99”" in await fails(process, "resend", "week 99")
    assert "nothing was refused there" in await fails(process, "resend", "week 46", "--to", "7")
    code, out, _ = await process.run("resend", "week 46", "--to", "8")
    assert (code, "1 delivery is sent again" in out) == (0, True)
    code, out, _ = await process.run("resend", "id 1")
    assert (code, "1 delivery is sent again" in out) == (0, True)
    assert "nothing was refused" in await fails(process, "resend", "1")
    with sqlite3.connect(process.settings["PAPERBOY_DATABASE"]) as ledger:
        states = [row[0] for row in ledger.execute("SELECT state FROM deliveries ORDER BY id")]
    ledger.close()
    assert states == ["sent", "unknown", "unknown"]
