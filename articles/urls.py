"""URLs of articles and questions."""

from django.urls import path
from django.views.decorators.http import require_safe

from articles import previews, redirect_views, views
from articles.feeds import Feed
from articles.search.page import search
from clinic.changes.public_pages import public_page

app_name = "articles"
urlpatterns = [
    path("articles/", views.articles, name="index"),
    path("articles/feed/", public_page(require_safe(Feed())), name="feed"),
    path("articles/preview/<str:token>/", previews.preview, name="preview"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>", redirect_views.without_slash, name="article_without_slash"),
    path("post/<path:rest>", redirect_views.old_page, name="old_page"),
    path("blog", redirect_views.old_page, name="old_page"),
    path("blog/", redirect_views.old_page, name="old_page"),
    path("blog/<path:rest>", redirect_views.old_page, name="old_page"),
    path("questions/", views.questions, name="questions"),
    path("search/", search, name="search"),
]
