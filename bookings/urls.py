from django.urls import path

from bookings import views

urlpatterns = [
    path("book/", views.book, name="book"),
    path("consultation/<str:token>/", views.consultation, name="consultation"),
]
