"""App configuration: the app keeps the label, and so the tables, of the package that it grew out
of.
"""

from django.apps import AppConfig


class Office(AppConfig):
    name = "clinic.office"
    label = "clinic"
