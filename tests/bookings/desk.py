"""Staff at the front desk: who they are, where their pages lie, and what is said to them after a
press.
"""

from django.contrib.auth.models import Permission, User

CONSULTATIONS = "/admin/bookings/consultation/"


def staff(client, *permissions):
    user = User.objects.create_user("desk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


def said(response):
    return [str(message) for message in response.context["messages"]]
