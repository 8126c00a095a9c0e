"""The clinic's own pictures: where they are shown, what is said of them, and that no file is left
behind.
"""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from articles import images, kept_uploads
from articles.models import Article, KeptUpload, Picture, keep_picture
from clinic.office.models import Plate
from tests.articles.factories import make_article, make_long_article, make_picture
from tests.articles.pictures import encoded, phone_photo, upload
from tests.clinic.seen import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ADD = "/admin/articles/picture/add/"
LIST = "/admin/articles/picture/"
SAID = {"name": "Leaf", "alt": "A leaf", "depicts": "nobody"}


@pytest.fixture
def desk(client, office):
    client.force_login(User.objects.create_superuser("desk"))
    return client


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """What is to happen after a commit happens at the end of `with committing():`."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def files(media):
    return {str(each.relative_to(media)) for each in media.rglob("*") if each.is_file()}


def belong_to_a_row(media):
    """All that lies in the media folder, and all that rows say should lie there."""
    wanted = {
        images.file_name(picture.key, width)
        for picture in Picture.objects.all()
        for width in picture.widths
    }
    return files(media) == wanted and not [
        each for each in media.rglob("*") if each.is_dir() and not files(each)
    ]


def read(client, address):
    return client.get(address).text


def tags(html, name):
    return re.findall(rf"<{name} [^>]*>", html)


def add(client, content=None, **said):
    content = encoded((900, 600)) if content is None else content
    return client.post(ADD, SAID | said | {"upload": upload(content)})


def errors(response):
    return {name: list(each) for name, each in response.context["adminform"].form.errors.items()}


# ---- no file without a row ---------------------------------------------------------------------
def test_whatever_happens_every_file_has_its_row(desk, media, committing):
    with committing():
        for name in ("One", "Two", "Three"):
            add(desk, name=name)
    assert len(files(media)) == 9
    one, two, three = Picture.objects.order_by("name")

    with committing():
        add(desk, b"not a picture")
        add(desk, alt="")
        article = make_article(picture=one, sections=[{"picture": three}])
        article.delete()
        two.delete()
    with committing():
        Picture.objects.filter(pk=one.pk).delete()

    assert list(Picture.objects.all()) == [three]
    assert belong_to_a_row(media)
    assert len(files(media)) == 3


def test_a_transaction_that_is_rolled_back_leaves_neither_row_nor_file(media, committing):
    kept = Picture(**SAID)
    with committing():
        keep_picture(kept, images.make(upload(encoded())))

    with committing(), transaction.atomic():
        keep_picture(Picture(**SAID), images.make(upload(encoded())))
        kept.delete()
        transaction.set_rollback(True)

    assert [str(picture) for picture in Picture.objects.all()] == ["Leaf"]
    assert belong_to_a_row(media)
    assert len(files(media)) == 1


@pytest.mark.django_db(transaction=True)
def test_where_files_cannot_be_written_staff_are_told_and_no_row_stays(desk, media):
    media.mkdir()
    (media / "pictures").write_text("a file where the folder should be")

    response = desk.post(ADD, SAID | {"upload": upload(encoded())}, follow=True)

    assert "could not be stored" in response.text
    assert "was added" not in response.text
    assert Picture.objects.count() == 0


def test_the_database_wants_to_know_what_a_picture_shows():
    for left_out in ({"alt": ""}, {"depicts": ""}, {"depicts": "somebody"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_picture(**left_out)


# ---- the page ----------------------------------------------------------------------------------
def test_srcset_names_exactly_the_files_that_there_are(client, media, committing):
    picture = Picture(**SAID)
    with committing():
        keep_picture(picture, images.make(upload(encoded((1000, 500)))))

    named = [entry.split() for entry in picture.srcset.split(", ")]

    assert [width for _, width in named] == ["400w", "800w", "1000w"]
    assert {address.removeprefix("/media/") for address, _ in named} == files(media)
    for address, _ in named:
        response = client.get(address)
        assert response["Content-Type"] == "image/webp"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "immutable" in response["Cache-Control"]
        response.close()


def test_the_picture_at_the_head_is_asked_for_first_and_all_others_when_they_are_near(
    client, office
):
    head, other = (
        make_picture(width=1600, height=1200),
        make_picture("Other", width=900, height=600),
    )
    article = make_article(picture=head, sections=[{"heading": "Why", "picture": other}])
    make_article("Beside it", picture=other)

    html = read(client, article.get_absolute_url())

    preload = next(tag for tag in tags(html, "link") if 'rel="preload" as="image"' in tag)
    first, second, third = (tag for tag in tags(html, "img") if "/media/" in tag)
    sizes = re.search(r'sizes="([^"]+)"', first)[1]
    assert f'imagesrcset="{head.srcset}" imagesizes="{sizes}"' in preload
    assert f'src="{head.url}" srcset="{head.srcset}"' in first
    assert 'width="1600" height="1200" alt="A leaf"' in first
    assert 'fetchpriority="high"' in first
    assert "lazy" not in first
    for tag in (second, third):
        assert f'srcset="{other.srcset}"' in tag
        assert 'width="900" height="600" alt="A leaf"' in tag
        assert 'loading="lazy"' in tag
    for tag in (first, second, third):
        assert 'decoding="async"' in tag
    assert html.index("<h2 id=") < html.index(second)


@pytest.mark.parametrize(
    ("depicts", "caption"),
    [("model", "Photo of a model"), ("patient", "Photo of an actual patient"), ("nobody", None)],
)
def test_wherever_a_picture_stands_it_says_who_is_in_it(client, office, depicts, caption):
    face = make_picture("Cheek", alt="A cheek", depicts=depicts)
    with_head = make_article("Head", picture=face)
    with_section = make_article("Section", sections=[{"picture": face}, {"picture": face}])
    expected = {
        with_head.get_absolute_url(): 1,
        with_section.get_absolute_url(): 2 + 1,  # and the card of the other
        reverse("articles:index"): 1,
        reverse("home"): 1,
    }

    for address, uses in expected.items():
        html = read(client, address)
        assert html.count('alt="A cheek"') == uses
        assert html.count("Photo of") == (uses if caption else 0)
        assert html.count(caption or "nothing of the kind") == (uses if caption else 0)


def test_who_shares_an_article_shares_its_largest_picture(client, office, settings):
    picture = make_picture(width=1000, height=750)
    html = read(client, make_article(picture=picture).get_absolute_url())

    address = f"{settings.SITE_URL}/media/pictures/{picture.key}/1000.webp"
    assert f'<meta property="og:image" content="{address}">' in html
    assert f'"image": "{address}"' in html or f'"image":"{address}"' in html


def test_pictures_cost_one_query_where_sections_show_them(
    client, office, django_assert_num_queries
):
    def sections(shown):
        return [
            {"heading": str(number), "picture": make_picture() if shown else None}
            for number in range(3)
        ]

    for shown in (False, True):
        Article.objects.all().delete()
        picture = make_picture() if shown else None
        article = make_article("This", picture=picture, sections=sections(shown))
        for name in ("One", "Two", "Three"):
            make_article(name, picture=picture)
        of_article = 9 if shown else 8
        for address, queries in [
            (article.get_absolute_url(), of_article),
            (reverse("articles:index"), 5),
            ("/", 5),
        ]:
            with django_assert_num_queries(queries):
                client.get(address)


# ---- the library -------------------------------------------------------------------------------
def test_a_photo_of_a_phone_is_added_with_who_added_it(desk, media, committing):
    with committing():
        response = desk.post(ADD, SAID | {"upload": phone_photo()})

    picture = Picture.objects.get()
    assert response.status_code == 302
    assert (picture.width, picture.height, picture.widths) == (1200, 2400, [400, 800, 1200])
    assert picture.by.username == "desk"
    assert not [each for each in media.rglob("*") if "Maya" in str(each)]
    assert not [each for each in media.rglob("*.webp") if b"EXIF" in each.read_bytes()]
    assert belong_to_a_row(media)


def test_a_picture_is_refused_until_it_says_what_it_shows(desk):
    assert errors(add(desk, alt="", depicts="")) == {
        "alt": ["This field is required."],
        "depicts": ["This field is required."],
    }
    assert errors(add(desk, name="")) == {"name": ["This field is required."]}
    assert errors(desk.post(ADD, SAID)) == {"upload": ["Choose a file."]}
    assert errors(add(desk, b"<svg/>")) == {"upload": [images.UNREADABLE]}
    assert Picture.objects.count() == 0


def kept_in(response):
    return response.context["adminform"].form["kept"].value()


def test_the_file_that_was_chosen_is_kept_while_its_form_comes_back(desk, media, committing):
    back = add(desk, phone_photo().read(), alt="")
    assert "The file that you chose is kept." in back.text
    shown = desk.get(f"/admin/articles/picture/kept/{kept_in(back)}/")
    assert shown["Content-Type"] == "image/webp"
    assert "no-store" in shown["Cache-Control"]
    assert b"EXIF" not in shown.content
    again = desk.post(ADD, SAID | {"depicts": "", "kept": kept_in(back)})
    assert "The file that you chose is kept." in again.text

    with committing():
        response = desk.post(ADD, SAID | {"kept": kept_in(again)})

    assert response.status_code == 302
    assert Picture.objects.get().widths == [400, 800, 1200]
    assert belong_to_a_row(media)
    assert not KeptUpload.objects.exists()


def test_another_file_takes_the_place_of_the_kept_one(desk, media, committing):
    back = add(desk, phone_photo().read(), alt="")

    with committing():
        desk.post(ADD, SAID | {"kept": kept_in(back), "upload": upload(encoded((40, 20)))})

    assert Picture.objects.get().widths == [40]


def test_what_is_kept_is_its_owners_alone_and_for_eight_hours(desk, client):
    key = kept_in(add(desk, phone_photo().read(), alt=""))
    other = User.objects.create_superuser("other")
    client.force_login(other)

    assert client.get(f"/admin/articles/picture/kept/{key}/").status_code == 404
    assert "choose the file again" in str(errors(client.post(ADD, SAID | {"kept": key})))
    assert errors(client.post(ADD, SAID | {"kept": "no key"}))
    kept = KeptUpload.objects.get()
    assert kept_uploads.forget(now=kept.kept_at + timedelta(hours=7, minutes=59)) == 0
    assert kept_uploads.forget(now=kept.kept_at + timedelta(hours=8)) == 1


def test_one_file_a_person_is_kept_and_none_that_is_too_large(desk, monkeypatch):
    add(desk, phone_photo().read(), alt="")
    add(desk, alt="")
    assert KeptUpload.objects.get().width < 1200

    monkeypatch.setattr(kept_uploads, "MOST_BYTES", 10)
    refused = errors(add(desk, alt=""))
    assert refused["upload"] == ["Please choose the file again: it could not be kept."]


def test_what_is_said_of_a_picture_is_changed_and_its_file_is_not(desk):
    picture = make_picture()
    address = f"{LIST}{picture.pk}/change/"

    assert 'type="file"' not in read(desk, address)
    said = SAID | {"alt": "A green leaf", "upload": upload(encoded())}
    response = desk.post(address, said | seen(desk, address))

    changed = Picture.objects.get()
    assert response.status_code == 302
    assert (changed.alt, changed.key, changed.widths) == (
        "A green leaf",
        picture.key,
        picture.widths,
    )


def test_a_picture_in_use_is_not_deleted_and_staff_read_where_it_stands(desk, media, committing):
    with committing():
        used, free = make_picture("Used"), make_picture("Free")
    top = make_article("Top of it", picture=used)
    under = make_article("Under a heading", sections=[{"heading": "Why & how", "picture": used}])
    there = [f"/admin/articles/article/{article.pk}/change/" for article in (top, under)]
    sentences = [
        f'“Used” stands in <a href="{there[0]}">Top of it</a>, at the top and on its card.',
        f'“Used” stands in <a href="{there[1]}">Under a heading</a>, under “Why &amp; how”.',
    ]

    for method in (desk.get, desk.post):
        one = method(f"{LIST}{used.pk}/delete/", {"post": "yes"}).text
        bulk = {"action": "delete_selected", "_selected_action": [used.pk, free.pk]}
        many = desk.post(LIST, bulk | ({"post": "yes"} if method == desk.post else {})).text
        for html in (one, many):
            assert [sentence in html for sentence in sentences] == [True, True]
            assert html.count("stands in <a") == 2
            assert "Yes, I’m sure" not in html
    assert "in use, so it stays" in one
    assert "none was deleted" in many
    with pytest.raises(ProtectedError):
        used.delete()
    assert Picture.objects.count() == 2
    for sentence in sentences:
        assert sentence in read(desk, f"{LIST}{used.pk}/change/")

    with committing():
        desk.post(LIST, bulk | {"post": "yes", "_selected_action": [free.pk]})
    with committing():
        top.delete()
        under.delete()
        desk.post(f"{LIST}{used.pk}/delete/", {"post": "yes"})
    assert Picture.objects.count() == 0
    assert files(media) == set()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_no_more_for_more_pictures_and_says_how_often_each_is_used(
    desk, rows, django_assert_max_num_queries
):
    for number in range(rows):
        picture = make_picture(f"Picture {number}")
        make_article(f"Article {number}", picture=picture, sections=[{"picture": picture}])
    make_picture("Alone")

    with django_assert_max_num_queries(14):
        html = read(desk, LIST)

    assert html.count("In 2 places") == rows
    assert html.count("Not used") == 1
    assert html.count('class="acu-thumb"') == rows + 1


# ---- choosing ----------------------------------------------------------------------------------
def test_drawings_and_pictures_are_chosen_by_what_they_look_like(desk):
    old = make_picture("Old")
    for number in range(13):
        make_picture(f"Picture {number}")
    section = make_long_article(picture=old).sections.first()
    html = read(desk, reverse("admin:articles_article_change", args=[section.article_id]))

    plates = re.findall(r'<input type="radio" name="plate" value="(\w+)"', html)
    drawings = re.findall(r'<input type="radio" name="sections-0-drawing" value="(\w*)"', html)
    assert plates == Plate.values
    assert drawings == ["", "collagen", "series"]
    for name in (*(f"plate-{plate}" for plate in plates), "pore-3", "timeline-wide"):
        assert f'src="/static/img/{name}.svg"' in html
    own = html[html.index(">Picture</h2>") : html.index(">Review</h2>")]
    assert len(re.findall(r"data-picture=", own)) == 1 + 12
    assert f'data-picture="{old.pk}" aria-pressed="true"' in own
    assert own.count('aria-pressed="true"') == 1


def test_the_latest_pictures_are_looked_up_once_for_all_sections(
    desk, django_assert_max_num_queries
):
    make_picture()
    article = make_article(sections=[{"heading": str(number)} for number in range(6)])
    address = reverse("admin:articles_article_change", args=[article.pk])

    with django_assert_max_num_queries(100) as asked:
        desk.get(address)

    latest = [
        each["sql"] for each in asked.captured_queries if 'FROM "articles_picture"' in each["sql"]
    ]
    assert len(latest) <= 3  # the article's own, and the sections'


def test_the_newest_picture_is_put_into_an_article_and_a_section(desk):
    picture = make_picture()
    article = make_article()
    address = reverse("admin:articles_article_change", args=[article.pk])
    form = desk.get(address).context["adminform"].form

    assert form.fields["picture"].queryset.count() == 1
    assert form.fields["picture"].required is False
    asked = {
        "app_label": "articles",
        "model_name": "section",
        "field_name": "picture",
        "term": "lea",
    }
    assert desk.get("/admin/autocomplete/", asked).json()["results"] == [
        {"id": str(picture.pk), "text": "Leaf"}
    ]
