"""A button or select of a message of any age still does what it says: its state comes back from its custom id."""

from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.registry import CONTROLS
from bot.ui.codec import LARGEST, CustomId, InvalidIdError
from bot.ui.control import UNKNOWN
from bot.ui.custom_ids import (
    LATEST_YEAR,
    MOST_PAGES,
    OWN,
    SEARCH_TEXT,
    Change,
    ChangeSubscription,
    ChooseCoverage,
    ChooseSection,
    ChooseSubmissionSection,
    ChooseSubscription,
    DecideImport,
    Decision,
    GetByDirectMessage,
    LookAtSubmission,
    OpenCard,
    OpenEntry,
    OpenIssue,
    OpenSection,
    PauseOwn,
    ReadIssue,
    ReadSubmission,
    Restore,
    ResumeOwn,
    SendLatest,
    Setup,
    SetupAction,
    SetUpHere,
    ShareCard,
    ShareIssue,
    ShareSearch,
    ShareSection,
    ShowBibtex,
    StopOwn,
    TurnHistory,
    TurnIssueList,
    TurnSearch,
    TurnSection,
    TurnSubmission,
    Wish,
)
from bot.ui.custom_ids.setups import LATEST_DAYS
from bot.ui.limits import CUSTOM_ID
from newsletter.model import SectionKind
from newsletter.schedule.weekly import LATE, Weekday, Weekly
from storage.subscriptions.records import DigestChoice
from tests.bot import raw
from tests.bot.conftest import Scene
from tests.reading import text_of

ids = st.integers(0, LARGEST)
pages = st.integers(0, MOST_PAGES)
keys = st.sampled_from(["notes", "contents"]) | st.integers(0, 99).map(str)
searches = (
    pages,
    st.none() | st.sampled_from(SectionKind),
    st.none() | st.integers(1, LATEST_YEAR),
    st.text(max_size=SEARCH_TEXT) | st.text(":p\n", max_size=SEARCH_TEXT),
)
wishes = st.builds(
    Wish,
    st.none() | ids,
    st.none()
    | st.builds(
        Weekly,
        st.sampled_from(Weekday),
        st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        st.sampled_from(["UTC", "UTC+05:30", "America/Argentina/ComodRivadavia", "America/Port-au-Prince"]),
    ),
    st.none() | st.integers(0, LATEST_DAYS).map(lambda days: timedelta(days=days)),
    st.sampled_from(DigestChoice),
    st.none() | st.frozensets(st.sampled_from(SectionKind), min_size=1),
    st.none() | st.integers(1, LARGEST),
)

papers = st.sampled_from(["2102.00554", "0704.0001", "cs/0101001", "cond-mat/9912345"])

STATES: dict[type[CustomId], st.SearchStrategy[CustomId]] = {
    OpenSection: st.builds(OpenSection, ids, st.none() | ids),
    TurnSection: st.builds(TurnSection, ids, keys, pages),
    ReadIssue: st.builds(ReadIssue, ids, st.none() | ids),
    ChooseSection: st.builds(ChooseSection, ids),
    OpenEntry: st.builds(OpenEntry, ids, keys, pages, ids),
    ShareSection: st.builds(ShareSection, ids, keys, pages),
    ShareIssue: st.builds(ShareIssue, ids),
    TurnSearch: st.builds(TurnSearch, *searches),
    ShareSearch: st.builds(ShareSearch, *searches),
    OpenCard: st.builds(OpenCard, ids, st.none() | st.builds(TurnSearch, *searches)),
    ChooseCoverage: st.builds(ChooseCoverage, papers),
    ShareCard: st.builds(ShareCard, ids, st.none() | papers),
    ShowBibtex: st.builds(ShowBibtex, papers),
    SendLatest: st.builds(SendLatest, ids),
    TurnHistory: st.builds(TurnHistory, st.just(OWN) | ids.map(str), pages),
    OpenIssue: st.just(OpenIssue()),
    Restore: st.just(Restore()),
    DecideImport: st.builds(DecideImport, ids, st.sampled_from(Decision)),
    LookAtSubmission: st.builds(LookAtSubmission, ids),
    ReadSubmission: st.builds(ReadSubmission, ids),
    ChooseSubmissionSection: st.builds(ChooseSubmissionSection, ids),
    TurnSubmission: st.builds(TurnSubmission, ids, st.just("notes") | st.integers(0, 99).map(str), pages),
    TurnIssueList: st.builds(TurnIssueList, pages),
    GetByDirectMessage: st.just(GetByDirectMessage()),
    PauseOwn: st.just(PauseOwn()),
    ResumeOwn: st.just(ResumeOwn()),
    StopOwn: st.just(StopOwn()),
    SetUpHere: st.just(SetUpHere()),
    ChooseSubscription: st.just(ChooseSubscription()),
    ChangeSubscription: st.builds(ChangeSubscription, ids, st.sampled_from(Change)),
    Setup: st.builds(Setup, st.sampled_from(SetupAction), wishes),
}

SENT_BEFORE = [
    ("section:12", OpenSection(12)),
    ("section:12:345", OpenSection(12, 345)),
    ("section:12:notes:p0", TurnSection(12, "notes", 0)),
    ("section:12:3:p1", TurnSection(12, "3", 1)),
    ("section:12:contents:p0", TurnSection(12, "contents", 0)),
    ("read:12", ReadIssue(12)),
    ("read:12:345", ReadIssue(12, 345)),
    ("reader:12", ChooseSection(12)),
    ("entry:12:3:p1:77", OpenEntry(12, "3", 1, 77)),
    ("share-section:12:notes:p0", ShareSection(12, "notes", 0)),
    ("share-issue:12", ShareIssue(12)),
    ("search:p0:::pruning", TurnSearch(0, None, None, "pruning")),
    ("search:p4:use_cases:2024:a:b\nc", TurnSearch(4, SectionKind.USE_CASES, 2024, "a:b\nc")),
    ("share:p1:papers::剪枝", ShareSearch(1, SectionKind.PAPERS, None, "剪枝")),
    ("card:77", OpenCard(77)),
    ("card:77:p2:u:2024:a:b\nc", OpenCard(77, TurnSearch(2, SectionKind.USE_CASES, 2024, "a:b\nc"))),
    ("card:77:p0:::剪枝", OpenCard(77, TurnSearch(0, None, None, "剪枝"))),
    ("coverage:2102.00554", ChooseCoverage("2102.00554")),
    ("share-card:77", ShareCard(77)),
    ("share-card:77:cs/0101001", ShareCard(77, "cs/0101001")),
    ("bibtex:2102.00554", ShowBibtex("2102.00554")),
    ("send-latest:1234567890123456789", SendLatest(1234567890123456789)),
    ("history:1234567890123456789:p2", TurnHistory("1234567890123456789", 2)),
    ("history:me:p0", TurnHistory(OWN, 0)),
    ("open-issue", OpenIssue()),
    ("restore-subscriptions", Restore()),
    ("import:5:approve", DecideImport(5, Decision.APPROVE)),
    ("import:5:hold", DecideImport(5, Decision.HOLD)),
    ("import:5:undo", DecideImport(5, Decision.UNDO)),
    ("import:5:drop", DecideImport(5, Decision.DROP)),
    ("look-import:5", LookAtSubmission(5)),
    ("read-import:5", ReadSubmission(5)),
    ("import-section:5", ChooseSubmissionSection(5)),
    ("import-section:5:notes:p2", TurnSubmission(5, "notes", 2)),
    ("issue-list:p3", TurnIssueList(3)),
    ("get-by-dm", GetByDirectMessage()),
    ("pause-own", PauseOwn()),
    ("resume-own", ResumeOwn()),
    ("stop-own", StopOwn()),
    ("set-up-here", SetUpHere()),
    ("choose-subscription", ChooseSubscription()),
    ("subscription:7:edit", ChangeSubscription(7, Change.EDIT)),
    ("subscription:7:pause", ChangeSubscription(7, Change.PAUSE)),
    ("subscription:7:resume", ChangeSubscription(7, Change.RESUME)),
    ("subscription:7:test", ChangeSubscription(7, Change.TEST)),
    ("subscription:7:stop", ChangeSubscription(7, Change.STOP)),
    ("setup:s:12::6:r:::", Setup(SetupAction.SAVE, Wish(12, None, LATE))),
    (
        "setup:x:12:00930::c:3:99:Europe/Berlin",
        Setup(
            SetupAction.CHOOSE_SECTIONS,
            Wish(
                12,
                Weekly(Weekday.MONDAY, time(9, 30), "Europe/Berlin"),
                None,
                DigestChoice.COMPACT,
                frozenset({SectionKind.FEATURED, SectionKind.PAPERS}),
                99,
            ),
        ),
    ),
    (
        "setup:h:me:60900:6:r:::UTC",
        Setup(SetupAction.CHOOSE_HOUR, Wish(None, Weekly(Weekday.SUNDAY, time(9), "UTC"), LATE)),
    ),
]
"""Ids as released versions have sent them. Lines may be added, never changed."""

TOO_LARGE = [
    (OpenSection, f"section:{LARGEST + 1}"),
    (OpenSection, f"section:1:{LARGEST + 1}"),
    (OpenSection, "section:٣"),  # a digit, but none that Paperboy writes
    (TurnSection, f"section:1:0:p{MOST_PAGES + 1}"),
    (ReadIssue, f"read:{LARGEST + 1}"),
    (ChooseSection, f"reader:{LARGEST + 1}"),
    (OpenEntry, f"entry:1:0:p0:{LARGEST + 1}"),
    (OpenEntry, f"entry:1:0:p{MOST_PAGES + 1}:1"),
    (ShareSection, f"share-section:1:0:p{MOST_PAGES + 1}"),
    (ShareIssue, f"share-issue:{LARGEST + 1}"),
    (TurnSearch, f"search:p{MOST_PAGES + 1}:::pruning"),
    (TurnSearch, "search:p0:nothing::pruning"),
    (ShareSearch, f"share:p0::{LATEST_YEAR + 1}:pruning"),
    (OpenCard, f"card:{LARGEST + 1}"),
    (OpenCard, "card:1:p0:x::pruning"),
    (ChooseCoverage, "coverage:2102.0055"),
    (ShareCard, f"share-card:{LARGEST + 1}"),
    (ShareCard, "share-card:1:2102.00554.1"),
    (ShowBibtex, "bibtex:1"),
    (SendLatest, f"send-latest:{LARGEST + 1}"),
    (TurnHistory, f"history:{LARGEST + 1}:p0"),
    (TurnHistory, f"history:me:p{MOST_PAGES + 1}"),
    (DecideImport, f"import:{LARGEST + 1}:drop"),
    (ChangeSubscription, f"subscription:{LARGEST + 1}:stop"),
    (Setup, f"setup:s:{LARGEST + 1}::6:r:::"),
    (Setup, "setup:q:12::6:r:::"),
    (Setup, "setup:s:12:70900:6:r:::UTC"),
    (Setup, "setup:s:12:02460:6:r:::UTC"),
    (Setup, "setup:s:12:00900:6:r:::"),
    (Setup, "setup:s:12::6:z:::"),
    (Setup, "setup:s:12::6:r:32::"),
]


def answering(custom_id: str) -> list[type[CustomId]]:
    """The codecs of the registered controls that Discord's library would give an id to."""
    codecs = [control.codec for control in CONTROLS]  # type: ignore[attr-defined]
    return [codec for codec in codecs if codec.template.fullmatch(custom_id)]


@pytest.mark.parametrize("codec", STATES, ids=lambda codec: codec.__name__)
@settings(max_examples=40)
@given(data=st.data())
def test_each_control_reads_back_what_it_wrote_and_no_other_control_answers(codec: type[CustomId], data: st.DataObject):
    state = data.draw(STATES[codec])
    custom_id = state.build()
    assert len(custom_id) <= CUSTOM_ID
    assert codec.parse(custom_id) == state
    assert answering(custom_id) == [codec]


def test_every_registered_control_has_its_ids_tried_here():
    assert {control.codec for control in CONTROLS} == set(STATES) == {type(state) for _, state in SENT_BEFORE}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("custom_id", "state"), SENT_BEFORE)
def test_ids_of_earlier_versions_are_read_and_still_written_alike(custom_id: str, state: CustomId):
    assert answering(custom_id) == [type(state)]
    assert type(state).parse(custom_id) == state
    assert state.build() == custom_id


@pytest.mark.parametrize(("codec", "custom_id"), TOO_LARGE)
def test_a_value_that_paperboy_never_writes_reaches_its_control_and_is_refused(codec: type[CustomId], custom_id: str):
    assert answering(custom_id) == [codec]
    with pytest.raises(InvalidIdError):
        codec.parse(custom_id)


async def test_whoever_sends_such_a_value_is_told_that_the_control_is_not_known(scene: Scene):
    for _, custom_id in TOO_LARGE:
        assert text_of(await raw.press(scene, scene.reader, custom_id)) == UNKNOWN, custom_id


def test_an_id_that_discord_would_not_take_is_not_built():
    with pytest.raises(ValueError, match="101 characters"):
        TurnSearch(0, None, None, "x" * (CUSTOM_ID + 1 - len("search:p0:::"))).build()
