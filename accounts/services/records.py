"""Keeping what we sold to whom (B2.2) and how the house is set up (B2.1), and who changed what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.locks import lock_registry
from accounts.models import (
    Branch,
    Company,
    Contract,
    Customer,
    Product,
    Purchase,
    RecordChange,
    RecordKind,
    Skill,
    Team,
    User,
)
from accounts.policies import people, registry
from accounts.selectors.records import MODELS
from accounts.services.house import check_house
from core.actors import Actor
from core.errors import Conflict
from core.rows import check_row

Record = Customer | Product | Purchase | Contract | Company | Branch | Team | User | Skill
Kept = TypeVar("Kept", Customer, Product, Purchase, Contract, Company, Branch, Team, User, Skill)
Changes = dict[str, list[str]]

KIND_OF: Mapping[type[Record], str] = {model: kind for kind, model in MODELS.items()}
LEFT_OUT = frozenset({"id", "created_at", "password", "last_login", "date_joined", "also_serves"})
# What the house keeps of a person; the rest he sets for himself, or signing in notes it.
OF_A_PERSON = frozenset(
    {"name", "email", "role", "department", "branch", "team", "also_serves"}
    | {"language", "spoken", "shifts", "is_active"}
)


class ChangedMeanwhile(Conflict):
    code = "changed_meanwhile"
    message = _("Somebody else changed this while you were writing. Look at what changed, then save again.")


class Attached(Protocol):
    """What hangs on a record in tables of its own: `words` tells what is there now, `put_on` changes it."""

    def words(self, record: Any) -> dict[str, str]: ...

    def put_on(self, record: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Covered:
    """What a contract covers by name."""

    products: tuple[Product, ...] = ()
    purchases: tuple[Purchase, ...] = ()

    def words(self, contract: Contract) -> dict[str, str]:
        return covered_by(contract)

    def put_on(self, contract: Contract) -> None:
        contract.products.set(self.products)
        contract.purchases.set(self.purchases)


@transaction.atomic
def save_record(
    *, actor: Actor, record: Kept, seen: int = 0, attached: Attached | None = None, now: datetime
) -> Kept:
    """Keep `record` with the values it now has, new or changed.

    `seen`: the number of its last change that the writer had before him. Raises NotAllowed, BadInput with
    the fields that are wrong, ChangedMeanwhile.
    """
    kind = KIND_OF[type(record)]
    registry.require(actor, "edit", kind)
    lock_registry()
    if RecordChange.objects.filter(kind=kind, record_id=record.pk, pk__gt=seen).exists():
        raise ChangedMeanwhile
    stored = type(record).objects.select_for_update(no_key=True).filter(pk=record.pk).first()
    if isinstance(stored, User):
        _keep_own(stored, record)
    for person in (stored, record):
        if isinstance(person, User):
            people.require(actor, "set_up", person)
    before = _all_of(stored, attached) if stored else {}
    check_house(record)
    check_row(record)
    record.save()
    if attached is not None:
        attached.put_on(record)
    changes = differences(before, _all_of(record, attached))
    if changes or not before:
        note_changes([(record, changes)], actor=actor, now=now)
    return record


def _keep_own(stored: User, person: Any) -> None:
    """He may have gone off duty or chosen a password since the writer read his record.

    Which language he reads is the house's to say until he has chosen one.
    """
    kept = OF_A_PERSON - {"language"} if stored.has_chosen_language else OF_A_PERSON
    for column in User._meta.concrete_fields:  # noqa: SLF001 - Django's public name
        if column.name not in kept:
            setattr(person, column.attname, getattr(stored, column.attname))


def _all_of(record: Record, attached: Attached | None) -> dict[str, str]:
    return values_of(record) | (attached.words(record) if attached else {})


@transaction.atomic
def revoke_label(*, actor: Actor, purchase_id: int, now: datetime) -> Purchase:
    """Make every label of the purchase printed so far lead nowhere; raises NotAllowed."""
    registry.require(actor, "revoke_label", RecordKind.PURCHASE)
    lock_registry()
    purchase = Purchase.objects.get(pk=purchase_id)
    before = values_of(purchase)
    purchase.label_version += 1
    purchase.save(update_fields=["label_version"])
    note_changes([(purchase, differences(before, values_of(purchase)))], actor=actor, now=now)
    return purchase


def values_of(record: Record) -> dict[str, str]:
    """Every column in words for the history: dates as ISO, what it points to by its name and number."""
    fields = record._meta.concrete_fields  # noqa: SLF001 - Django's public name
    values = {f.name: _words(getattr(record, f.name)) for f in fields if f.name not in LEFT_OUT}
    return values | ({"also_serves": _served(record)} if isinstance(record, User) else {})


def _served(person: User) -> str:
    return listed(Branch.objects.filter(pk__in=person.also_serves))


def _words(value: object) -> str:
    if isinstance(value, models.Model):
        return f"{value} #{value.pk}"
    return "" if value is None else str(value)


def covered_by(record: Record) -> dict[str, str]:
    """What a contract names, for the history."""
    if not isinstance(record, Contract):
        return {}
    return {"products": listed(record.products.all()), "purchases": listed(record.purchases.all())}


def listed(records: Iterable[models.Model]) -> str:
    """The same words for the same things."""
    return ", ".join(sorted({str(record) for record in records}))


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    """Field -> [before, after] of what is not the same; everything is new where there was nothing."""
    return {
        name: [before[name], now] for name, now in after.items() if name in before and before[name] != now
    }


def note_changes(rows: Iterable[tuple[Record, Changes]], *, actor: Actor, now: datetime) -> None:
    """Write down who changed what; a row without changes is a new one."""
    RecordChange.objects.bulk_create(
        [
            RecordChange(
                kind=KIND_OF[type(record)],
                record_id=record.pk,
                actor_kind=actor.kind,
                actor_id=actor.pk,
                actor_name=actor.name,
                changes=changes,
                changed_at=now,
            )
            for record, changes in rows
        ]
    )
