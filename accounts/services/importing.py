"""Bringing a table of rows into the registry: checked first, then whole or not at all (A3.1, B2.2)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.locks import lock_registry
from accounts.models import Contract, RecordKind, TableImport, User
from accounts.policies import registry
from accounts.selectors.imports import NoSuchImport
from accounts.selectors.records import MODELS
from accounts.services.comparing import LISTS, Plan, Planned, plan_of, plans_of
from accounts.services.records import Record, note_changes
from accounts.tables.columns import in_words
from accounts.tables.text import decoded
from core.actors import Actor
from core.errors import BadInput, Conflict
from core.rows import update_rows

# A table holds the personal data of many; its report is of use for a while.
KEPT_FOR = timedelta(days=90)


class RegistryMoved(Conflict):
    code = "registry_moved"
    message = _("Somebody changed the same records at this moment; nothing was brought in. Try again.")


class RowRefused(BadInput):
    code = "row_refused"
    message = _("This cannot be used: {reason}")


def check_table(*, actor: Actor, kind: str, file_name: str, raw: bytes, now: datetime) -> TableImport:
    """Keep the table and say what it would do; the registry stays as it is.

    Raises NotAllowed, NotATable, ColumnsMissing, TableTooLarge.
    """
    registry.require(actor, "import", kind)
    text = decoded(raw)
    made_by = User.objects.get(pk=actor.pk or 0)
    found = TableImport(kind=kind, file_name=file_name[:200], content=text, made_by=made_by, made_at=now)
    _count(found, plans_of(kind, text, now=now))
    found.save()
    return found


@transaction.atomic
def bring_in(*, actor: Actor, import_id: int, now: datetime) -> TableImport:
    """Bring a checked table in, all its usable rows in one transaction; a second time changes nothing.

    The rows are compared anew, with the registry as it is now. Raises NotAllowed, NoSuchImport and
    RegistryMoved.
    """
    lock_registry()
    found = TableImport.objects.select_for_update(of=("self",)).filter(pk=import_id).first()
    if found is None:
        raise NoSuchImport
    registry.require(actor, "import", found.kind)
    if found.done_at is not None:
        return found
    try:
        with transaction.atomic():
            _count(found, _carried_out(found, actor, now))
    except IntegrityError as error:
        raise RegistryMoved from error
    found.done_at = now
    found.save(update_fields=["added", "changed", "unchanged", "rejected", "done_at"])
    return found


@transaction.atomic
def keep_row(*, actor: Actor, kind: str, values: dict[str, Any], now: datetime) -> Record:
    """Keep one row as another system knows it, by its natural key; what it says already changes nothing.

    The same rules as for a table. Raises NotAllowed, RowRefused, RegistryMoved.
    """
    registry.require(actor, "edit", kind)
    lock_registry()
    plan = plan_of(kind, values, now=now)
    for _line, code, data in plan.rejected:
        raise RowRefused(reason=in_words(kind, code, data))
    try:
        with transaction.atomic():
            _carry_out(kind, plan, actor, now)
    except IntegrityError as error:
        raise RegistryMoved from error
    return [*plan.new, *plan.changed, *plan.same][0].record


def forget_imports(*, now: datetime) -> int:
    """Delete the tables uploaded more than ninety days ago; what they brought in stays. Answers how many."""
    deleted, _by_model = TableImport.objects.filter(made_at__lt=now - KEPT_FOR).delete()
    return deleted


def _count(found: TableImport, plans: Iterable[Plan]) -> None:
    found.added = found.changed = found.unchanged = 0
    found.rejected = []
    for plan in plans:
        found.added += len(plan.new)
        found.changed += len(plan.changed)
        found.unchanged += len(plan.same)
        found.rejected += plan.rejected
    found.rejected.sort(key=lambda row: int(row[0]))


def _carried_out(found: TableImport, actor: Actor, now: datetime) -> Iterable[Plan]:
    for plan in plans_of(found.kind, found.content, now=now):
        _carry_out(found.kind, plan, actor, now)
        yield plan


def _carry_out(kind: str, plan: Plan, actor: Actor, now: datetime) -> None:
    model: Any = MODELS[kind]
    model.objects.bulk_create([planned.record for planned in plan.new])
    _update(plan.changed)
    if kind == RecordKind.CONTRACT:
        _name_covered([*plan.new, *plan.changed])
    rows = [(planned.record, planned.changes) for planned in (*plan.new, *plan.changed)]
    note_changes(rows, actor=actor, now=now)


def _update(changed: Sequence[Planned]) -> None:
    columns = {name for planned in changed for name in planned.changes if name not in LISTS}
    update_rows([planned.record for planned in changed], sorted(columns))


def _name_covered(planned: Sequence[Planned]) -> None:
    """Write what contracts name, all of them at once."""
    for name, target in (("products", "product_id"), ("purchases", "purchase_id")):
        link: Any = getattr(Contract, name).through
        named = [one for one in planned if name in one.lists]
        link.objects.filter(contract__in=[one.record.pk for one in named]).delete()
        link.objects.bulk_create(
            [link(contract_id=one.record.pk, **{target: row.pk}) for one in named for row in one.lists[name]]
        )
