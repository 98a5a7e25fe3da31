"""The `holidays` package as we ask it: names of a year's holidays in our languages."""

from datetime import date
from typing import Any

import holidays

# Our languages by those of the package, the first that it offers.
LANGUAGES = {"en": ("en_US", "en_GB", "en_HK", "en"), "zh-hans": ("zh_CN",)}

Names = dict[str, str]


def known_regions() -> dict[str, list[str]]:
    """The regions by country code of ISO 3166."""
    return holidays.list_supported_countries(include_aliases=False)


def package(country: str, region: str = "", years: int | list[int] | None = None, language: str = "") -> Any:
    """The package's own table; it maps dates to names."""
    return holidays.country_holidays(
        country, subdiv=region or None, years=years, language=language or None, expand=False
    )


def names_of(country: str, region: str, years: list[int]) -> dict[date, Names]:
    """Each holiday of the years with its names by language."""
    found: dict[date, Names] = {}
    for ours, theirs in _languages(country).items():
        for day, name in sorted(package(country, region, years, theirs).items()):
            found.setdefault(day, {})[ours] = str(name)
    return found


def _languages(country: str) -> dict[str, str]:
    """Our language -> the package's; the country's own where it offers none of ours."""
    table = package(country)
    found = {
        ours: next(name for name in theirs if name in table.supported_languages)
        for ours, theirs in LANGUAGES.items()
        if any(name in table.supported_languages for name in theirs)
    }
    return found or {"en": table.default_language or ""}
