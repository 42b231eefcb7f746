"""python -m bot profile"""

import asyncio
import base64
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.terminal import echo
from bot.logs.redaction import hide
from config.settings import Settings, SettingsError, load

SECONDS = 60.0
IMAGES = Path(__file__).parent / "brand"
MAX_BYTES = 10_000_000
"""Discord's limit of an avatar: https://discord.com/developers/docs/reference#image-data"""

DESCRIPTION = (
    "Delivers a weekly machine-learning newsletter to your channels and direct messages, and searches everything it "
    "ever covered. Start with `/help`."
)


def profile(
    avatar: Annotated[Path, typer.Option(help="The avatar, a PNG file.")] = IMAGES / "avatar.png",
    banner: Annotated[Path, typer.Option(help="The banner of the profile, a PNG file.")] = IMAGES / "banner.png",
    description: Annotated[str, typer.Option(help="What the profile says about the bot.")] = DESCRIPTION,
    name: Annotated[str | None, typer.Option(help="The bot's name; it stays as it is if left out.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be changed.")] = False,
) -> None:
    """Give the bot its avatar, banner and description in Discord; a bot may be running."""
    images = {"avatar": _image(avatar), "banner": _image(banner)}
    changes = [f"avatar {avatar.name}", f"banner {banner.name}", *([f"name {name}"] if name else []), "description"]
    if dry_run:
        echo(f"Would be changed: {', '.join(changes)}.")
        return
    who = asyncio.run(_change(load(), name, images, {"description": description}))
    echo(f"The profile of {who} is changed: {', '.join(changes)}.")


def _image(path: Path) -> str:
    """A file as Discord takes images. Raises SettingsError."""
    if not path.is_file():
        raise SettingsError(f"{path} is not there: name a PNG file.")
    content = path.read_bytes()
    if not content.startswith(b"\x89PNG") or len(content) > MAX_BYTES:
        raise SettingsError(f"{path} is no PNG file below {MAX_BYTES // 1_000_000} MB: name another one.")
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


async def _change(settings: Settings, name: str | None, images: dict[str, str], application: dict[str, str]) -> str:
    """Change the bot's user, then its application; returns the bot's name. Raises SettingsError."""
    import discord  # noqa: PLC0415 - see the docstring of bot.cli

    from bot.delivery.http_trace import Traffic  # noqa: PLC0415
    from bot.gateway.login import StartError, prepare, translated_errors  # noqa: PLC0415
    from bot.gateway.retry import reason_of  # noqa: PLC0415

    token = prepare(settings)
    hide(token)
    what = "The profile is not changed"
    try:
        async with (
            asyncio.timeout(SECONDS),
            discord.Client(intents=discord.Intents.none(), http_trace=Traffic().trace()) as client,
        ):
            with translated_errors(settings):
                await client.login(token)
            assert client.user is not None  # noqa: S101 - logged in
            user: dict[str, Any] = {"username": name or client.user.name, **images}
            changed = await client.http.edit_profile(user)
            what = "Avatar and banner are changed, but not the description"
            await client.http.edit_application_info(reason=None, payload=application)
            return str(changed["username"])
    except StartError as error:
        raise SettingsError(str(error)) from error
    except Exception as error:  # including a malformed answer
        hint = "Discord allows few changes of an avatar an hour: try again later"
        raise SettingsError(f"{what}: {reason_of(error)}. {hint}.") from error
