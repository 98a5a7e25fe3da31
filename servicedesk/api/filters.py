from datetime import UTC, datetime
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

from servicedesk.api.pagination import NewestFirst
from sla.metrics import RULES
from sla.models import Breach
from sla.selectors.ledger import CONDITIONS, Show
from tickets.choices import Complexity, Kind, Priority, State
from tickets.models import LogEntry, Ticket
from tickets.numbers import clean_number
from tickets.querysets import TicketQuerySet

PAGING = {NewestFirst.cursor_query_param, str(NewestFirst.page_size_query_param)}
METRICS = [(str(metric), str(metric)) for metric in RULES]
YES_NO = (("true", "true"), ("false", "false"))


class StrictFilters(DjangoFilterBackend):  # type: ignore[misc]  # ships no types
    """Refuse parameters nobody knows: a misspelt filter must not answer with everything."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Model], view: APIView) -> QuerySet[Model]:
        filterset = self.get_filterset(request, queryset, view)
        known = PAGING | (set(filterset.base_filters) if filterset else set())
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            raise exceptions.ValidationError({name: [_("There is no such parameter.")] for name in unknown})
        rows: QuerySet[Model] = super().filter_queryset(request, queryset, view)
        return rows


class YesNoFilter(django_filters.ChoiceFilter):  # type: ignore[misc]  # ships no types
    """`true` or `false`; anything else is refused, where the framework's own filter would ignore it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=YES_NO, **options)


class InstantField(IsoDateTimeField):  # type: ignore[misc]  # ships no types
    """An instant in UTC: the database refuses offsets that Python takes, such as +19:02."""

    def clean(self, value: Any) -> datetime | None:
        instant: datetime | None = super().clean(value)
        try:
            return instant.astimezone(UTC) if instant else None
        except OverflowError as error:
            raise ValidationError(_("This lies outside of the calendar."), "invalid") from error


class InstantFilter(django_filters.IsoDateTimeFilter):  # type: ignore[misc]  # ships no types
    field_class = InstantField


class TicketFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    """Which tickets; several conditions narrow the list, several values of one widen it."""

    state = django_filters.MultipleChoiceFilter(choices=State.choices)
    priority = django_filters.MultipleChoiceFilter(choices=Priority.choices)
    complexity = django_filters.ChoiceFilter(choices=Complexity.choices)
    kind = django_filters.MultipleChoiceFilter(choices=Kind.choices)
    owner = django_filters.NumberFilter(field_name="owner_id", help_text=_("Number of the member of staff"))
    branch = django_filters.CharFilter(field_name="branch__code", help_text=_("Code of the branch"))
    customer = django_filters.CharFilter(
        method="of_customer", help_text=_("E-mail address or phone number of the customer")
    )
    missed = YesNoFilter(method="by_missed", help_text=_("A running promise is past its deadline"))
    at_risk = YesNoFilter(method="by_risk", help_text=_("A running promise is past its first warning"))
    received_after = InstantFilter(field_name="received_at", lookup_expr="gte")
    received_before = InstantFilter(field_name="received_at", lookup_expr="lt")
    updated_after = InstantFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Ticket
        fields: tuple[str, ...] = ()

    def of_customer(self, queryset: TicketQuerySet, _name: str, value: str) -> TicketQuerySet:
        return queryset.filter(Q(customer__email__iexact=value) | Q(customer__phone=value))

    def by_missed(self, queryset: TicketQuerySet, _name: str, value: str) -> TicketQuerySet:
        return only_or_without(queryset, queryset.not_closed().missed(timezone.now()), value)

    def by_risk(self, queryset: TicketQuerySet, _name: str, value: str) -> TicketQuerySet:
        return only_or_without(queryset, queryset.not_closed().at_risk(timezone.now()), value)


def only_or_without(queryset: TicketQuerySet, chosen: TicketQuerySet, wanted: str) -> TicketQuerySet:
    return chosen if wanted == "true" else queryset.exclude(pk__in=chosen.values("pk"))


class BreachFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    """Which entries of the ledger."""

    state = django_filters.ChoiceFilter(
        method="by_state", choices=[(show.value, show.value) for show in Show if show != Show.ALL]
    )
    metric = django_filters.ChoiceFilter(field_name="clock__promise__metric", choices=METRICS)
    branch = django_filters.CharFilter(field_name="ticket__branch__code", help_text=_("Code of the branch"))
    responsible = django_filters.NumberFilter(
        field_name="responsible_id", help_text=_("Number of the member of staff whose it was then")
    )
    ticket = django_filters.CharFilter(method="of_ticket", help_text=_("Number of the ticket"))
    due_after = InstantFilter(field_name="due_at", lookup_expr="gte")
    due_before = InstantFilter(field_name="due_at", lookup_expr="lt")

    class Meta:
        model = Breach
        fields: tuple[str, ...] = ()

    def by_state(self, queryset: QuerySet[Breach], _name: str, value: str) -> QuerySet[Breach]:
        return queryset.filter(CONDITIONS[Show(value)])

    def of_ticket(self, queryset: QuerySet[Breach], _name: str, value: str) -> QuerySet[Breach]:
        return queryset.filter(ticket__number=clean_number(value))


class LogFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    """Which entries of one ticket's log."""

    after = django_filters.NumberFilter(
        field_name="number", lookup_expr="gt", help_text=_("Only entries with a higher number")
    )

    class Meta:
        model = LogEntry
        fields: tuple[str, ...] = ()
