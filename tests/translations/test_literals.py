"""People read no text that bypasses the catalogues."""

from pathlib import Path

import pytest

from tests.translations.literals import Literal, untranslated
from tests.translations.messages import ROOT, sources

NOTICE = ROOT / "bot" / "delivery" / "suspension_notice.py"
"""The one text that delivery writes to people. Its other literals are for the log."""

CHECKED = [
    path for path in sources() if path == NOTICE or (path.is_relative_to(ROOT / "bot") and "delivery" not in path.parts)
]
"""Where literals must go through the catalogues. The errors of newsletter are message ids themselves."""

ALLOWED = {
    ("bot/features/paper/view.py", "BibTeX"),  # names
    ("bot/features/paper/view.py", "arXiv HTML"),
    ("bot/ui/errors.py", "answered too late"),  # for the log
    ("bot/ui/errors.py", "answered before"),
    ("bot/ui/page.py", "a little room"),  # names a value for whoever debugs
}


@pytest.mark.parametrize("path", CHECKED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_people_read_nothing_that_cannot_be_translated(path: Path):
    place = path.relative_to(ROOT).as_posix()
    found = list(untranslated(path.read_text(encoding="utf-8")))
    assert [each for each in found if (place, each.text) not in ALLOWED] == []


def test_every_exception_is_needed():
    """What is no longer in the source leaves the list."""
    found = {
        (path.relative_to(ROOT).as_posix(), each.text) for path in CHECKED for each in untranslated(path.read_text())
    }
    assert found >= ALLOWED


@pytest.mark.parametrize(
    "source",
    [
        'raise RequestError("gone")',
        'raise RequestError(f"There is no {thing}")',
        'notice(f"{count} found")',
        'button("Read", custom_ids.open_card(1))',
        'ui.Select(placeholder="Open an issue …", custom_id="open-issue")',
        'lines.append("None so far")',
        'LABELS = {1: "Approve"}',
        '_(f"{count} found")',
        "text = f\"**{_('Also in')}**\"",
        'def f(x):\n    kind, _, rest = x\n    return _("Gone")',
    ],
)
def test_a_text_that_bypasses_the_catalogues_is_found(source: str):
    assert len(list(untranslated(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        '"""What a module does."""',
        'raise RequestError(_("There is no {thing}").format(thing=thing))',
        'button(_("Read"), f"card:{entry}")',
        'log.warning("not done", reason="A reason")',
        '@app_commands.command(description="The newest issue")\ndef latest(): ...',
        'found = re.compile("[A-Z] of it")',
        'GONE = gettext_noop("Gone")',
        'state == "sent"',
    ],
)
def test_what_nobody_reads_and_what_is_marked_is_left_alone(source: str):
    assert list(untranslated(source)) == []


def test_a_text_is_told_with_its_line():
    assert list(untranslated('x = 1\nnotice("Gone")')) == [Literal(2, "Gone")]
