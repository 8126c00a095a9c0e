"""Staff at the front desk: who they are, where their pages lie, and what is said to them after a
press.
"""

from django.contrib.auth.models import Permission, User

CONSULTATIONS = "/admin/bookings/consultation/"
FIND = f"{CONSULTATIONS}find/"


def staff(client, *permissions):
    user = User.objects.create_user("desk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


def said(response):
    return [str(message) for message in response.context["messages"]]


def found(client, typed):
    """Whom the search box leads to: one that opens, those of a list, or nobody."""
    shown = client.post(FIND, {"person": typed}, follow=True)
    if shown.context.get("cl"):
        return list(shown.context["cl"].result_list)
    one = shown.context.get("original")
    return [one] if one else []
