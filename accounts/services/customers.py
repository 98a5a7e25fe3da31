from dataclasses import dataclass
from datetime import datetime

from accounts.models import Customer


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """How a customer names himself and can be reached: e-mail or phone or both."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "en"
    zone: str = ""


def find_or_add_customer(facts: CustomerFacts, *, now: datetime) -> Customer:
    """The customer of the same name and address, else a new one.

    A stranger who types somebody's address must not change or inherit that person's data, so only an exact
    match of name, e-mail, phone, language and zone is the same customer.
    """
    same = Customer.objects.filter(
        name=facts.name,
        email=facts.email.lower(),
        phone=facts.phone,
        language=facts.language,
        zone=facts.zone,
    ).order_by("pk")
    return same.first() or Customer.objects.create(
        name=facts.name,
        email=facts.email.lower(),
        phone=facts.phone,
        language=facts.language,
        zone=facts.zone,
        created_at=now,
    )
