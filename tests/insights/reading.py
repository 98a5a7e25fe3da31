"""Reading the dashboard as somebody would: every link that shows a number."""

import re
from collections.abc import Iterator
from html import unescape

from django.test import Client

LINK = re.compile(r'<a\b([^>]*?)href="(/insights/tickets/\?[^"]+)"([^>]*)>(.*?)</a>', re.DOTALL)
LABEL = re.compile(r'aria-label="([^"]+)"')
TAG = re.compile(r"<[^>]+>")


def figures(page: str) -> Iterator[tuple[int, str]]:
    """Each number that is a link, with its address; shares in percent are left out."""
    for before, address, after, inside in LINK.findall(page):
        label = LABEL.search(before + after)
        words = unescape(label.group(1) if label else TAG.sub("", inside))
        if "%" not in words:
            yield (
                int(re.findall(r"\d+", words)[-1] if label else re.findall(r"\d+", words)[0]),
                unescape(address),
            )


def listed(client: Client, address: str) -> list[str]:
    """The ticket numbers of a list, in order, over all its pages."""
    numbers, page = [], 1
    while True:
        text = client.get(f"{address}&page={page}").content.decode()
        numbers += re.findall(r"SR-\d\d-\w+(?=, )", text)
        page += 1
        if f"page={page}" not in text:
            return numbers
