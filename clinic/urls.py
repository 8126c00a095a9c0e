"""Which address is answered by what: the one module that knows every app."""

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe

from clinic import views
from clinic.sitemaps import SITEMAPS

admin.site.site_header = "Acupunctury front desk"
admin.site.site_title = "Front desk"
admin.site.index_title = "What needs doing"

# Pages about the clinic itself.
office = [
    path("treatments/<slug:slug>/", views.treatment, name="treatment"),
    path("visit/", views.visit, name="visit"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
urlpatterns = [
    path("", views.home, name="home"),
    path("", include((office, "office"))),
    path("", include("articles.urls")),
    path("", include("bookings.urls")),
    path("admin/", admin.site.urls),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    re_path(rf"^{settings.MEDIA_URL.strip('/')}/(?P<path>.+)$", views.media, name="media"),
]

handler400 = "clinic.errors.bad_request"
handler403 = "clinic.errors.forbidden"
handler404 = "clinic.errors.not_found"
handler500 = "clinic.errors.server_error"
