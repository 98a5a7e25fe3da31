from django.urls import path

from servicedesk.portal.views import (
    answers,
    commitment,
    complaint,
    files,
    form,
    log,
    matters,
    received,
    sender,
    serial,
    tracking,
)

app_name = "portal"
urlpatterns = [
    path("", form.request_form, name="form"),
    path("label/<str:token>/", form.labelled_form, name="label"),
    path("pledge/", form.pledge_box, name="pledge"),
    path("challenge/", form.challenge, name="challenge"),
    path("serial/", serial.product_of_serial, name="serial"),
    path("received/<str:token>/", received.received, name="received"),
    path("track/<str:token>/", tracking.track, name="track"),
    path("track/<str:token>/live/", tracking.live, name="live"),
    path("track/<str:token>/print/", log.printed, name="log-print"),
    path("track/<str:token>/write/", answers.write, name="write"),
    path("track/<str:token>/solved/", answers.solved, name="solved"),
    path("track/<str:token>/withdraw/", answers.withdraw, name="withdraw"),
    path("track/<str:token>/complain/", complaint.complain, name="complain"),
    path("track/<str:token>/rate/", answers.rate, name="rate"),
    path("track/<str:token>/commitment/", commitment.own, name="own-commitment"),
    path("track/<str:token>/commitment/print/", commitment.own_printed, name="own-commitment-print"),
    path("matters/", matters.all_matters, name="matters"),
    path("matters/asked/", matters.asked, name="matters-asked"),
    path("matters/open/<str:token>/", matters.open_link, name="matters-open"),
    path("matters/leave/", matters.leave_matters, name="matters-leave"),
    path("confirm/<str:token>/", sender.confirm, name="confirm"),
    path("commitment/", commitment.current, name="current-commitment"),
    # a number of the house's own making may contain a slash
    path("commitment/<path:number>/print/", commitment.printed, name="commitment-print"),
    path("commitment/<path:number>/", commitment.shown, name="commitment"),
    path("track/<str:token>/files/<int:file_id>/", files.download, name="file"),
]
