from django.urls import include, path

from servicedesk.insights import commitments_urls, views

app_name = "insights"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("tickets/", views.tickets, name="tickets"),
    path("commitments/", include(commitments_urls.urlpatterns)),
]
