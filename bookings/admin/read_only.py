"""Read-only ModelAdmin, for rows that the site writes and staff read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse


class ReadOnly(admin.options.BaseModelAdmin):
    """Nobody adds, changes or deletes a row by typing."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def only_by_post(request: HttpRequest) -> HttpResponse | None:
    """The answer to whoever merely looks at an address that changes something."""
    if request.method == "POST":
        return None
    return HttpResponse("Only a sent form changes anything.", status=405, headers={"Allow": "POST"})


def member_of_staff(request: HttpRequest) -> User:
    """Who acts. The admin lets nobody in who has not signed in."""
    assert isinstance(request.user, User)
    return request.user
