"""A reader's own digests: begun, paused, resumed and ended by one press on a digest of any age."""

from bot.ui.custom_ids import GetByDirectMessage, PauseOwn, ResumeOwn, StopOwn
from storage.subscriptions.records import Subscription
from tests.bot import raw
from tests.bot.conftest import Scene, custom_ids
from tests.reading import text_of

GET, PAUSE, RESUME, STOP = (one.build() for one in (GetByDirectMessage(), PauseOwn(), ResumeOwn(), StopOwn()))


async def press(scene: Scene, custom_id: str) -> str:
    """The reader presses a button of a digest; what they read."""
    answer = await raw.press(scene, scene.reader, custom_id)
    assert answer is not None
    assert answer.ephemeral
    return text_of(answer)


async def only(scene: Scene) -> Subscription:
    (one,) = await scene.archive.subscriptions.all()
    return one


async def test_one_press_subscribes_whoever_presses(scene: Scene):
    assert "will come to your direct messages **as soon as it is out**" in await press(scene, GET)
    await scene.publish(9)
    await scene.tick()
    assert "Week 9" in text_of(scene.reader_dm.last_message)


async def test_whoever_gets_it_already_is_told_when_it_comes_next(scene: Scene):
    await scene.slash(scene.reader, "subscribe", day="mon", format="compact")
    text = await press(scene, GET)
    assert "You get it by direct message already, **every Monday at 09:00 (UTC)**" in text
    assert "Next time: <t:" in text
    assert (await only(scene)).format == "compact"


async def test_pause_and_resume_work_years_later(scene: Scene):
    """And change nothing else."""
    await scene.slash(scene.reader, "subscribe", day="mon")
    await scene.restart()
    assert "until you resume" in await press(scene, PAUSE)
    assert (await only(scene)).is_paused
    assert "until you resume" in await press(scene, PAUSE)
    assert "comes to your direct messages again, **every Monday" in await press(scene, RESUME)
    assert not (await only(scene)).is_paused


async def test_a_paused_reader_who_presses_get_it_by_dm_gets_it_again_as_it_was(scene: Scene):
    await scene.slash(scene.reader, "subscribe", day="mon", format="compact")
    await press(scene, PAUSE)
    assert "now comes to your direct messages **every Monday" in await press(scene, GET)
    one = await only(scene)
    assert (one.is_paused, one.format) == (False, "compact")


async def test_stop_ends_it_and_offers_the_way_back(scene: Scene):
    await scene.slash(scene.reader, "subscribe")
    stopped = await raw.press(scene, scene.reader, STOP)
    assert "No more digests come to your direct messages" in text_of(stopped)
    assert custom_ids(stopped) == [GET]
    assert await scene.archive.subscriptions.all() == ()
    for custom_id in (PAUSE, RESUME, STOP):
        assert "No digest comes to your direct messages any more" in await press(scene, custom_id)


async def test_one_persons_buttons_do_not_reach_anothers_digests(scene: Scene):
    await scene.slash(scene.admin, "subscribe")
    for custom_id in (PAUSE, STOP):
        await press(scene, custom_id)
    assert not (await only(scene)).is_paused
