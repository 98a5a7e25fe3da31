from django.urls import include, path

from servicedesk.insights import calendars_urls, commitments_urls, views

app_name = "insights"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("tickets/", views.tickets, name="tickets"),
    path("commitments/", include(commitments_urls.urlpatterns)),
    path("calendars/", include(calendars_urls.urlpatterns)),
]
