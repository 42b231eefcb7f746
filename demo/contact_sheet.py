"""Puts the pictures of all screens on one page, a row for each screen and a column for each language."""

import base64
from html import escape
from pathlib import Path

from playwright.async_api import Browser

from demo.scenes import LANGUAGES, SCENES

STYLE = """
  body { margin: 0; padding: 24px; background: #15161d; color: #e9e7e2; font: 16px "Noto Sans", sans-serif; }
  table { border-collapse: collapse; }
  td, th { padding: 10px; vertical-align: top; text-align: left; }
  img { width: 420px; border-radius: 8px; }
"""
WIDTH = 1480  # pixels


async def compose(browser: Browser, folder: Path, target: Path) -> None:
    """Write contact-sheet.png with every picture that is in the folder; one that is missing leaves a gap."""
    page = await browser.new_page(viewport={"width": WIDTH, "height": 800})
    await page.set_content(f"<style>{STYLE}</style><table>{''.join(_rows(folder))}</table>")
    await page.screenshot(path=target / "contact-sheet.png", full_page=True)
    await page.close()


def _rows(folder: Path) -> list[str]:
    head = "<tr><th></th>" + "".join(f"<th>{code}</th>" for code in LANGUAGES) + "</tr>"
    rows = [
        f"<tr><th>{escape(scene.name)}</th>"
        + "".join(f"<td>{_image(folder / f'{scene.name}-{code}.png')}</td>" for code in LANGUAGES)
        + "</tr>"
        for scene in SCENES
    ]
    return [head, *rows]


def _image(path: Path) -> str:
    if not path.exists():
        return ""
    return f'<img src="data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}">'
