from django.urls import include, path

from servicedesk.insights import calendars_urls, commitments_urls, ledger_pages, moves_pages, views

app_name = "insights"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("tickets/", views.tickets, name="tickets"),
    path("ledger/", ledger_pages.ledger, name="ledger"),
    path("ledger/<slug:number>/", ledger_pages.breach, name="breach"),
    path("moves/<slug:number>/", moves_pages.moves, name="moves"),
    path("commitments/", include(commitments_urls.urlpatterns)),
    path("calendars/", include(calendars_urls.urlpatterns)),
]
