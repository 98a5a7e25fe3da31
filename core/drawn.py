"""Parts of pages that look the same for the same facts: drawn once, whoever looks and however often."""

from collections.abc import Callable, Hashable
from functools import partial

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.once import Once

KEPT, LONGEST = 4096, 1000  # parts, characters of somebody's words
DRAWN: Once[SafeString] = Once(KEPT)


def drawn(template: str, **facts: Hashable) -> SafeString:
    """The template with these facts in the active language; kept, so everything it shows must be among them.

    Facts are values: a model's row is equal to an older one of the same id, and must not be one.
    """
    return drawn_once((template, *facts.items()), partial(render_to_string, template, facts))


def drawn_once(look: Hashable, draw: Callable[[], SafeString], *, words: str = "") -> SafeString:
    """What `draw` made of the same look in the active language; `look` tells everything that it shows.

    `words`: what of it somebody wrote. Long ones would fill the memory, and are not kept.
    """
    if len(words) > LONGEST:
        return draw()
    return DRAWN((get_language(), look, words), draw)
