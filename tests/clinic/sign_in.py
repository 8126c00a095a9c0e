"""Signing in with a password, as the sign-in page sends it."""

from django.contrib.auth.models import Group, User
from django.test import Client

LOGIN = "/admin/login/"
PASSWORD = "a long password 1"


def make_owner(name):
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Owner"))
    return user


def sign_in(name="ines", password=PASSWORD, client=None, address="203.0.113.7", **more):
    data = {"username": name, "password": password, "next": "/admin/?q=Wilhelmina"} | more
    return (client or Client()).post(LOGIN, data, REMOTE_ADDR=address)
