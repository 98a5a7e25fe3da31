"""The one place where a refused step becomes a page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.errors import BadInput, DomainError


class UploadTooLarge(BadInput):
    code = "upload_too_large"
    status = 413
    message = _("All files together may have {most} MB. Go back and send fewer at a time, or smaller ones.")


class UploadLimitMiddleware:
    """Refuse a request that is larger than all its files together may be, before any of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or ""
        most: int = settings.UPLOAD_MAX_TOTAL_BYTES
        # what belongs to the form itself may come on top
        if announced.isdecimal() and int(announced) > most + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return error_page(request, UploadTooLarge(most=most // 1024 // 1024))
        return self.get_response(request)


class DomainErrorMiddleware:
    """Render `error.html` (its `toast` partial for htmx) with the error's own status; never a stack trace."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        return error_page(request, error)


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The refusal as a page, or as a toast for htmx."""
    is_fragment = request.headers.get("HX-Request") == "true"
    template = "error.html#toast" if is_fragment else "error.html"
    response = render(request, template, {"error": error}, status=error.status)
    if is_fragment:  # a toast, whatever the request was meant to replace
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "innerHTML"
    return response
