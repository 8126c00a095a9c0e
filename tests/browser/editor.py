"""The editor of articles, as its writers use it."""

from tests.browser import desk


def sign_in(page, address, name="ines"):
    desk.sign_in(page, address, name)
    page.wait_for_url(f"**{address}")
    return page


def text_box(page, heading):
    return page.get_by_role("textbox", name=f"Text of “{heading}”")
