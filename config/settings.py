"""Settings from environment variables with the prefix PAPERBOY_ and from a `.env` file.

Quotes and `~` in values are handled here, because `docker run --env-file` passes them on unchanged.
"""

import os
import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, HttpUrl, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticUseDefault
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ENV_FILE = ".env"


class SettingsError(Exception):
    """A setting is invalid. The message names it and says what is expected."""


class Settings(BaseSettings):
    """All settings. The defaults run a small bot from a checkout."""

    model_config = SettingsConfigDict(
        env_prefix="PAPERBOY_",
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    discord_token: SecretStr | None = Field(None, description="the bot's token from Discord's developer portal")
    discord_url: HttpUrl | None = Field(
        None,
        description="base url of a stand-in for Discord, e.g. http://127.0.0.1:8765; unset: Discord itself",
    )
    database: Path = Field(Path("data/paperboy.db"), description="the archive, one SQLite file")
    watch: Path | None = Field(None, description="a folder whose issues are ingested as they appear")
    sources: Path | None = Field(
        None, description="where issues come from, see docs/sources.md; unset: sources.toml here, if there is one"
    )
    private_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="hosts that may be fetched although they are not on the open internet, parted by commas"
    )
    arxiv_url: HttpUrl | None = Field(
        None, description="base url of a stand-in for the arXiv API, for tests; unset: arXiv itself"
    )
    metadata: bool = Field(True, description="whether arXiv is asked for official titles, authors and abstracts")
    pictures: bool = Field(True, description="whether digests show pictures, whose addresses are checked first")
    owner_server: int | None = Field(
        None,
        gt=0,
        lt=2**63,
        description="id of the only server that is offered the commands for the owners; unset: all administrators are",
    )
    tick_seconds: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="how often deliveries and the watched folder are looked at, in seconds",
    )

    @field_validator("discord_token", mode="before")
    @classmethod
    def _read_token(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        token = value.removeprefix("Bot ").strip()
        if not re.fullmatch(r"[\x21-\x7e]*", token):
            raise ValueError("it has characters that no token has: copy it anew from the Bot page of your application")
        return token

    @field_validator("database", "watch", "sources", mode="after")
    @classmethod
    def _expand(cls, path: Path | None) -> Path | None:
        """Expand `~` and environment variables."""
        if path is None:
            return None
        try:
            return Path(os.path.expandvars(path)).expanduser()
        except RuntimeError as error:
            raise ValueError("~ stands for no folder here: write the whole path") from error

    @field_validator("private_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value

    @field_validator("*", mode="before")
    @classmethod
    def _unquote(cls, value: object) -> object:
        """Strip white space and one pair of quotes. An empty value counts as unset.

        Defined last, because pydantic calls `before` validators in reverse order.
        """
        if not isinstance(value, str):
            return value
        text = value.strip()
        for quote in "\"'":
            if text.startswith(quote) or text.endswith(quote):
                if len(text) < 2 or text[0] != text[-1]:
                    raise ValueError("one quotation mark has no counterpart: remove it")
                text = text[1:-1].strip()
                break
        if not text:
            raise PydanticUseDefault
        return text

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The hosts that may have private addresses: PAPERBOY_PRIVATE_HOSTS and the host of PAPERBOY_ARXIV_URL."""
        return (*self.private_hosts, *((self.arxiv_url.host or "",) if self.arxiv_url else ()))

    @property
    def catalog(self) -> Path | None:
        """The configured sources file, else `sources.toml` in the working directory if it exists, else None."""
        if self.sources is not None:
            return self.sources
        beside = Path("sources.toml")
        return beside if beside.is_file() else None


def load() -> Settings:
    """Load the settings from the environment and `.env`.

    Raises SettingsError with a sentence that names the variable.
    """
    file = Path(ENV_FILE)
    if file.is_dir():
        raise SettingsError(
            f"{file.absolute()} is a folder: put a file in its place (see .env.example). Docker makes such a folder "
            "where it is told to mount a file that is not there."
        )
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None  # pydantic's message contains the value, which may be secret
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{file.absolute()} is not UTF-8 text (byte {error.start + 1}): save it as UTF-8, in Windows Notepad "
            "under “Save as”, “Encoding”."
        ) from None
    except OSError as error:
        raise SettingsError(f"{file.absolute()} cannot be read: {error.strerror or error}.") from error


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = "PAPERBOY_" + "_".join(str(part) for part in first["loc"]).upper()
    message = first["msg"].removeprefix("Value error, ")
    return f"{name} cannot be used: {message[:1].lower()}{message[1:]}."
