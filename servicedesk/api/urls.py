from django.urls import URLPattern, path, re_path
from drf_spectacular.views import SpectacularAPIView

from servicedesk.api.rule_paths import rule_paths
from servicedesk.api.views import (
    canned,
    classification,
    clocks,
    closing,
    complaints,
    conversation,
    docs,
    ledger,
    log,
    merging,
    messages,
    people,
    related,
    tasks,
    tickets,
    visits,
)
from servicedesk.api.views.action import ActionView
from servicedesk.api.views.base import UnknownAddress
from servicedesk.api.views.house_kinds import HOUSE_VIEWS
from servicedesk.api.views.registry import VIEWS

app_name = "api"

# Each action is a sub-resource of the ticket and one call of one service.
ACTIONS: dict[str, type[ActionView]] = {
    "contacts": conversation.ContactsView,
    "notes": conversation.NotesView,
    "replies": conversation.RepliesView,
    "initial-fix": conversation.InitialFixView,
    "plan": conversation.PlanView,
    "solution": conversation.SolutionView,
    "date-agreement": conversation.DateAgreementView,
    "appointment": conversation.AppointmentView,
    "appointment-cancellation": conversation.AppointmentCancellationView,
    "question": conversation.QuestionView,
    "priority": classification.PriorityView,
    "kind": classification.KindView,
    "complexity": classification.ComplexityView,
    "complexity-request": classification.ComplexityRequestView,
    "updates": classification.UpdatesView,
    "diagnosis": classification.DiagnosisView,
    "facts": classification.FactsView,
    "owner": classification.OwnerView,
    "move": classification.MoveView,
    "resolution": closing.ResolutionView,
    "confirmation": closing.ConfirmationView,
    "objection": closing.ObjectionView,
    "reopening": closing.ReopeningView,
    "closing": closing.ClosingView,
    "summary": closing.SummaryView,
    "withdrawal": closing.WithdrawalView,
    "dismissal": closing.DismissalView,
    "merge": merging.MergeView,
    "links": related.LinkView,
    "link-removal": related.LinkRemovalView,
    "watchers": related.WatcherView,
    "watcher-removal": related.WatcherRemovalView,
}


# The steps on a department's task.
TASK_ACTIONS: dict[str, type[tasks.TaskActionView]] = {
    "acceptance": tasks.AcceptanceView,
    "return": tasks.ReturnView,
    "result": tasks.ResultView,
    "request": tasks.AskAgainView,
    "hand-over": tasks.HandOverView,
    "withdrawal": tasks.WithdrawalView,
}


# The steps on a visit.
VISIT_ACTIONS: dict[str, type[visits.VisitActionView]] = {
    "acceptance": visits.VisitAcceptanceView,
    "setting-out": visits.SettingOutView,
    "arrival": visits.ArrivalView,
    "departure": visits.DepartureView,
    "parts-order": visits.PartsOrderView,
    "part-receipt": visits.PartReceiptView,
    "change": visits.VisitChangeView,
    "cancellation": visits.VisitCancellationView,
}


def visit_path(name: str, view: type[visits.VisitActionView]) -> URLPattern:
    return path(f"tickets/<slug:number>/visits/<int:visit>/{name}/", view.as_view(), name=f"visit-{name}")


def task_path(name: str, view: type[tasks.TaskActionView]) -> URLPattern:
    return path(f"tickets/<slug:number>/tasks/<int:task>/{name}/", view.as_view(), name=f"task-{name}")


def action_path(name: str, view: type[ActionView]) -> URLPattern:
    return path(f"tickets/<slug:number>/{name}/", view.as_view(), name=f"ticket-{name}")


def registry_paths() -> list[URLPattern]:
    """For each kind of record a list and a page of its own."""
    lists = [path(f"registry/{n}s/", many.as_view(), name=f"registry-{n}s") for n, (many, _) in VIEWS.items()]
    pages = [
        path(f"registry/{n}s/<int:record_id>/", one.as_view(), name=f"registry-{n}")
        for n, (_, one) in VIEWS.items()
    ]
    return lists + pages


def house_paths() -> list[URLPattern]:
    """The same for how the house is set up."""
    lists = [path(f"house/{n}/", many.as_view(), name=f"house-{n}") for n, (many, _) in HOUSE_VIEWS.items()]
    pages = [
        path(f"house/{n}/<int:record_id>/", one.as_view(), name=f"house-{n}-record")
        for n, (_, one) in HOUSE_VIEWS.items()
    ]
    return lists + pages


urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs.show_docs, name="docs"),
    path("tickets/", tickets.TicketsView.as_view(), name="tickets"),
    path("tickets/<slug:number>/", tickets.TicketView.as_view(), name="ticket"),
    path("tickets/<slug:number>/log/", log.LogView.as_view(), name="ticket-log"),
    path("tickets/<slug:number>/log/export/", log.LogExportView.as_view(), name="ticket-log-export"),
    path("tickets/<slug:number>/erasure/", log.ErasureView.as_view(), name="ticket-erasure"),
    path("tickets/<slug:number>/related/", related.RelatedView.as_view(), name="ticket-related"),
    path("tickets/<slug:number>/duplicates/", tickets.DuplicatesView.as_view(), name="ticket-duplicates"),
    path("tickets/<slug:number>/complaint/", complaints.ComplaintView.as_view(), name="ticket-complaint"),
    path("tickets/<slug:number>/clocks/", clocks.ClocksView.as_view(), name="ticket-clocks"),
    path("tickets/<slug:number>/firings/", ledger.FiringsView.as_view(), name="ticket-firings"),
    path("tickets/<slug:number>/canned-replies/", canned.OffersView.as_view(), name="ticket-canned-replies"),
    path("canned-replies/", canned.CannedRepliesView.as_view(), name="canned-replies"),
    path("canned-replies/<int:record_id>/", canned.CannedReplyView.as_view(), name="canned-reply"),
    path(
        "canned-replies/<int:record_id>/removal/",
        canned.CannedReplyRemovalView.as_view(),
        name="canned-reply-removal",
    ),
    path("breaches/", ledger.BreachesView.as_view(), name="breaches"),
    path("breaches/<slug:breach>/", ledger.BreachView.as_view(), name="breach"),
    path("breaches/<slug:breach>/excuse/", ledger.ExcuseView.as_view(), name="breach-excuse"),
    path("breaches/<slug:breach>/decision/", ledger.DecisionView.as_view(), name="breach-decision"),
    path("clocks/<int:clock_id>/explanation/", clocks.ExplanationView.as_view(), name="clock-explanation"),
    path("messages/<int:message_id>/bounce/", messages.BounceView.as_view(), name="message-bounce"),
    *(action_path(name, view) for name, view in ACTIONS.items()),
    path(
        "tickets/<slug:number>/sender-confirmation/",
        classification.SenderView.as_view(),
        name="ticket-sender-confirmation",
    ),
    path("tickets/<slug:number>/merge/undo/", merging.UndoMergeView.as_view(), name="ticket-merge-undo"),
    path("tickets/<slug:number>/tasks/", tasks.TasksView.as_view(), name="ticket-tasks"),
    *(task_path(name, view) for name, view in TASK_ACTIONS.items()),
    path("tickets/<slug:number>/visits/", visits.VisitsView.as_view(), name="ticket-visits"),
    *(visit_path(name, view) for name, view in VISIT_ACTIONS.items()),
    path("people/", people.PeopleView.as_view(), name="people"),
    path("people/<int:person_id>/duty/", people.DutyView.as_view(), name="people-duty"),
    path("people/<int:person_id>/hand-over/", people.PersonHandOverView.as_view(), name="people-hand-over"),
    *registry_paths(),
    *house_paths(),
    *rule_paths(),
    re_path("", UnknownAddress.as_view(), name="unknown"),
]
