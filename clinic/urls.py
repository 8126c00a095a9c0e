"""URLs of the whole project."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe

from articles.admin.import_page import import_page
from clinic.changes.public_pages import public_page
from clinic.office import plan_views
from clinic.office import views as office_views
from clinic.operations import held_mail
from clinic.site import health, metrics, views
from clinic.site.sitemaps import SITEMAPS

admin.site.site_header = "Acupunctury front desk"
admin.site.site_title = "Front desk"
admin.site.index_title = "What needs doing"
admin.site.enable_nav_sidebar = False  # the menu on top leads everywhere, `base_site.html`

# Pages about the clinic itself.
office = [
    path("treatments/<slug:slug>/", office_views.treatment, name="treatment"),
    path("treatments/<slug:slug>/plan/", plan_views.plan, name="plan"),
    path("aftercare/<slug:slug>/", office_views.aftercare, name="aftercare"),
    path("visit/", office_views.visit, name="visit"),
    path("about/", office_views.about, name="about"),
    path("privacy/", office_views.privacy, name="privacy"),
    path("accessibility/", office_views.accessibility, name="accessibility"),
]
SITEMAP = {"sitemaps": SITEMAPS, "content_type": "application/xml; charset=utf-8"}
# Pages for readers: in English where they always were, in another language under its prefix.
pages = i18n_patterns(
    path("", views.home, name="home"),
    path("", include((office, "office"))),
    path("", include("articles.urls")),
    path("", include("bookings.urls")),
    prefix_default_language=False,
)
urlpatterns = [
    *pages,
    path("admin/held-mail/", admin.site.admin_view(held_mail.page), name="held_mail"),
    path("admin/articles/import/", admin.site.admin_view(import_page), name="import_article"),
    path("admin/", admin.site.urls),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", public_page(require_safe(sitemap)), SITEMAP, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("health/details", health.details, name="health_details"),
    path("metrics", metrics.metrics, name="metrics"),
    re_path(rf"^{settings.MEDIA_URL.strip('/')}/(?P<path>.+)$", views.media, name="media"),
]

handler400 = "clinic.site.errors.bad_request"
handler403 = "clinic.site.errors.forbidden"
handler404 = "clinic.site.errors.not_found"
handler500 = "clinic.site.errors.server_error"
