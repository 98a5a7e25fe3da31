from django.urls import path

from servicedesk.portal.views import answers, files, form, received, tracking

app_name = "portal"
urlpatterns = [
    path("", form.request_form, name="form"),
    path("pledge/", form.pledge_box, name="pledge"),
    path("challenge/", form.challenge, name="challenge"),
    path("received/<str:token>/", received.received, name="received"),
    path("track/<str:token>/", tracking.track, name="track"),
    path("track/<str:token>/live/", tracking.live, name="live"),
    path("track/<str:token>/write/", answers.write, name="write"),
    path("track/<str:token>/solved/", answers.solved, name="solved"),
    path("track/<str:token>/rate/", answers.rate, name="rate"),
    path("track/<str:token>/files/<int:file_id>/", files.download, name="file"),
]
