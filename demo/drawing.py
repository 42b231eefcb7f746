"""`make pictures`: draws the logo's sizes and the sample issues' pictures anew (needs Chromium).

Every picture is own work: an SVG text made here, rendered to a PNG file.
"""

import asyncio
import colorsys
import io
import itertools
import math
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, async_playwright

from demo.documents import PICTURES

LOGO = Path(__file__).parents[1] / "docs" / "images" / "logo.svg"
BRAND = Path(__file__).parents[1] / "bot" / "cli" / "brand"
ACCENT, INK, PAPER = "#e8a33d", "#15161d", "#fbf3e4"
COLORS = 160  # enough for a gradient, and a third of the size
WIDE, SQUARE = (1000, 360), (400, 400)  # pixels of a hero picture, and of a thumbnail


async def draw() -> None:
    """Write all pictures; every run gives the same ones."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        logo = LOGO.read_text(encoding="utf-8")
        await render(browser, logo, (512, 512), BRAND / "avatar.png")
        await render(browser, banner(logo), (680, 240), BRAND / "banner.png")
        for name, (size, body) in drawings().items():
            await render(browser, svg(size, body), size, PICTURES / f"{name}.png")
        await browser.close()


async def render(browser: Browser, picture: str, size: tuple[int, int], path: Path) -> None:
    """Write an SVG text as a PNG file of `size` pixels."""
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
    await page.set_content(f"<style>*{{margin:0}}svg{{display:block;width:100vw;height:100vh}}</style>{picture}")
    drawn = Image.open(io.BytesIO(await page.screenshot()))
    await page.close()
    drawn.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)


def svg(size: tuple[int, int], body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}">{body}</svg>'


def banner(logo: str) -> str:
    """The logo's plane at the end of a dotted flight path."""
    path = "M-10 212 C 120 90, 190 250, 320 150 S 470 130, 520 112"
    plane = logo[logo.index("<path d=") : logo.index("</svg>")].replace("url(#page)", "url(#sheet)")
    sheet = '<clipPath id="sheet"><path d="M64 250 452 84 212 318z"/></clipPath>'
    return svg(
        (680, 240),
        f'<rect width="680" height="240" fill="{INK}"/>{sheet}{"".join(_stars(680, 240, 46))}'
        f'<path d="{path}" fill="none" stroke="{ACCENT}" stroke-width="3" stroke-dasharray="2 12" '
        f'stroke-linecap="round" opacity=".8"/><g transform="translate(494 8) scale(.36)">{plane}</g>',
    )


def drawings() -> dict[str, tuple[tuple[int, int], str]]:
    """All pictures of the sample issues by name, with their size and what is in them."""
    return {
        "issue-attention": (WIDE, sky("#1d2352", ACCENT) + "".join(tiles(WIDE, 20, 8, 7))),
        "issue-preferences": (WIDE, sky("#10313b", "#3fb59b") + "".join(waves(WIDE, 13, 26))),
        "issue-pixels": (WIDE, sky("#3a1430", "#f0805a") + "".join(scatter(WIDE, 420, 3))),
        "issue-weather": (WIDE, sky("#14213d", "#58a6d8") + "".join(globe((740, 190), 230))),
        "attention": (SQUARE, sky("#1d2352", "#7a5cc7") + "".join(tiles(SQUARE, 8, 8, 2))),
        "state-space": (SQUARE, sky("#3a1430", "#f0805a") + "".join(waves(SQUARE, 9, 20))),
        "weather": (SQUARE, sky("#14213d", "#58a6d8") + "".join(globe((200, 200), 150))),
        "language-and-image": (SQUARE, sky("#10313b", "#3fb59b") + "".join(pairs())),
        "noise": (SQUARE, sky("#22242e", ACCENT) + "".join(scatter(SQUARE, 260, 9))),
        "layers": (SQUARE, sky("#2a1b45", "#d8688f") + "".join(network())),
    }


def sky(dark: str, light: str) -> str:
    """A background that goes from dark to light."""
    return (
        f'<defs><linearGradient id="sky" x1="0" y1="0" x2="1" y2=".6"><stop offset="0" stop-color="{dark}"/>'
        f'<stop offset="1" stop-color="{light}"/></linearGradient></defs>'
        '<rect width="100%" height="100%" fill="url(#sky)"/>'
    )


def _stars(width: int, height: int, number: int) -> Iterator[str]:
    dice = random.Random(7)  # noqa: S311 - no secret
    for _ in range(number):
        x, y, r = dice.uniform(0, width), dice.uniform(0, height), dice.uniform(0.6, 1.8)
        yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="{PAPER}" opacity="{dice.uniform(0.2, 0.6):.2f}"/>'


def tiles(size: tuple[int, int], columns: int, rows: int, seed: int) -> Iterator[str]:
    """A matrix of attention: what is near the diagonal is bright."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    width, height = size[0] / columns, size[1] / rows
    for column in range(columns):
        for row in range(rows):
            distance = abs(column / (columns - 1) - row / (rows - 1))
            light = math.exp(-5 * distance) * dice.uniform(0.45, 1) + dice.uniform(0, 0.09)
            x, y = column * width + width * 0.1, row * height + height * 0.1
            yield (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width * 0.8:.1f}" height="{height * 0.8:.1f}" '
                f'rx="{width * 0.12:.1f}" fill="{PAPER}" opacity="{min(light, 0.95):.2f}"/>'
            )


def waves(size: tuple[int, int], lines: int, height: float) -> Iterator[str]:
    """States that carry a signal on, one line after the other."""
    for line in range(lines):
        y = size[1] * (line + 0.5) / lines
        points = [
            (x, y + height * math.sin(x / size[0] * 9 + line * 0.55) * math.sin(math.pi * x / size[0]))
            for x in range(0, size[0] + 1, 8)
        ]
        path = "M" + " ".join(f"{x} {value:.1f}" for x, value in points)
        opacity = 0.25 + 0.6 * math.sin(math.pi * (line + 0.5) / lines)
        yield f'<path d="{path}" fill="none" stroke="{PAPER}" stroke-width="3" opacity="{opacity:.2f}"/>'


def globe(middle: tuple[int, int], radius: int) -> Iterator[str]:
    """A mesh around the globe, and the wind over it."""
    x, y = middle
    yield f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{INK}" opacity=".35"/>'
    for step in range(1, 7):
        inner = radius * math.sin(math.pi * step / 14)
        for rx, ry in ((inner, radius), (radius, inner)):
            yield (
                f'<ellipse cx="{x}" cy="{y}" rx="{rx:.0f}" ry="{ry:.0f}" fill="none" stroke="{PAPER}" '
                'stroke-width="1.6" opacity=".5"/>'
            )
    for turn in range(5):
        reach = radius * (1.1 + turn * 0.16)
        yield (
            f'<path d="M{x - reach:.0f} {y + 40 - turn * 34} q {reach / 2:.0f} {-90 + turn * 12} {reach:.0f} 0 '
            f't {reach:.0f} {-30 + turn * 8}" fill="none" stroke="{ACCENT}" stroke-width="4" '
            f'stroke-linecap="round" opacity="{0.85 - turn * 0.13:.2f}"/>'
        )


def scatter(size: tuple[int, int], number: int, seed: int) -> Iterator[str]:
    """Noise on the left that becomes a circle on the right."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    x, y, radius = size[0] * 0.68, size[1] / 2, size[1] * 0.32
    for index in range(number):
        angle = 2 * math.pi * index / number
        order = dice.random() ** 0.6
        at = (
            order * (x + radius * math.cos(angle)) + (1 - order) * dice.uniform(0, size[0]),
            order * (y + radius * math.sin(angle)) + (1 - order) * dice.uniform(0, size[1]),
        )
        red, green, blue = (int(255 * part) for part in colorsys.hsv_to_rgb(0.1, 0.55 * order, 1))
        yield (
            f'<circle cx="{at[0]:.0f}" cy="{at[1]:.0f}" r="{2 + 4 * order:.1f}" '
            f'fill="rgb({red},{green},{blue})" opacity="{0.3 + 0.6 * order:.2f}"/>'
        )


def pairs() -> Iterator[str]:
    """Texts on the left, images on the right, and which belong together."""
    for left, right in enumerate((2, 0, 3, 1)):
        y, to = 70 + left * 86, 70 + right * 86
        yield f'<path d="M170 {y} C 220 {y} 220 {to} 270 {to}" fill="none" stroke="{ACCENT}" stroke-width="5"/>'
        for line, length in enumerate((110, 84)):
            yield (
                f'<rect x="{160 - length}" y="{y - 16 + line * 20}" width="{length}" height="11" rx="5" '
                f'fill="{PAPER}" opacity="{0.95 - line * 0.3}"/>'
            )
        yield f'<rect x="276" y="{to - 30}" width="66" height="60" rx="10" fill="{PAPER}" opacity=".9"/>'
        yield f'<circle cx="{300 + right * 5}" cy="{to - 6}" r="{8 + right * 3}" fill="{INK}" opacity=".55"/>'


def network() -> Iterator[str]:
    """Layers of units, all joined."""
    layers = [[(70 + 87 * index, 200 + 62 * (n - (size - 1) / 2)) for n in range(size)] for index, size in
              enumerate((3, 5, 5, 2))]  # fmt: skip
    for before, after in itertools.pairwise(layers):
        for a in before:
            for b in after:
                yield (
                    f'<path d="M{a[0]} {a[1]:.0f} L{b[0]} {b[1]:.0f}" stroke="{PAPER}" stroke-width="1.5" '
                    'opacity=".35"/>'
                )
    for x, y in (unit for layer in layers for unit in layer):
        yield f'<circle cx="{x}" cy="{y:.0f}" r="16" fill="{PAPER}"/>'


if __name__ == "__main__":
    asyncio.run(draw())
