"""What is known of pictures is stored beside the issues that have them, and asked again when its time has come."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsletter.identity import content_hash, identity
from newsletter.model import Issue
from newsletter.picture_check import CheckedPicture, PictureReason, PictureSize, PictureState
from storage.archive import Archive
from storage.engine.migrate import APPLICATION_ID, _statements, _steps
from storage.json_columns import dump
from storage.pictures import CHECK_INTERVAL, FIRST_RETRY, MAX_FAILURES
from storage.records import SaveStatus, StoredIssue
from tests.samples import make_entry, make_issue

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HERO, ONE, TWO = (f"https://a.org/{name}.png" for name in ("hero", "one", "two"))


def illustrated(*images: str, image: str | None = HERO, week: int = 7) -> Issue:
    entries = [make_entry(f"Paper {n} of {week}", images=(each,)) for n, each in enumerate(images)]
    return make_issue(week, *entries, image=image)


def usable(address: str) -> CheckedPicture:
    return CheckedPicture(address, PictureState.USABLE, None, "png", 640, 320, 5_000)


def failed(address: str) -> CheckedPicture:
    return CheckedPicture(address, PictureState.PENDING, PictureReason.UNREACHABLE)


async def load(archive: Archive, issue_id: int) -> StoredIssue:
    stored = await archive.issues.load(issue_id)
    assert stored is not None
    return stored


async def test_an_issue_shows_its_usable_pictures_only(archive: Archive):
    """Also where they were checked before the issue was saved."""
    dead = CheckedPicture(TWO, PictureState.DEAD, PictureReason.NOT_FOUND)
    await archive.pictures.record([usable(ONE), dead], NOW)
    issue = illustrated(ONE, TWO)
    stored = await load(archive, (await archive.issues.save(issue, NOW)).issue_id)
    assert (stored.issue, stored.pictures, stored.hero) == (issue, {ONE: PictureSize(640, 320)}, ONE)
    assert [stored.picture_of(entry) for entry in issue.entries] == [ONE, None]
    await archive.pictures.record([usable(HERO)], NOW)
    assert (await load(archive, stored.ref.id)).hero == HERO


async def test_a_relative_picture_is_shown_by_its_whole_address(archive: Archive):
    address = "https://example.com/news/img/one.png"
    await archive.pictures.record([usable(address)], NOW)
    stored = await load(archive, (await archive.issues.save(illustrated("img/one.png"), NOW)).issue_id)
    assert stored.picture_of(stored.issue.entries[0]) == address


async def test_where_pictures_are_switched_off_none_is_shown(tmp_path: Path):
    path = tmp_path / "paperboy.db"
    async with await Archive.open(path) as archive:
        await archive.pictures.record([usable(HERO)], NOW)
        issue_id = (await archive.issues.save(illustrated(ONE), NOW)).issue_id
        assert (await load(archive, issue_id)).pictures
    async with await Archive.open(path, with_pictures=False) as archive:
        assert (await load(archive, issue_id)).pictures == {}


async def test_new_pictures_are_due_those_of_the_newest_issue_first(archive: Archive):
    await archive.issues.save(illustrated(ONE, week=6, image=None), NOW)
    await archive.issues.save(illustrated(TWO, week=7), NOW)
    assert await archive.pictures.due(NOW, 10) == (HERO, TWO, ONE)
    assert await archive.pictures.due(NOW, 1) == (HERO,)
    await archive.pictures.record([usable(HERO), usable(TWO)], NOW)
    assert await archive.pictures.due(NOW, 10) == (ONE,)
    assert await archive.pictures.unchecked([ONE, TWO, "https://a.org/new.png"], NOW) == (ONE, "https://a.org/new.png")


async def test_every_result_is_renewed_after_a_month(archive: Archive):
    await archive.issues.save(illustrated(ONE), NOW)
    results = [usable(HERO), CheckedPicture(ONE, PictureState.REFUSED, PictureReason.TOO_SMALL)]
    await archive.pictures.record(results, NOW)
    assert await archive.pictures.due(NOW + CHECK_INTERVAL - timedelta(hours=1), 10) == ()
    assert set(await archive.pictures.due(NOW + CHECK_INTERVAL, 10)) == {HERO, ONE}


async def test_a_failing_address_is_asked_less_and_less_often_and_then_counts_as_dead(archive: Archive):
    await archive.issues.save(illustrated(), NOW)
    now, waits = NOW, []
    for _ in range(MAX_FAILURES):
        await archive.pictures.record([failed(HERO)], now)
        wait = timedelta()
        while not await archive.pictures.due(now + wait, 1):
            wait += FIRST_RETRY
        waits.append(wait / FIRST_RETRY)
        now += wait
    assert waits == [1, 2, 4, 8, 16, 32, 64, CHECK_INTERVAL / FIRST_RETRY]


async def test_a_picture_stays_usable_while_its_host_is_in_trouble_for_an_hour(archive: Archive):
    await archive.pictures.record([usable(HERO)], NOW)
    await archive.pictures.record([failed(HERO)] * (MAX_FAILURES - 1), NOW)
    assert (await archive.pictures.usable([HERO, ONE])).keys() == {HERO}
    await archive.pictures.record([failed(HERO)], NOW)
    assert await archive.pictures.usable([HERO]) == {}


async def test_another_signature_changes_the_address_and_edits_nothing(archive: Archive):
    """And a feed that signs its pictures anew each hour does not fill the database."""
    first = await archive.issues.save(illustrated(image=f"{HERO}?signature=1"), NOW)
    for number in range(2, 9):
        saved = await archive.issues.save(illustrated(image=f"{HERO}?signature={number}"), NOW)
        assert saved.status is SaveStatus.UNCHANGED
    assert (await load(archive, first.issue_id)).issue.image == f"{HERO}?signature=8"
    assert await archive.pictures.due(NOW, 10) == (f"{HERO}?signature=8",)
    assert await archive.database.read(lambda c: c.execute("SELECT count(*) FROM pictures").fetchone()[0]) == 1


async def test_another_picture_corrects_the_issue(archive: Archive):
    await archive.issues.save(illustrated(), NOW)
    assert (await archive.issues.foresee(illustrated(image=ONE))).status is SaveStatus.CHANGED
    assert (await archive.issues.save(illustrated(image=ONE), NOW)).status is SaveStatus.CHANGED


async def test_an_issue_from_before_takes_its_picture_without_an_edit(tmp_path: Path):
    """And the pictures of its entries are due at once, so that the newest issues soon show them."""
    path = tmp_path / "paperboy.db"
    old_archive(path)
    async with await Archive.open(path) as archive:
        assert await archive.pictures.due(NOW, 10) == (ONE,)
        before = await load(archive, 1)
        assert before.issue.image is None
        document = illustrated(ONE, "img/relative.png", image=HERO)
        assert (await archive.issues.foresee(document)).status is SaveStatus.UNCHANGED
        assert (await archive.issues.save(document, NOW)).status is SaveStatus.UNCHANGED
        assert (await load(archive, 1)).issue.image == HERO
        assert set(await archive.pictures.due(NOW, 10)) == {HERO, ONE, "https://example.com/news/img/relative.png"}
        assert (await archive.issues.save(document, NOW)).status is SaveStatus.UNCHANGED
        assert (await archive.issues.save(illustrated(ONE, image=TWO), NOW)).status is SaveStatus.CHANGED


def old_archive(path: Path) -> None:
    """An archive as it was before pictures were looked for, with one issue."""
    issue = illustrated(ONE, "img/relative.png", image=None)
    connection = sqlite3.connect(path, isolation_level=None)
    steps = _steps()
    pictures = next(number for number, script in enumerate(steps) if "CREATE TABLE pictures" in script)
    for script in steps[:pictures]:
        for statement in _statements(script):
            connection.execute(statement)
    connection.execute(
        "INSERT INTO issues (id, identity, hash, title, year, week, language, picks, commentary, certainty, day, place,"
        " added_at, changed_at, source_url, source) VALUES (1, ?, ?, ?, 2026, 7, 'en', ?, '[]', 1, '2026-02-09', 0, '',"
        " '', ?, '')",
        (identity(issue), content_hash(issue), issue.title, dump(issue.picks), issue.source_url),
    )
    connection.execute("INSERT INTO sections VALUES (1, 0, 1, 'Papers', 'papers')")
    connection.executemany(
        "INSERT INTO entries (issue_id, section, position, headline, url, summary, images, mentions)"
        " VALUES (1, 0, ?, ?, ?, ?, ?, '[]')",
        [(n, e.headline, e.url, e.summary, dump(e.images)) for n, e in enumerate(issue.entries)],
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {pictures}")
    connection.close()
