"""Parts of pages that look the same for the same facts: drawn once, whoever looks and however often."""

from collections.abc import Hashable
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

KEPT, LONGEST = 4096, 1000  # parts, characters of somebody's words


def drawn(template: str, **facts: Hashable) -> SafeString:
    """The template with these facts in the active language; kept, so everything it shows must be among them.

    Facts are values: a model's row is equal to an older one of the same id, and must not be one.
    """
    return _drawn(template, get_language(), tuple(facts.items()))


def drawn_with(words: str, template: str, **facts: Hashable) -> SafeString:
    """The same with `words` that somebody wrote; long ones would fill the memory, and are not kept."""
    if len(words) > LONGEST:
        return render_to_string(template, facts | {"words": words})
    return drawn(template, words=words, **facts)


@lru_cache(maxsize=KEPT)
def _drawn(template: str, _language: str | None, facts: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(template, dict(facts))
