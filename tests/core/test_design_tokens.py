"""Every colour, size of type and distance of the pages comes from one file, `static/css/tokens.css`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TOKENS = ROOT / "static" / "css" / "tokens.css"
SHEETS = sorted({*ROOT.glob("static/css/*.css"), *ROOT.glob("servicedesk/*/static/*/*.css")} - {TOKENS})

COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color|light-dark)a?\(|:[^;:]*\b(?:white|black|gr[ae]y|red|"
    r"green|blue|orange|yellow|purple)\b",
    re.IGNORECASE,
)
# em follows the words around it, pt is paper
TYPE = re.compile(r"\bfont(?:-size)?: *[\d.]+(?:px|rem)")
# up to 3 px is a nudge for the eye; a minus is what an element overlaps
SPACE = re.compile(r"\b(?:padding|margin|gap)[a-z-]*:[^;}]*?(?<![\w.-])(?:[4-9]|\d{2,})px")
SPACE_REM = re.compile(r"\b(?:padding|margin|gap)[a-z-]*:[^;}]*?(?<![\w.-])[\d.]+rem")
# its units are those of the drawing, not of the page
DRAWN = "& text { fill: currentColor; font-size: 11px; font-weight: 600; text-anchor: middle; }"


def declarations(sheet: Path) -> Iterator[str]:
    """The lines of a sheet without its comments."""
    yield from re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL).replace(DRAWN, "").splitlines()


def test_the_sheets_are_found() -> None:
    assert {"components.css", "desk.css", "docs.css", "insights.css"} <= {sheet.name for sheet in SHEETS}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.relative_to(ROOT)))
def test_no_sheet_brings_values_of_its_own(sheet: Path) -> None:
    own = [
        line.strip()
        for line in declarations(sheet)
        if any(rule.search(line) for rule in (COLOUR, TYPE, SPACE, SPACE_REM))
    ]
    assert not own, f"use a token of {TOKENS.name}: {own}"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.relative_to(ROOT)))
def test_every_token_used_is_defined(sheet: Path) -> None:
    known = set(re.findall(r"(--[\w-]+):", TOKENS.read_text()))
    used = set(re.findall(r"var\((--[\w-]+)", sheet.read_text()))
    assert used <= known | set(re.findall(r"(--[\w-]+):", sheet.read_text()))


@pytest.mark.parametrize(
    "line",
    ["color: #fff", "background: white", "fill: rgb(0 0 0)", "font-size: 11px", "gap: 4px", "margin: 0 1rem"],
)
def test_a_value_of_its_own_is_seen(line: str) -> None:
    assert any(rule.search(line) for rule in (COLOUR, TYPE, SPACE, SPACE_REM))
