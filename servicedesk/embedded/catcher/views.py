from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from core.web import render_page
from servicedesk.embedded.catcher.mails import Mail, find_mail, newest_mails

# A mail may style itself and nothing else: no script, no request to anywhere, no access to this site.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Every mail the desk sent, newest first; of the embedded run only, on this machine only."""
    return render_page(request, "catcher/mails.html", {"mails": newest_mails(_folder())})


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render_page(request, "catcher/mail.html", {"mail": _mail_or_404(name)})


@require_safe
@xframe_options_sameorigin
def mail_html(_request: HttpRequest, name: str) -> HttpResponse:
    """The mail's own HTML, for the frame on its page; links open outside the frame."""
    response = HttpResponse('<base target="_blank">' + _mail_or_404(name).html)
    response["Content-Security-Policy"] = MAIL_POLICY
    return response


def _mail_or_404(name: str) -> Mail:
    found = find_mail(_folder(), name)
    if found is None:
        raise Http404
    return found


def _folder() -> Path:
    return Path(settings.MAIL_CATCHER_DIR or "")
