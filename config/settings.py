"""The settings: environment variables with the prefix PAPERBOY_, also from a file `.env`."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, HttpUrl, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what was expected."""


class Settings(BaseSettings):
    """Everything an operator may set; the defaults run a small bot out of its checkout."""

    model_config = SettingsConfigDict(
        env_prefix="PAPERBOY_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
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
    tick_seconds: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="how often deliveries and the watched folder are looked at, in seconds",
    )

    @field_validator("private_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The hosts that may be private: those that are named, and the stand-in for arXiv, if there is one."""
        return (*self.private_hosts, *((self.arxiv_url.host or "",) if self.arxiv_url else ()))

    @property
    def catalog(self) -> Path | None:
        """The file of sources: the one that is set, else `sources.toml` in the working directory, if it is there."""
        if self.sources is not None:
            return self.sources
        beside = Path("sources.toml")
        return beside if beside.is_file() else None


def load() -> Settings:
    """Read the settings from the environment and `.env`.

    Raises SettingsError with one sentence that names the variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "PAPERBOY_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name} cannot be used: {first['msg'][:1].lower()}{first['msg'][1:]}.") from error
