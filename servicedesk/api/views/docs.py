from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def show_docs(request: HttpRequest) -> HttpResponse:
    """The schema as a page to browse and try; everything it loads is ours and in files of its own."""
    return render(request, "api/docs.html")
