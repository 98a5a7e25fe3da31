"""Every address of the house but the probes, which `servicedesk.health` answers before all else.

Each needs a row in its face's permission table, or the tests fail.
"""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from servicedesk.desk.views.styleguide import styleguide
from servicedesk.language_switch import switch_language
from servicedesk.sign_in_admin import take_over
from servicedesk.sign_in_pages import end_session

# The admin's own sign-in would know neither second factors nor limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
take_over(admin.site)

# An address is changed by an administrator: codes are mailed to it, and who signs on is known by it alone.
NOT_OFFERED = ("email", "3rdparty", "3rdparty/signup", "social/signup", "social/connections")

urlpatterns = [
    path("desk/", include("servicedesk.desk.urls")),
    path("insights/", include("servicedesk.insights.urls")),
    path("styleguide/", styleguide, name="styleguide"),
    path("api/v1/", include("servicedesk.api.urls")),
    *(path(f"accounts/{place}/", RedirectView.as_view(pattern_name="mfa_index")) for place in NOT_OFFERED),
    path("accounts/sessions/<int:pk>/end/", end_session, name="end_session"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("i18n/setlang/", switch_language, name="set_language"),
    path("", include("servicedesk.portal.urls")),
]
if settings.MAIL_CATCHER_DIR:
    urlpatterns.insert(0, path("mail/", include("servicedesk.embedded.catcher.urls")))
