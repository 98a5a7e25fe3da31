"""Every pair of colours that meet on a page can be read: WCAG 2.2 AA in both themes (1.4.3, 1.4.11)."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

TEXT, MARK = 4.5, 3.0
GROUNDS = ("canvas", "surface", "raised", "sunken", "hover", "plain-soft", "accent-soft")
STATES = ("met", "risk", "missed", "paused")
THEMES = ("light", "dark")

Pair = tuple[str, str, float]


def css(name: str) -> str:
    return (Path(settings.BASE_DIR) / "static" / "css" / name).read_text()


def tokens() -> dict[str, tuple[str, str]]:
    """Name -> (light, dark)."""
    found = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", css("tokens.css"))
    values = {name: (light, dark) for name, light, dark in found}
    return values | {"plain-ink": values["ink-2"], "ink-on-fill": ("#ffffff", "#ffffff")}


def pairs() -> list[Pair]:
    meet: list[Pair] = [(ink, ground, TEXT) for ink, ground in product(("ink", "ink-2", "ink-3"), GROUNDS)]
    meet += [("accent", ground, TEXT) for ground in ("canvas", "surface", "raised", "hover", "accent-soft")]
    meet += [("ink-on-fill", ground, TEXT) for ground in ("accent-fill", "accent-fill-hover")]
    meet += [("canvas", "ink", TEXT), ("plain-ink", "plain-soft", TEXT), ("plain-fill", "surface", MARK)]
    for state in STATES:
        grounds = ("canvas", "surface", "hover", f"{state}-soft", "accent-soft")
        meet += [(f"{state}-ink", ground, TEXT) for ground in grounds]
        meet += [(f"{state}-fill", ground, MARK) for ground in ("canvas", "surface", "accent-soft")]
    edges = product(("line-control", "focus"), ("canvas", "surface", "raised"))
    return meet + [(edge, ground, MARK) for edge, ground in edges]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits[:6]
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_of_tokens_can_be_read(theme: str) -> None:
    values, place = tokens(), THEMES.index(theme)
    weak = [
        (ink, ground, round(contrast(values[ink][place], values[ground][place]), 2))
        for ink, ground, least in pairs()
        if contrast(values[ink][place], values[ground][place]) < least
    ]
    assert not weak


@pytest.mark.parametrize(("step", "ink"), [(1, "ink"), (2, "ink"), (3, "ink"), (4, "surface")])
def test_the_figures_of_the_heat_map_can_be_read(step: int, ink: str) -> None:
    values = tokens()
    rule = rf"\.h{step} a \{{\s*background: var\(--heat-{step}\);" + (
        r"\s*color: var\(--surface\)" if ink == "surface" else r"\s*\}"
    )
    assert re.search(rule, css("insights.css"))
    for ground, words in zip(values[f"heat-{step}"], values[ink], strict=True):
        assert contrast(ground, words) >= TEXT


def test_the_check_itself_knows_black_from_white() -> None:
    assert round(contrast("#000", "#ffffff"), 1) == 21.0
