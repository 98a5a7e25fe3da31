"""The registry for other systems: read, searched, and kept by the keys they know (B2.2)."""

from datetime import datetime
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Contract, Customer, Product, Purchase, RecordKind, Scope
from accounts.selectors.records import get_record, ids_matching, search
from accounts.services.importing import keep_row
from accounts.services.records import KIND_OF
from servicedesk.api.filters import StrictFilters
from servicedesk.api.pagination import NewestFirst
from servicedesk.api.permissions import Scopes
from servicedesk.api.serializers import registry
from servicedesk.api.views.base import ApiView
from servicedesk.api.views.listing import ListView

READING: Scopes = {"GET": (Scope.REGISTRY_READ,), "HEAD": (Scope.REGISTRY_READ,)}
KEEPING: Scopes = {"POST": (Scope.REGISTRY_READ, Scope.REGISTRY_WRITE)}


class RecordFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    search = django_filters.CharFilter(
        method="matching", help_text=_("A part of a name, a number, a phone number, a serial number")
    )

    def matching(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(pk__in=ids_matching(KIND_OF[queryset.model], value))


class PurchaseFilter(RecordFilter):
    serial = django_filters.CharFilter(lookup_expr="iexact")
    customer = django_filters.CharFilter(
        field_name="customer__code", lookup_expr="iexact", help_text=_("The customer's number")
    )
    product = django_filters.CharFilter(
        field_name="product__code", lookup_expr="iexact", help_text=_("The product's code")
    )


class RecordsView(ListView[Any]):
    """The records of one kind, and the way to keep one."""

    scopes: ClassVar[Scopes] = {**READING, **KEEPING}
    kind: ClassVar[RecordKind]
    pagination_class = NewestFirst
    filter_backends = (StrictFilters,)
    filterset_class = RecordFilter

    def get_queryset(self) -> QuerySet[Any]:
        return search(actor=self.actor, kind=self.kind).order_by("-pk")

    def get(self, _request: Request) -> Response:
        """List records, the newest first, one page at a time."""
        return self.listed()

    def post(self, request: Request) -> Response:
        """Keep one record by the key that both systems know; sent again it changes nothing."""
        return self.once(request, lambda now: self.keep(request, now))

    def keep(self, request: Request, now: datetime) -> Response:
        values = self.content(request.data)
        kept = keep_row(actor=self.actor, kind=self.kind, values=values, now=now)
        record = get_record(actor=self.actor, kind=self.kind, record_id=kept.pk)
        return Response(self.get_serializer(record).data)


class RecordView(ApiView):
    """One record."""

    scopes: ClassVar[Scopes] = READING
    kind: ClassVar[RecordKind]

    def get(self, _request: Request, record_id: int) -> Response:
        """Read one record."""
        found = get_record(actor=self.actor, kind=self.kind, record_id=record_id)
        _status, serializer = self.answers["GET"]
        return Response(serializer(found).data)


class CustomersView(RecordsView):
    kind = RecordKind.CUSTOMER
    queryset = Customer.objects.none()
    serializer_class = registry.CustomerRecordSerializer
    request_body = registry.CustomerRecordBody
    answers = {"GET": (200, serializer_class), "POST": (200, serializer_class)}
    operation = "customers"


class ProductsView(RecordsView):
    kind = RecordKind.PRODUCT
    queryset = Product.objects.none()
    serializer_class = registry.ProductRecordSerializer
    request_body = registry.ProductRecordBody
    answers = {"GET": (200, serializer_class), "POST": (200, serializer_class)}
    operation = "products"


class PurchasesView(RecordsView):
    kind = RecordKind.PURCHASE
    queryset = Purchase.objects.none()
    serializer_class = registry.PurchaseRecordSerializer
    request_body = registry.PurchaseRecordBody
    filterset_class = PurchaseFilter
    answers = {"GET": (200, serializer_class), "POST": (200, serializer_class)}
    operation = "purchases"


class ContractsView(RecordsView):
    kind = RecordKind.CONTRACT
    queryset = Contract.objects.none()
    serializer_class = registry.ContractRecordSerializer
    request_body = registry.ContractRecordBody
    answers = {"GET": (200, serializer_class), "POST": (200, serializer_class)}
    operation = "contracts"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().prefetch_related("products", "purchases")


class CustomerView(RecordView):
    kind = RecordKind.CUSTOMER
    answers = {"GET": (200, registry.CustomerRecordSerializer)}
    operation = "customer"


class ProductView(RecordView):
    kind = RecordKind.PRODUCT
    answers = {"GET": (200, registry.ProductRecordSerializer)}
    operation = "product"


class PurchaseView(RecordView):
    kind = RecordKind.PURCHASE
    answers = {"GET": (200, registry.LifeFileSerializer)}
    operation = "purchase"


class ContractView(RecordView):
    kind = RecordKind.CONTRACT
    answers = {"GET": (200, registry.ContractRecordSerializer)}
    operation = "contract"


VIEWS: dict[str, tuple[type[RecordsView], type[RecordView]]] = {
    "customer": (CustomersView, CustomerView),
    "product": (ProductsView, ProductView),
    "purchase": (PurchasesView, PurchaseView),
    "contract": (ContractsView, ContractView),
}
