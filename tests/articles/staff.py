"""People who write and review, and the pages of the admin as they meet them."""

from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from tests.articles.factories import make_article


def staff(role):
    user, is_new = User.objects.get_or_create(username=role.lower(), is_staff=True)
    if is_new:
        user.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=user.pk)


def desk(role):
    client = Client()
    client.force_login(staff(role))
    return client


def page(article, name="change"):
    return reverse(f"admin:articles_article_{name}", args=[article.pk])


def sent(client, address, **changes):
    """The article's form as the browser would send it, with `changes`."""
    context = client.get(address).context
    data, formsets = {}, context["inline_admin_formsets"]
    for form in [
        context["adminform"].form,
        *(form for each in formsets for form in each.formset.forms),
    ]:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = value
    for each in formsets:
        data |= {field.html_name: field.value() for field in each.formset.management_form}
    return client.post(address, data | changes)


def a_draft(**fields):
    return make_article(**{"published_at": None} | fields)


def kinds(article):
    return list(article.versions.order_by("pk").values_list("kind", flat=True))
