"""Line icons as inline SVG, from the lucide set, plus the few of our own."""

import re
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

HEAD = '<svg class="ico" viewBox="0 0 24 24" aria-hidden="true">'
OWN = {
    # two strokes: the set's hollow bars close up at this size
    "pause": '<path d="M9 5v14M15 5v14"/>',
    # a tick with an exclamation mark: kept, but late
    "late": '<path d="M15 6 7 16l-4-4"/><path d="M20 5v8M20 18v.01"/>',
}


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """The icon `name` (lucide.dev lists them), hidden from screen readers; raises for an unknown name.

    Words stand beside it, always: an icon says nothing alone. Its strokes are the stylesheet's.
    """
    drawing = OWN.get(name) or _drawing(str(lucide(name)))
    return mark_safe(f"{HEAD}{drawing}</svg>")  # noqa: S308 - constants of ours and of the icon set


def _drawing(svg: str) -> str:
    """What stands between `<svg ...>` and `</svg>`, without white space between the elements."""
    inner = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    return re.sub(r"\s*\n\s*", "", inner).replace(" />", "/>")
