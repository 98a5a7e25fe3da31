"""Keeping customers, products, purchases and contracts, and who changed what (B2.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.locks import lock_registry
from accounts.models import Contract, Customer, Product, Purchase, RecordChange, RecordKind
from accounts.policies import registry
from accounts.selectors.records import MODELS
from core.actors import Actor
from core.errors import BadInput, Conflict

Record = Customer | Product | Purchase | Contract
Kept = TypeVar("Kept", Customer, Product, Purchase, Contract)
Changes = dict[str, list[str]]

KIND_OF: Mapping[type[Record], RecordKind] = {model: kind for kind, model in MODELS.items()}
LEFT_OUT = frozenset({"id", "created_at"})


class ChangedMeanwhile(Conflict):
    code = "changed_meanwhile"
    message = _("Somebody else changed this while you were writing. Look at what changed, then save again.")


@dataclass(frozen=True, slots=True)
class Covered:
    """What a contract covers by name."""

    products: tuple[Product, ...] = ()
    purchases: tuple[Purchase, ...] = ()

    def put_on(self, contract: "Record") -> None:
        if isinstance(contract, Contract):
            contract.products.set(self.products)
            contract.purchases.set(self.purchases)


@transaction.atomic
def save_record(
    *, actor: Actor, record: Kept, seen: int = 0, covered: Covered | None = None, now: datetime
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
    stored = type(record).objects.filter(pk=record.pk).first()
    before = values_of(stored) | covered_by(stored) if stored else {}
    _check(record)
    record.save()
    if covered is not None:
        covered.put_on(record)
    changes = differences(before, values_of(record) | covered_by(record))
    if changes or not before:
        note_changes([(record, changes)], actor=actor, now=now)
    return record


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


def _check(record: Record) -> None:
    try:
        record.full_clean()
    except ValidationError as error:
        fields = {name: list(texts) for name, texts in error.message_dict.items() if name != NON_FIELD_ERRORS}
        rest = error.message_dict.get(NON_FIELD_ERRORS, [])
        raise BadInput(fields=fields | ({"": rest} if rest else {})) from error


def values_of(record: Record) -> dict[str, str]:
    """Every column in words for the history: dates as ISO, what it points to by its name and number."""
    fields = record._meta.concrete_fields  # noqa: SLF001 - Django's public name
    return {f.name: _words(getattr(record, f.name)) for f in fields if f.name not in LEFT_OUT}


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
