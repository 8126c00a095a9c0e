"""Addresses of what the clinic teaches."""

from django.urls import path

from articles import views
from articles.feeds import Feed

urlpatterns = [
    path("articles/", views.articles, name="articles"),
    path("articles/feed/", Feed(), name="feed"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("questions/", views.questions, name="questions"),
]
