"""The number beside the database: what it tells, and that nothing resets it silently."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.errors import StorageError
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.samples import make_issue

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def beside(archive: Archive) -> Path:
    return archive.database.path.with_name(archive.database.path.name + ".generation")


async def queue(archive: Archive) -> None:
    """A digest waits."""
    await archive.subscriptions.add(NewSubscription(Target(DestinationKind.CHANNEL, 100, 1, 7), None), NOW)
    await archive.issues.save(make_issue(1), NOW, deliver=True)


async def test_a_new_archive_is_not_held(archive: Archive):
    assert not await archive.generation.adopt()
    await queue(archive)
    assert await archive.generation.why_held() is None


async def test_an_emptied_archive_counts_on_and_a_backup_put_back_later_is_held(archive: Archive, tmp_path: Path):
    """The file is not reset by an archive that has never sent anything."""
    await archive.generation.advance()
    async with await Archive.open(tmp_path / "new" / "paperboy.db") as emptied:
        beside(emptied).write_text("4\n")
        assert await emptied.generation.why_held() is None
        assert await emptied.generation.adopt()
        assert not await emptied.generation.adopt()
        assert beside(emptied).read_text() == "4\n"
        await emptied.generation.advance()
        assert beside(emptied).read_text() == "5\n"
    shutil.copy(tmp_path / "new" / "paperboy.db.generation", beside(archive))
    assert "copy that was put back" in (await archive.generation.why_held() or "")


async def test_a_new_archive_with_digests_due_beside_the_file_of_another_is_held(archive: Archive):
    """It was filled before the bot ran: the operator says whether it replaces the other one."""
    await queue(archive)
    beside(archive).write_text("4\n")
    assert not await archive.generation.adopt()
    assert "has never sent anything" in (await archive.generation.why_held() or "")
    assert await archive.generation.accept(NOW) == 1
    assert await archive.generation.why_held() is None
    assert beside(archive).read_text() == "5\n"


async def test_going_on_with_a_backup_leaves_later_backups_recognisable(archive: Archive):
    """The number goes on from the higher one."""
    await archive.generation.advance()
    beside(archive).write_text("10\n")
    await archive.generation.accept(NOW)
    assert beside(archive).read_text() == "11\n"


@pytest.mark.parametrize("text", [b"", b"four", b"-3", b"\xff\xfe4", b"4 5", b"9" * 40])
async def test_a_file_that_holds_no_number_holds_delivery_until_the_operator_goes_on(archive: Archive, text: bytes):
    await archive.generation.advance()
    beside(archive).write_bytes(text)
    assert "does not hold a number" in (await archive.generation.why_held() or "")
    await archive.generation.accept(NOW)
    assert await archive.generation.why_held() is None


async def test_a_file_that_cannot_be_read_is_a_sentence(archive: Archive):
    beside(archive).mkdir()
    with pytest.raises(StorageError, match="is a folder"):
        await archive.generation.why_held()


async def test_after_a_restore_a_digest_is_looked_up_until_its_destination_has_caught_up(archive: Archive):
    """Those that came in later too, and for a month at the most."""
    await queue(archive)
    assert [due.restored_since for due in await archive.outbox.due(NOW)] == [None]
    await archive.restores.note(NOW)
    (due,) = await archive.outbox.due(NOW)
    assert due.restored_since is not None
    assert [due.restored_since for due in await archive.outbox.due(NOW + timedelta(days=31))] == [None]
    await archive.restores.caught_up(due, NOW)
    assert [due.restored_since for due in await archive.outbox.due(NOW)] == [None]
