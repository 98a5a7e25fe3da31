"""Which language a page is in: what somebody chose, what the browser asks for, the house's."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from accounts.selectors.company import company


def language_for_a_stranger(request: HttpRequest) -> str:
    """The switch of this browser, else the first it asks for that we speak, else the house's."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    for wish, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(wish)
        except LookupError:
            continue
    return company().language


def speak(request: HttpRequest, language: str) -> None:
    """From here on this request is answered in `language`."""
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()
