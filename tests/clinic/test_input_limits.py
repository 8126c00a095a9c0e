"""No input of a visitor is dear: how much of a request is looked at, and by what first."""

import time
from urllib.parse import quote, urlencode

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password
from django.contrib.auth.models import User
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from bookings.forms.fields import PatientForm
from bookings.models import Consultation
from clinic.office.forms import LengthFirst
from clinic.site import input_limits
from clinic.staff import sign_in
from clinic.staff.passwords import BoundedArgon2
from tests.factories import ask, make_concern, make_office
from tests.site import PERSON, hidden

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def office():
    make_concern()
    return make_office()


# ---- the forms of patients -----------------------------------------------------------------------
def press(path, *, first="", token=True, **fields):
    """A form as a browser sends it, its token included. `first` stands before its values, as it
    is.
    """
    client = Client(enforce_csrf_checks=token, raise_request_exception=False)
    kept = hidden(client.get(path).content.decode())
    body = f"{first}{urlencode(kept | fields, doseq=True)}"
    return client.post(path, body.encode(), content_type=FORM)


LONG = {"a": "a" * MILLION, "www.": "www." * 250_000, "/": "/" * 300_000, "é": "é" * 300_000}


PRESSED = [("first_name", words) for words in LONG]
PRESSED += [(name, "a") for name in ("last_name", "note", "email", "phone")]


@pytest.mark.parametrize(("name", "words"), PRESSED)
def test_a_million_letters_are_refused_with_the_first_of_them_and_all_other_words(
    office, name, words
):
    response = press("/book/", **(PERSON | {name: LONG[words]}))

    page = response.content.decode()
    assert response.status_code == 422
    assert [*response.context["form"].errors] == [name]
    assert 'value="Maya"' in page or name == "first_name"
    assert LONG[words][:4000] in page
    assert len(page) < 150_000
    assert not Consultation.objects.exists()


def test_a_value_is_cut_where_its_own_field_says_that_it_is_too_long(office):
    response = press("/book/", **(PERSON | {"first_name": "a" * MILLION}))

    said = "Ensure this value has at most 80 characters (it has 10000)."
    assert response.context["form"].errors["first_name"] == [said]


def test_the_longest_note_there_may_be_comes_through_whole(office):
    note = "\N{GRINNING FACE}" * 2000
    assert len(quote(note)) == 24_000

    response = press("/book/", **(PERSON | {"note": note, "zzz": "a" * MILLION}))

    assert response.status_code == 302
    assert Consultation.objects.get().note == note


def test_no_field_of_patients_takes_more_than_what_is_let_through():
    longest = max(
        getattr(field, "max_length", None) or 0
        for form in subclasses(PatientForm)
        for field in form.base_fields.values()
    )

    assert longest == 2000
    assert 12 * longest < input_limits.LONGEST_ENCODED
    assert (
        longest < input_limits.LONGEST_ENCODED / 12
    )  # cut letters of twelve bytes are still too many
    assert longest < input_limits.LONGEST_VALUE


def test_a_million_letters_find_no_consultation(office):
    response = press("/consultation/find/", contact="a" * MILLION)

    assert response.status_code == 422
    assert [*response.context["form"].errors] == ["contact"]


@pytest.mark.parametrize("name", ["email", "phone"])
def test_a_million_letters_change_no_consultation(office, name):
    consultation = ask(office, starts_at=None)

    response = press(f"{consultation.get_absolute_url()}contact/", **{name: "a" * MILLION})

    assert response.status_code == 422
    consultation.refresh_from_db()
    assert consultation.email == "maya@example.com"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("&".join(f"a{number}=1" for number in range(300)), 400),
        ("&".join(f"a{number}={'%41' * 3000}" for number in range(20)), 413),
    ],
    ids=["300 values", "values that are dear to decode"],
)
def test_more_than_a_form_can_hold_is_refused_before_it_is_decoded(client, office, body, status):
    for path in ("/book/", "/admin/login/"):
        response = client.post(path, body.encode(), content_type=FORM)

        assert response.status_code == status, path
        assert "252-1210" in response.content.decode()


def test_percent_signs_cost_no_more_than_letters(office):
    costs = []
    for sign in ("a", "%"):
        client, body = Client(), f"note={sign * 2_400_000}".encode()
        client.post("/book/", body, content_type=FORM)  # what is done once is done
        began = time.thread_time()
        assert client.post("/book/", body, content_type=FORM).status_code == 422
        costs.append(time.thread_time() - began)

    assert costs[1] / costs[0] < 10  # undecoded: 0.05 s either way; decoded, 2.2 s


def test_parts_are_counted_before_they_are_read(client, office):
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'

    response = client.post(
        "/book/", part * 300 + b"--x--", content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code == 400


def test_a_query_is_cut_as_well(client, office):
    response = client.get(f"/search/?q={'a' * 9000}&page={'9' * 12_000}")

    assert response.status_code == 200
    assert "a" * 101 not in response.text


@pytest.mark.parametrize("path", ["/articles/", "/questions/"])
def test_a_page_that_leads_to_the_search_passes_on_what_is_searched_for_alone(client, office, path):
    response = client.get(f"{path}?q={'é' * 9000}&page={'9' * 12_000}&name=Maya&kind=x")

    kind = path.strip("/")
    assert response.headers["Location"] == f"/search/?q={quote('é' * 100)}&kind={kind}"


# ---- the length first ----------------------------------------------------------------------------
def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


OURS = ("clinic.", "articles.", "bookings.")
DJANGOS = (MaxLengthValidator, ProhibitNullCharactersValidator)


def ours():
    """Every form that patients or staff fill in and in which a field has more validators than a
    length's.
    """
    admin.site.urls  # noqa: B018  which registers them all
    for form in subclasses(forms.BaseForm):
        fields = getattr(form, "base_fields", {}).values()
        more = any(not isinstance(each, DJANGOS) for field in fields for each in field.validators)
        if form.__module__.startswith(OURS) and more:
            yield form


def test_every_form_with_validators_of_its_own_judges_the_length_first():
    found = {form.__name__ for form in ours() if not form.__module__.startswith("articles.")}

    assert {
        "ConsultationForm",
        "ContactForm",
        "BookingForm",
        "BlockForm",
        "FeedForm",
        "NoteForm",
    } <= found
    assert [
        form for form in ours() if form.__name__ in found and not issubclass(form, LengthFirst)
    ] == []


def test_what_is_too_long_is_looked_at_by_no_other_validator():
    looked = []

    class Form(LengthFirst, forms.Form):
        name = forms.CharField(max_length=3, validators=[looked.append])
        mail = forms.EmailField(max_length=3, validators=[looked.append], required=False)

    assert Form({"name": "four", "mail": "four"}).errors == {
        name: ["Ensure this value has at most 3 characters (it has 4)."]
        for name in ("name", "mail")
    }
    assert looked == []
    assert Form({"name": "\0"}).errors == {"name": ["Null characters are not allowed."]}
    assert Form({"name": "one"}).is_valid()
    assert looked == ["one"]


# ---- staff, and who says to be one ---------------------------------------------------------------
@pytest.mark.parametrize("name", ["username", "password", "next"])
def test_a_million_letters_sign_nobody_in(client, office, name):
    filled = {"username": "owner", "password": "wrong", "next": "/admin/"} | {name: "a" * MILLION}

    response = client.post("/admin/login/", urlencode(filled).encode(), content_type=FORM)

    assert response.status_code == 200
    assert len(response.content) < 100_000


def test_what_staff_had_typed_comes_through_the_sign_in_whole(client, office):
    User.objects.create_superuser("owner", password="long-enough-for-staff")
    owner = User.objects.get()
    typed = sign_in.sealed(
        sign_in.Typed(str(owner.pk), "/admin/", [("body", "word " * 90_000)], False)
    )
    filled = {"username": "owner", "password": "long-enough-for-staff", "typed": typed}

    response = client.post("/admin/login/", urlencode(filled).encode(), content_type=FORM)

    assert response.url == "/admin/send-again/"
    assert client.session["typed"] == typed


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"body=" + b"%" * 200_000, FORM),
        (b"--x\r\n" * 600, "multipart/form-data; boundary=x"),
        (b"--x\r\n" + b"a" * 3_000_000, "multipart/form-data; boundary=x"),
    ],
    ids=["percent signs", "parts", "a file"],
)
def test_nobody_who_has_not_signed_in_sends_staffs_largest_forms(client, office, body, kind):
    response = client.post("/admin/articles/picture/add/", body, content_type=kind)

    assert response.status_code == 413
    assert "252-1210" in response.content.decode()


def test_staff_send_them(admin_client, office):
    body = "name=" + "%41" * 200_000

    response = admin_client.post("/admin/clinic/concern/add/", body.encode(), content_type=FORM)

    assert response.status_code == 200
    assert "at most" in response.content.decode()


def test_a_guessed_password_costs_a_fraction_and_older_ones_still_open(settings):
    settings.PASSWORD_HASHERS = ["clinic.staff.passwords.BoundedArgon2"]
    older = Argon2PasswordHasher().encode("long-enough-for-staff", "saltsaltsaltsaltsaltsa")
    newer = BoundedArgon2().encode("long-enough-for-staff", "saltsaltsaltsaltsaltsa")

    assert check_password("long-enough-for-staff", older)
    assert BoundedArgon2().must_update(older)
    assert not BoundedArgon2().must_update(newer)
    assert "m=19456,t=2,p=1" in newer


# ---- redirects -----------------------------------------------------------------------------------
LED = [
    "/visit?{}",
    "/articles?{}",
    "/admin/?{}",
    "/admin/clinic/office/?{}",
    "/articles/{}",
    "/blog?{}",
]


@pytest.mark.parametrize("address", LED)
def test_no_redirect_is_longer_than_a_proxy_takes(client, office, address):
    short, long = client.get(address.format("a" * 1000)), client.get(address.format("a" * 4100))

    assert short.status_code in (301, 302, 404)
    assert long.status_code == (404 if address == "/blog?{}" else 414)
    assert "252-1210" in long.content.decode()
    assert "Location" not in long.headers


def test_the_way_to_https_is_not_either(client, office, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/visit/?" + "a" * 1000).status_code == 301
    assert client.get("/visit/?" + "a" * 4100).status_code == 414


def test_letters_of_several_bytes_are_counted_as_they_are_sent():
    lead = input_limits.short_redirects(lambda request: HttpResponseRedirect("/" + "é" * 1000))

    assert lead(RequestFactory().get("/")).status_code == 414
    assert (
        input_limits.short_redirects(lambda request: HttpResponse())(
            RequestFactory().get("/")
        ).status_code
        == 200
    )


# ---- clear answers -------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["a" * 4100, "a" * 300, "a/" * 2500, "%00", "a.webp/b"])
def test_a_picture_of_no_name_is_not_found(client, office, name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.webp").write_bytes(b"leaf")

    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/post/%00", "/blog/%00", "/articles/%00/", "/treatments/%00/", "/calendar/%00.ics"]
)
def test_an_address_with_a_nul_is_not_found(client, office, path):
    assert client.get(path).status_code == 404


@pytest.fixture
def owner(client, office):
    client.force_login(User.objects.create_superuser("owner"))
    session = client.session
    session["password_at"] = int(time.time())
    session.save()
    return client


UNREAD = ["%00", "9" * 30, "9999-12-31T23:59:59-23:59"]


@pytest.mark.parametrize(
    "model", sorted(admin.site._registry, key=str), ids=lambda model: model.__name__
)
def test_no_filter_or_search_of_the_admin_ends_in_an_error(owner, model):
    of = admin.site._registry[model]
    path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    named = [
        each if isinstance(each, str) else each[0]
        for each in of.list_filter
        if not isinstance(each, type)
    ]
    named += [each.parameter_name for each in of.list_filter if isinstance(each, type)]
    dated = (
        [f"{of.date_hierarchy}__{part}" for part in ("year", "month", "day")]
        if of.date_hierarchy
        else []
    )
    assert owner.get(path).status_code == 200

    for name in {"q", "p", "o", *named, *dated}:
        for value in UNREAD:
            answer = owner.get(f"{path}?{name}={value}")

            assert answer.status_code in (200, 302, 400), (name, value)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "query",
    ["published_at__year=9999", "published_at__year=9999&published_at__month=12&published_at__day=31",
     "published_at__year=99999999999999999999"],
)  # fmt: skip
def test_a_list_whose_filter_cannot_be_read_is_shown_whole_and_says_so(owner, query):
    response = owner.get(f"/admin/articles/article/?{query}", follow=True)

    assert response.redirect_chain == [("/admin/articles/article/", 302)]
    assert "cannot be read, so the whole list is shown" in response.content.decode()


def test_the_desks_list_takes_a_nul_for_nothing(owner):
    assert owner.get("/admin/bookings/consultation/?status=%00").status_code in (200, 302)
    assert owner.get("/admin/bookings/consultation/?q=%00").status_code in (200, 302)


@pytest.mark.parametrize("key", ["%00", "x", "_00", "9" * 30])
def test_a_question_that_cannot_be_is_not_changed(owner, key):
    assert owner.post(f"/admin/articles/faq/{key}/change/", {"question": "?"}).status_code in (
        302,
        404,
    )
