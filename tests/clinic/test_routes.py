"""The project's routes: one name a route, and which of them readers may be led to."""

from collections import defaultdict

from django.urls import URLPattern, get_resolver

from articles.redirects import FOR_READERS

NOT_FOR_READERS = {
    # each leads on, or is for whoever was given it
    "articles:article_without_slash",
    "articles:old_page",
    "articles:preview",
    # a reader's own
    "bookings:question",
    # a patient's own
    "bookings:consultation",
    "bookings:consultation-calendar",
    "bookings:consultation-cancel",
    "bookings:consultation-choose",
    "bookings:consultation-contact",
    "bookings:consultation-earlier",
    "bookings:consultation-move",
    "bookings:consultation-none",
    "bookings:staff_calendar",
    # for content staff
    "import_article",
    # for the owner
    "held_mail",
    # for machines
    "manifest",
    "robots",
    "sitemap",
    "security_txt",
    "live",
    "ready",
    "health_details",
    "metrics",
}


def routes(patterns=None, namespace=""):
    """Each route of the project: its full name, and the route as it is written."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner)


def test_every_route_is_for_readers_or_refused_to_them():
    named = {name for name, _ in routes() if not name.startswith("admin:")}

    assert named == FOR_READERS | NOT_FOR_READERS
    assert not FOR_READERS & NOT_FOR_READERS


def test_a_name_belongs_to_one_view():
    views = defaultdict(set)
    for name, pattern in routes():
        if not name.endswith(":None"):  # the admin's, which leads an older address on
            views[name].add(pattern.callback)

    shared = [name for name, found in views.items() if len(found) > 1]
    # ours stand before Django's, which are never reached
    assert sorted(shared) == ["admin:password_change", "admin:view_on_site"]
