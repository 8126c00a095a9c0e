"""App configurations of the staff's sign-in and of Django's admin on our own site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class StaffConfig(AppConfig):
    name = "clinic.staff"


class StaffAdmin(AdminConfig):
    """Django's admin, on our own site."""

    default_site = "clinic.staff.admin_site.StaffSite"
