"""Settings come from the environment or .env, and a wrong one is named."""

from pathlib import Path

import pytest

from config.settings import SettingsError, load


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_set_runs_a_small_bot_out_of_its_folder():
    settings = load()
    assert settings.database == Path("data/paperboy.db")
    assert settings.discord_token is None
    assert settings.watch is None


def test_the_environment_counts_more_than_the_file(here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / ".env").write_text("PAPERBOY_TICK_SECONDS=5\nPAPERBOY_WATCH=issues\nPAPERBOY_DISCORD_TOKEN=\nOTHER=1\n")
    monkeypatch.setenv("PAPERBOY_TICK_SECONDS", "7")
    settings = load()
    assert (settings.tick_seconds, settings.watch, settings.discord_token) == (7, Path("issues"), None)


@pytest.mark.parametrize(
    ("name", "value"), [("TICK_SECONDS", "soon"), ("TICK_SECONDS", "-1"), ("DISCORD_URL", "discord")]
)
def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(f"PAPERBOY_{name}", value)
    with pytest.raises(SettingsError, match=f"PAPERBOY_{name} cannot be used"):
        load()


def test_the_token_does_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAPERBOY_DISCORD_TOKEN", "very-secret")
    assert "very-secret" not in repr(load())
