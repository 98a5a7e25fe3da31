"""Every address of the house but the probes, which `servicedesk.health` answers before all else.

Each needs a row in its face's permission table, or the tests fail.
"""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

# The admin's own sign-in would know neither second factors nor limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("desk/", include("servicedesk.desk.urls")),
    path("insights/", include("servicedesk.insights.urls")),
    path("api/v1/", include("servicedesk.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("servicedesk.portal.urls")),
]
if settings.MAIL_CATCHER_DIR:
    urlpatterns.insert(0, path("mail/", include("servicedesk.embedded.catcher.urls")))
