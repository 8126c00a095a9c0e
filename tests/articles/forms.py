"""The forms of articles, questions and pictures as a browser holds them when nobody has typed
anything.
"""

from django.contrib.auth.models import Group, User
from django.forms import ModelMultipleChoiceField
from django.urls import reverse

from clinic.staff.roles import make_roles

ADD = "/admin/articles/article/add/"


def somebody(name="ines", role="Owner"):
    make_roles()
    user = User.objects.create_user(name, is_staff=True, password="a long password 1")
    user.groups.add(Group.objects.get(name=role))
    return user


def change(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def address(row, what="change"):
    return reverse(f"admin:articles_{row._meta.model_name}_{what}", args=[row.pk])


def form_of(client, address):
    """Names and values of all that the page at `address` would send."""
    context = client.get(address).context
    sent = {"_form": context["form_key"]} if "form_key" in context else {}
    forms = [context["adminform"].form]
    for each in context["inline_admin_formsets"]:
        forms += [each.formset.management_form, *each.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if hasattr(bound.field, "choices") and isinstance(value, list):
                value = [getattr(row, "pk", row) for row in value]
            is_list = isinstance(bound.field, ModelMultipleChoiceField)
            is_unticked = value is False or (is_list and not value)
            if not is_unticked:
                sent[bound.html_name] = "" if value is None else value
    return sent


def with_section(sent, **fields):
    """The form with one more section."""
    at = sent["sections-TOTAL_FORMS"]
    blank = {"id": "", "heading": "", "body": "", "drawing": "", "part": "", "position": 0}
    added = {f"sections-{at}-{name}": value for name, value in (blank | fields).items()}
    return sent | added | {"sections-TOTAL_FORMS": at + 1}


def form(client, row):
    """The form of a question or a picture, with the rows on it, as it would be sent."""
    context = client.get(address(row)).context
    forms = [context["adminform"].form]
    for each in context.get("inline_admin_formsets", []):
        forms += [each.formset.management_form, *each.formset.forms]
    sent = {each.html_name: each.value() for form in forms for each in form}
    return {name: value for name, value in sent.items() if value is not None and value is not False}
