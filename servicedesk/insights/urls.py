from django.urls import include, path

from servicedesk.insights import (
    calendars_urls,
    commitments_urls,
    comparison_pages,
    exports,
    ledger_pages,
    moves_pages,
    trends_pages,
    views,
)

app_name = "insights"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("trends/", trends_pages.trends, name="trends"),
    path("trends.csv", exports.trends, name="trends_csv"),
    path("arrivals.csv", exports.arrivals, name="arrivals_csv"),
    path("ratings.csv", exports.ratings, name="ratings_csv"),
    path("promises.csv", exports.promises, name="promises_csv"),
    path("tickets/", views.tickets, name="tickets"),
    path("tickets.csv", exports.tickets, name="tickets_csv"),
    path("comparison/", comparison_pages.comparison, name="comparison"),
    path("comparison.csv", exports.comparison, name="comparison_csv"),
    path("ledger/", ledger_pages.ledger, name="ledger"),
    path("ledger/<slug:number>/", ledger_pages.breach, name="breach"),
    path("moves/<slug:number>/", moves_pages.moves, name="moves"),
    path("commitments/", include(commitments_urls.urlpatterns)),
    path("calendars/", include(calendars_urls.urlpatterns)),
]
