"""Pages that the first steps lead to, and the way back: `?back=start` in their address."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

MARK = "back"
START = "start"


def is_from_start(request: HttpRequest) -> bool:
    return START in (request.GET.get(MARK), request.POST.get(MARK))


def go_on(request: HttpRequest, to: str, *args: Any) -> HttpResponseRedirect:
    """After a page has done its work: to `to`, or back to the first steps for whoever came from there."""
    return redirect("desk:start") if is_from_start(request) else redirect(to, *args)


def go_further(request: HttpRequest, to: str, *args: Any) -> HttpResponseRedirect:
    """To the next page of the same errand, which still knows the way back."""
    mark = f"?{MARK}={START}" if is_from_start(request) else ""
    return redirect(f"{reverse(to, args=args)}{mark}")
