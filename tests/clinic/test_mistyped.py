"""An e-mail address that looks mistyped is noticed, and a real one never is."""

import pytest

from clinic.office.email_suggestion import COMMON, THEIRS, meant

SLIPS = {
    "gmial.com": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.cm": "gmail.com",
    "gmail.om": "gmail.com",
    "gmail.cmo": "gmail.com",
    "gmai.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "gnail.com": "gmail.com",
    "gamil.com": "gmail.com",
    "mgail.com": "gmail.com",
    "gmaiml.com": "gmail.com",  # as it was reported elsewhere
    "gmial.con": "gmail.com",
    "GMIAL.com": "gmail.com",
    "gmail.com.com": "gmail.com",
    "hotmail.co": "hotmail.com",
    "hotmial.com": "hotmail.com",
    "homtail.com": "hotmail.com",
    "hotmai.com": "hotmail.com",
    "yahoo.cmo": "yahoo.com",
    "yahoo.co": "yahoo.com",
    "yaho.com": "yahoo.com",
    "yhaoo.com": "yahoo.com",
    "yahooo.com": "yahoo.com",
    "outlok.com": "outlook.com",
    "outlook.con": "outlook.com",
    "icoud.com": "icloud.com",
    "iclould.com": "icloud.com",
    "icloud.vom": "icloud.com",
    "aol.con": "aol.com",
    "aol.co": "aol.com",
    "comcast.ner": "comcast.net",
    "commcast.net": "comcast.net",
    "example.con": "example.com",
    "mail.example.ogr": "mail.example.org",
    "ucla.eud": "ucla.edu",
}
REAL_ONES = [
    *(
        "gmail.com",
        "googlemail.com",
        "ymail.com",
        "mail.com",
        "email.com",
        "gmx.com",
        "gmx.net",
        "gmx.de",
    ),
    *("me.com", "mac.com", "icloud.com", "cloud.com", "hotmail.com", "hotmail.co.uk", "hotmail.fr"),
    *(
        "hotmail.de",
        "hotmail.it",
        "hotmail.es",
        "hotmail.com.br",
        "hotmail.ca",
        "live.com",
        "live.co.uk",
    ),
    *(
        "live.nl",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.co.jp",
        "yahoo.co.in",
        "yahoo.ca",
        "yahoo.de",
        "yahoo.fr",
    ),
    *(
        "yahoo.es",
        "yahoo.it",
        "yahoo.in",
        "yahoo.com.au",
        "yahoo.com.br",
        "yahoo.com.mx",
        "yahoo.cn",
    ),
    *(
        "outlook.com",
        "outlook.fr",
        "outlook.de",
        "outlook.es",
        "outlook.co.uk",
        "outlook.co.th",
        "outlook.jp",
    ),
    *("msn.com", "aol.com", "aon.com", "all.com", "ao.com", "love.com", "life.com", "comcast.net"),
    *(
        "comcast.com",
        "verizon.net",
        "verizon.com",
        "att.net",
        "att.com",
        "sbcglobal.net",
        "cox.net",
        "cox.com",
    ),
    *(
        "charter.net",
        "earthlink.net",
        "bellsouth.net",
        "protonmail.com",
        "protonmail.ch",
        "proton.me",
        "pm.me",
    ),
    *(
        "fastmail.com",
        "fastmail.fm",
        "hey.com",
        "hushmail.com",
        "zoho.com",
        "tutanota.com",
        "tuta.io",
    ),
    *(
        "inbox.com",
        "rocketmail.com",
        "mail.ru",
        "yandex.ru",
        "yandex.com",
        "qq.com",
        "163.com",
        "126.com",
    ),
    *(
        "naver.com",
        "web.de",
        "t-online.de",
        "free.fr",
        "orange.fr",
        "laposte.net",
        "libero.it",
        "wp.pl",
    ),
    *("seznam.cz", "rediffmail.com", "ucla.edu", "usc.edu", "smc.edu", "example.com", "example.co"),
    *("example.cm", "example.net", "a.co", "t.co", "clinic.example", "ca.gov"),
]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_noticed_and_what_was_meant_is_known(slip):
    assert meant(f"Maya.O+c@{slip}") == f"Maya.O+c@{SLIPS[slip]}"


@pytest.mark.parametrize("domain", REAL_ONES)
def test_nobody_is_asked_about_a_real_address(domain):
    assert meant(f"maya@{domain}") == ""
    assert meant(f"maya@{domain.upper()}") == ""


def test_what_is_suggested_is_not_asked_about_itself():
    assert {each for each in {*COMMON, *THEIRS, *SLIPS.values()} if meant(f"a@{each}")} == set()


def test_what_is_no_address_means_nothing():
    assert [
        meant(each) for each in ("", "@", "@gmial.com", "gmial.com", "a@", "a@b", "maya@gmäil.com")
    ] == [""] * 7
