"""Addresses of what the clinic teaches."""

from django.urls import path

from articles import views

urlpatterns = [
    path("articles/", views.articles, name="articles"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("questions/", views.questions, name="questions"),
]
