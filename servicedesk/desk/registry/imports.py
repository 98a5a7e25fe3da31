"""Bringing tables in: upload, look at what it would do, confirm, fetch what was left out."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import RecordKind
from accounts.policies import registry
from accounts.selectors.imports import get_import, latest_imports, rejected_rows, report, sample_of
from accounts.services.importing import bring_in, check_table
from accounts.tables.columns import names_of
from accounts.tables.text import MOST_BYTES
from core.errors import BadInput
from servicedesk.desk.registry.forms import TableForm, put_errors
from servicedesk.desk.registry.views import show
from servicedesk.desk.requests import DeskRequest, desk_view

SHOWN = 50  # reasons on the page; the report has all


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def imports(request: DeskRequest) -> HttpResponseBase:
    """What was brought in lately, and the form for another table."""
    registry.require(request.actor, "import", RecordKind.PURCHASE)
    if request.method != "POST":
        return _list(request, TableForm(initial={"kind": RecordKind.PURCHASE}))
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    table = form.cleaned_data["table"]
    try:
        found = check_table(
            actor=request.actor,
            kind=form.cleaned_data["kind"],
            file_name=table.name,
            raw=table.read(MOST_BYTES + 1),
            now=timezone.now(),
        )
    except BadInput as error:
        put_errors(form, BadInput(fields={"table": [error.text]}))
        return _list(request, form, status=error.status)
    return redirect("desk:import", found.pk)


def _list(request: DeskRequest, form: TableForm, status: int = 200) -> HttpResponseBase:
    columns = [(kind.label, names_of(kind)) for kind in RecordKind]
    context = {"form": form, "columns": columns, "imports": latest_imports(actor=request.actor)}
    return show(request, "imports", context, "imports", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def one_import(request: DeskRequest, import_id: int) -> HttpResponseBase:
    """What a checked table would do, or did; a POST brings it in."""
    found = get_import(actor=request.actor, import_id=import_id)
    if request.method == "POST":
        bring_in(actor=request.actor, import_id=found.pk, now=timezone.now())
        return redirect("desk:import", found.pk)
    context = {
        "found": found,
        "sample": sample_of(found),
        "rejected": rejected_rows(found, SHOWN),
        "has_more": len(found.rejected) > SHOWN,
    }
    return show(request, "import", context, "imports")


@require_safe
@desk_view
def rejected(request: DeskRequest, import_id: int) -> HttpResponseBase:
    """The rows left out, as CSV, with the reason in the reader's language."""
    found = get_import(actor=request.actor, import_id=import_id)
    response = HttpResponse(report(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{found.pk}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
