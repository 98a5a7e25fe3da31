from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import BadInput, need


class CustomersWordNeeded(BadInput):
    code = "customers_word_needed"
    message = _("Write down what the customer said, so that everybody can see later what was agreed.")


def require_customers_word(actor: Actor, text: str) -> None:
    """What the customer does himself speaks for itself; whoever records it for him writes down what he said.

    Raises CustomersWordNeeded.
    """
    if not actor.is_customer:
        need(text, CustomersWordNeeded, "text")
