from dataclasses import asdict, dataclass, fields
from datetime import datetime

from django.db.models import CharField, QuerySet

from accounts.models import Customer
from core.prepared import Given, Prepared
from core.rows import insert_rows


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
    known = asdict(facts) | {"email": facts.email.lower()}
    return SAME.first(**known) or _add(Customer(**known, created_at=now))


def _add(customer: Customer) -> Customer:
    insert_rows([customer])
    return customer


def _same() -> QuerySet[Customer]:
    names = [field.name for field in fields(CustomerFacts)]
    return Customer.objects.filter(**{name: Given(name, CharField()) for name in names}).order_by("pk")[:1]


SAME = Prepared(_same)
