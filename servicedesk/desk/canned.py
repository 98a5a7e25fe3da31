"""Canned replies in the editor: called by "/", or chosen on a page of their own."""

from django import forms

from notifications.mail.recipients import customer_of
from servicedesk.desk.filters import number_of
from servicedesk.desk.requests import DeskRequest
from tickets.models import Ticket
from tickets.selectors.canned import Offer, offers_for

CALLED = {"data-canned": "", "aria-autocomplete": "list", "aria-controls": "canned"}


def offers_of(request: DeskRequest, ticket: Ticket, words: str = "") -> list[Offer]:
    """Those that say `words`, in the customer's language."""
    language = customer_of(ticket).language
    return offers_for(request.actor, ticket, language=language, words=words)


def chosen(request: DeskRequest, ticket: Ticket) -> str:
    """The words of the one that the address names."""
    wanted = number_of(request.GET.get("canned"), 0)
    offers = offers_of(request, ticket) if wanted else []
    return next((offer.text for offer in offers if offer.pk == wanted), "")


def offer_canned(form: forms.Form, text: str) -> None:
    """Let "/" call them where `form` is written; `text` is one that was chosen already."""
    field = form.fields["text"]
    field.widget.attrs |= CALLED
    if text:
        begun = form.get_initial_for_field(field, "text")
        form.initial["text"] = f"{begun}\n\n{text}" if begun else text
