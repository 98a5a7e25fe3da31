from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.selectors.registry import find_purchase
from core.limits import is_within
from servicedesk.portal.forms.request import SERIAL


@never_cache
@require_safe
def product_of_serial(request: HttpRequest) -> HttpResponse:
    """The product's name for a whole serial number, while it is typed; of the owner nothing (B2.2).

    What is no serial number, what we do not know, and one look too many all get the same: nothing.
    """
    typed = request.GET.get("product", "").strip()
    is_asked = bool(SERIAL.fullmatch(typed)) and is_within(request, "portal_serial", "60/hour")
    purchase = find_purchase(serial=typed) if is_asked else None
    return TemplateResponse(
        request, "portal/known.html", {"product": purchase.product.name if purchase else ""}
    )
