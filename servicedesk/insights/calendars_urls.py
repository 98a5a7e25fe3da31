"""Addresses below `/insights/calendars/`."""

from django.urls import path

from servicedesk.insights import calendars_editor as editor
from servicedesk.insights import calendars_moving as moving
from servicedesk.insights import calendars_pages as pages
from servicedesk.insights import calendars_sources as sources
from servicedesk.insights import calendars_use as use

urlpatterns = [
    path("", pages.overview, name="calendars"),
    path("new/", use.new, name="calendar-new"),
    path("install/", use.install, name="calendar-install"),
    path("<slug:code>/", pages.calendar, name="calendar"),
    path("<slug:code>/edit/", editor.edit, name="calendar-edit"),
    path("<slug:code>/use/", use.use, name="calendar-use"),
    path("<slug:code>/holidays/", sources.holidays, name="calendar-holidays"),
    path("<slug:code>/import/", sources.upload, name="calendar-import"),
    path("<slug:code>/take/", sources.take, name="calendar-take"),
    path("<slug:code>/versions/<int:number>/", pages.version, name="calendar-version"),
    path("<slug:code>/versions/<int:number>/clocks/", moving.clocks, name="calendar-clocks"),
]
