import re
from typing import Any

from django.contrib.staticfiles.finders import find
from django.urls import reverse


def test_page_loads_only_files_of_our_own(nobody: Any, db: None) -> None:
    answer = nobody.get(reverse("api:docs"))
    page = answer.content.decode()
    assert "Content-Security-Policy" in answer.headers
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+=|\sstyle=", page)
    for address in re.findall(r'(?:src|rel="[a-z]+" href)="([^"]+)"', page):
        assert address.startswith("/static/"), address
        assert find(address.removeprefix("/static/"))


def test_page_says_where_the_plain_description_is(nobody: Any, db: None) -> None:
    page = nobody.get(reverse("api:docs")).content.decode()
    assert f'data-schema="{reverse("api:schema")}"' in page
