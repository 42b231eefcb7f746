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


@pytest.mark.parametrize("way", ["environment", "file"])
@pytest.mark.parametrize(
    ("written", "read"),
    [('"/data/p.db"', "/data/p.db"), ("'/data/p.db'", "/data/p.db"), (" /data/p.db ", "/data/p.db"),
     ("~/p.db", "/home/mina/p.db"), ('"~/p.db"', "/home/mina/p.db"), ("${HOME}/p.db", "/home/mina/p.db"),
     ('""', "data/paperboy.db"), ("''", "data/paperboy.db"), ("", "data/paperboy.db")],
)  # fmt: skip
def test_a_value_is_read_as_a_shell_reads_it(
    here: Path, monkeypatch: pytest.MonkeyPatch, way: str, written: str, read: str
):
    """Also out of the environment: `docker run --env-file` passes quotes and ~ on."""
    monkeypatch.setenv("HOME", "/home/mina")
    if way == "environment":
        monkeypatch.setenv("PAPERBOY_DATABASE", written)
    else:
        (here / ".env").write_text(f"PAPERBOY_DATABASE={written}\n")
    assert load().database == Path(read)


@pytest.mark.parametrize(
    "written", ['"abc.def"', "'abc.def'", "Bot abc.def", '"Bot abc.def"', "abc.def\r", " abc.def "]
)
def test_a_token_is_read_however_it_was_pasted(monkeypatch: pytest.MonkeyPatch, written: str):
    monkeypatch.setenv("PAPERBOY_DISCORD_TOKEN", written)
    token = load().discord_token
    assert token is not None
    assert token.get_secret_value() == "abc.def"


def test_quotes_and_commas_of_every_kind_of_setting_are_read(monkeypatch: pytest.MonkeyPatch):
    for name, value in {
        "PRIVATE_HOSTS": '"a.test, b.test"', "METADATA": '"false"', "TICK_SECONDS": "'5'", "WATCH": '""',
        "DISCORD_URL": '"http://127.0.0.1:1"', "PICTURES": "no",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"PAPERBOY_{name}", value)
    settings = load()
    assert settings.private_hosts == ("a.test", "b.test")
    assert (settings.metadata, settings.tick_seconds, settings.watch) == (False, 5, None)
    assert not settings.pictures
    assert str(settings.discord_url) == "http://127.0.0.1:1/"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DISCORD_TOKEN", '"abc.def', "PAPERBOY_DISCORD_TOKEN cannot be used: one quotation mark has no counterpart"),
        ("DATABASE", "/data/p.db'", "PAPERBOY_DATABASE cannot be used: one quotation mark has no counterpart"),
        ("DISCORD_TOKEN", "abc def", "copy it anew"),
        ("DISCORD_TOKEN", "abcdé", "copy it anew"),
        ("DATABASE", "~nobody-of-that-name/p.db", "write the whole path"),
    ],
)
def test_what_cannot_be_read_is_told_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
):
    monkeypatch.setenv(f"PAPERBOY_{name}", value)
    with pytest.raises(SettingsError, match=sentence) as told:
        load()
    assert value not in str(told.value)
    assert told.value.__cause__ is None


@pytest.mark.parametrize("content", [b"PAPERBOY_WATCH=\xff\xfe\n", "PAPERBOY_WATCH=x\n".encode("utf-16"), b"A=\xe9\n"])
def test_an_env_file_that_is_not_utf8_gets_a_sentence(here: Path, content: bytes):
    (here / ".env").write_bytes(content)
    with pytest.raises(SettingsError, match=r"\.env is not UTF-8 text \(byte \d+\): save it as UTF-8"):
        load()


def test_an_env_file_with_a_byte_order_mark_is_read(here: Path):
    """As Windows editors write it."""
    (here / ".env").write_bytes(b"\xef\xbb\xbfPAPERBOY_WATCH=issues\r\n")
    assert load().watch == Path("issues")


def test_an_env_file_that_is_a_folder_gets_a_sentence(here: Path):
    """Docker makes one where it is told to mount a file that is not there."""
    (here / ".env").mkdir()
    with pytest.raises(SettingsError, match=r"\.env is a folder: put a file in its place"):
        load()
