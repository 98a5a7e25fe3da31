"""Every address of the house but the probes, which `servicedesk.health` answers before all else.

Each needs a row in its face's permission table, or the tests fail.
"""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

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
