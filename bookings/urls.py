"""URLs of consultations."""

from django.urls import path

from bookings.views import (
    asking,
    booking,
    changes,
    earlier,
    feed,
    lost_link,
    patient_page,
    question_page,
)

app_name = "bookings"
urlpatterns = [
    path("ask/", asking.ask, name="ask"),
    path("ask/<str:token>/", question_page.page, name="question"),
    path("book/", booking.book, name="book"),
    path("calendar/<str:secret>.ics", feed.feed, name="staff_calendar"),
    path("consultation/find/", lost_link.find, name="find"),
    path("consultation/<str:token>/", patient_page.page, name="consultation"),
    path(
        "consultation/<str:token>/calendar.ics", patient_page.calendar, name="consultation-calendar"
    ),
    path("consultation/<str:token>/cancel/", changes.cancel, name="consultation-cancel"),
    path("consultation/<str:token>/choose/", changes.choose, name="consultation-choose"),
    path("consultation/<str:token>/contact/", changes.contact, name="consultation-contact"),
    path("consultation/<str:token>/earlier/", earlier.earlier, name="consultation-earlier"),
    path("consultation/<str:token>/move/", changes.move, name="consultation-move"),
    path("consultation/<str:token>/none/", changes.turn_down, name="consultation-none"),
]
