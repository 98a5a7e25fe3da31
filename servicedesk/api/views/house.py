"""How the house is set up, for other systems: branches, teams, people and skills (B2.1)."""

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import HouseKind, Scope
from accounts.selectors.records import get_record, search, version_of, with_versions
from accounts.services.house import Skilled, fresh
from accounts.services.records import Attached, save_record
from servicedesk.api.filters import StrictFilters
from servicedesk.api.pagination import NewestFirst
from servicedesk.api.permissions import Scopes
from servicedesk.api.serializers import house
from servicedesk.api.versions import require_record_version
from servicedesk.api.views.base import ApiView
from servicedesk.api.views.listing import ListView
from servicedesk.api.views.registry import RecordFilter
from tickets.services.skill_needs import Needs

HOUSE: Scopes = {
    "GET": (Scope.HOUSE_READ,),
    "HEAD": (Scope.HOUSE_READ,),
    "POST": (Scope.HOUSE_READ, Scope.HOUSE_WRITE),
}


class HouseView(ApiView):
    """What list and record of a kind share."""

    scopes: ClassVar[Scopes] = HOUSE
    kind: ClassVar[HouseKind]
    record_class: ClassVar[type[house.HouseSerializer]]

    def keep(self, request: Request, record: Any, seen: int, now: datetime) -> Any:
        """Give the record the values that were sent, and save it as the service does for the page."""
        body = self.record_class(record, data=request.data, partial=record.pk is not None)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        attached = attached_from(values)
        for name, value in values.items():
            setattr(record, name, value)
        return save_record(actor=self.actor, record=record, seen=seen, attached=attached, now=now)

    def shown(self, record_id: int, **more: Any) -> Response:
        """The record as it is now."""
        record = get_record(actor=self.actor, kind=self.kind, record_id=record_id)
        record.version = version_of(self.kind, record_id)
        return Response(self.record_class(record).data, headers={"ETag": self.etag_of(record)}, **more)

    def etag_of(self, record: Any) -> str:
        return f'"{self.kind.value}.{record.pk}.{record.version}"'


def attached_from(values: dict[str, Any]) -> Attached | None:
    """What is kept in tables of its own, taken out of the values; None where nothing was sent."""
    held, needs = values.pop("person_skills", None), values.pop("needs", None)
    if held is not None:
        return Skilled({one["skill"].pk: one.get("until_on") for one in held})
    if needs is not None:
        return Needs(tuple((one["kind"], one.get("product", ""), one.get("nature", "")) for one in needs))
    return None


class HouseListView(HouseView, ListView[Any]):
    """The records of one kind, and the way to enter one."""

    pagination_class = NewestFirst
    filter_backends = (StrictFilters,)
    filterset_class: Any = RecordFilter
    attached_name: ClassVar[str] = ""

    def get_queryset(self) -> QuerySet[Any]:
        rows = with_versions(self.kind, search(actor=self.actor, kind=self.kind)).order_by("-pk")
        return rows.prefetch_related(self.attached_name) if self.attached_name else rows

    def get(self, _request: Request) -> Response:
        """List records, the newest first, one page at a time."""
        return self.listed()

    def post(self, request: Request) -> Response:
        """Enter a record; what is not sent begins as the house is."""
        return self.once(request, lambda now: self.enter(request, now))

    def enter(self, request: Request, now: datetime) -> Response:
        kept = self.keep(request, fresh(self.kind), 0, now)
        answer = self.shown(kept.pk, status=201)
        answer["Location"] = reverse(f"api:{self.operation}-record", args=[kept.pk])
        return answer


class HouseRecordView(HouseView):
    """One record, and the way to change it."""

    def get(self, _request: Request, record_id: int) -> Response:
        """Read one record. Its ETag and `version` change with it; send one of them when you change it."""
        return self.shown(record_id)

    def post(self, request: Request, record_id: int) -> Response:
        """Change what is sent, and nothing else; refused if somebody changed it since you read it."""
        return self.once(request, lambda now: self.change(request, record_id, now))

    def change(self, request: Request, record_id: int, now: datetime) -> Response:
        seen = version_of(self.kind, record_id)
        record = get_record(actor=self.actor, kind=self.kind, record_id=record_id)
        record.version = seen
        require_record_version(request, etag=self.etag_of(record), version=seen)
        self.keep(request, record, seen, now)
        return self.shown(record_id)
