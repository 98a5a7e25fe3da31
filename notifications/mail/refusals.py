"""What a failed attempt means, in words for whoever sets the mail server up."""

from collections.abc import Mapping

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

WORDS: Mapping[str, LazyText] = {
    "unreachable": _("The server does not answer. Correct host and port in EMAIL_URL, or open the way."),
    "timed_out": _("The server took too long to answer. Correct host and port, or try again later."),
    "connection_lost": _("The server hung up. It may want encryption: ?tls=1 or smtps:// in EMAIL_URL."),
    "server_unsuitable": _("The server does not offer what EMAIL_URL asks for, encryption or a sign-in."),
    "unsendable": _("The address of sender or recipient cannot be written into a mail."),
    "server_535": _("The server refused user or password. Correct them in EMAIL_URL."),
}
ANY_SERVER = _("The server refused us ({code}).")
ANY_MAIL = _("The server refused this mail ({code}). It may not know sender or recipient.")


def refusal_words(code: str) -> str:
    """The sentence for a `DeliveryError.code`."""
    if code in WORDS:
        return str(WORDS[code])
    kind, _line, number = code.partition("_")
    return str(ANY_SERVER if kind == "server" else ANY_MAIL).format(code=number or code)
