"""Who may do what in the browser: by address and role, and with a real provider that people sign in with."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from pipeline.collection import Collection
from pipeline.roles import ROLES as ALL_ROLES
from pipeline.roles import Person, Role
from pipeline.ui.access import reached_by, role_of, signed_in
from tests.conftest import ARTICLE
from tests.ui.conftest import barriers, free_port, serve, settle
from tests.ui.provider import provider

OTHER = "notes/n07-moon-agreement.md"
ROLES = {
    "admin": ["Head@Example.org"],
    "reviewer": ["ada@example.org", "head@example.org"],
    "reader": "eve@example.org",
}


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("head@example.org", "admin"),
        ("ADA@example.org", "reviewer"),
        ("eve@example.org", "reader"),
        ("mallory@example.org", None),
        ("", None),
    ],
)
def test_an_address_has_its_highest_role(email: str, role: str | None) -> None:
    assert role_of(email, ROLES) == role
    assert role_of(email, ROLES | {"default": "reader"}) == (role or "reader")
    assert role_of(email, ROLES | {"default": "owner"}) == role


def test_an_address_that_is_not_verified_counts_as_none() -> None:
    user = {"email": "head@example.org", "name": "The Head", "sub": "1"}
    for verified in (True, "true", None):
        assert signed_in(user | {"email_verified": verified}, ROLES) == Person("head@example.org", "admin")
    for verified in (False, "false", "", 0):
        assert signed_in(user | {"email_verified": verified}, ROLES) is None
        known = signed_in(user | {"email_verified": verified}, ROLES | {"default": "reader"})
        assert known == Person("1", "reader"), "by the provider's id"
    assert signed_in({}, ROLES | {"default": "reader"}) is None


def test_people_are_told_apart_by_their_address_and_not_by_the_name_they_chose() -> None:
    one = signed_in({"email": "Ada@example.org", "name": "Ada", "sub": "1"}, ROLES)
    other = signed_in({"email": "eve@example.org", "name": "Ada", "sub": "2"}, ROLES)
    assert (one, other) == (Person("ada@example.org", "reviewer"), Person("eve@example.org", "reader"))


def test_what_strangers_can_reach_is_shown_only_if_somebody_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ui.access.configured", lambda: False)
    for address, told in (("127.0.0.1", "this machine alone (127.0.0.1)"), ("0.0.0.0", ""), (None, "")):
        monkeypatch.setattr("streamlit.get_option", lambda _name, address=address: address)
        assert reached_by() == told
    monkeypatch.setenv("TRAVAUX_OPEN", "1")
    assert reached_by() == "everyone who reaches this machine"


def test_strangers_see_one_sentence(monkeypatch: pytest.MonkeyPatch, corpus_index: Path, root: Path) -> None:
    monkeypatch.setenv("TRAVAUX_INDEX", str(corpus_index))
    monkeypatch.setattr("pipeline.ui.access.reached_by", lambda: "")
    test = AppTest.from_file(str(root / "pipeline" / "ui" / "router.py"), default_timeout=60).run()
    assert not test.exception
    shown = "".join(element.proto.body for element in test.get("html"))
    assert "open to other machines, and nobody signs in" in shown
    assert not test.text_input


@pytest.mark.parametrize("role", ALL_ROLES)
def test_what_somebody_may_not_do_is_not_done(
    role: Role, monkeypatch: pytest.MonkeyPatch, review_copy: Path, root: Path
) -> None:
    """The role is asked for when something is done: it may have been taken away since the page was drawn."""
    monkeypatch.setenv("TRAVAUX_INDEX", str(review_copy))
    now: list[Role] = []
    monkeypatch.setattr("pipeline.ui.access.person", lambda: Person("ada@example.org", now[-1]))

    def page(name: str, **params: str) -> AppTest:
        now.append("admin")
        test = AppTest.from_file(str(root / "pipeline" / "ui" / f"{name}_page.py"), default_timeout=180)
        for key, value in params.items():
            test.query_params[key] = value
        test.run()
        now.append(role)
        return test

    def press(test: AppTest, label: str) -> str:
        next(button for button in test.button if button.label.startswith(label)).click().run()
        assert not test.exception
        return "".join(element.proto.body for element in test.get("html"))

    with Collection.open(review_copy) as collection:
        claim, count = collection.review_entries()[0].claim_id, len(collection.review_entries())
    said = press(page("review", claim=claim), "Accept")
    assert ("Decisions need the role reviewer" in said) == (role == "reader")
    press(page("document", doc=OTHER), "Check the claims")
    library = page("library")
    library.get("file_uploader")[0].upload("pact.md", b"The Harbour Pact was signed in 1974.", "text/markdown")
    assert ("1 added: pact.md" in press(library, "Add")) == (role == "admin")
    with Collection.open(review_copy) as collection:
        decided = [item.current.reviewer for item in collection.review_items([claim]) if item.current]
        assert decided == ([] if role == "reader" else ["ada@example.org"])
        assert (len(collection.review_entries()) > count) == (role != "reader")
        assert any(info.doc_id == "pact.md" for info in collection.documents()) == (role == "admin")


@pytest.mark.browser
def test_people_sign_in_and_do_what_their_role_allows(page: Page, review_copy: Path, tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / ".streamlit").mkdir()
    with provider() as identity:
        (tmp_path / ".streamlit" / "secrets.toml").write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"x" * 40}"\n'
            'client_id = "travaux"\nclient_secret = "secret"\n'
            f'server_metadata_url = "{identity.address}/.well-known/openid-configuration"\n'
            '[roles]\nreviewer = ["ada@example.org"]\nreader = ["eve@example.org"]\n',
            encoding="utf-8",
        )
        for url in serve(review_copy, tmp_path, port=port):
            for email, name in (("ada@example.org", "Ada"), ("eve@example.org", "Eve"), ("mallory@example.org", "M")):
                identity.claims = {"sub": email, "email": email, "name": name}
                page.context.clear_cookies()
                page.goto(f"{url}/review?status=all")
                settle(page)
                assert barriers(page) == []
                page.get_by_role("button", name="Sign in").click()
                if name == "M":
                    page.get_by_text("have no role here", exact=False).wait_for()
                    settle(page)
                    assert page.locator(".t-claim").count() == 0
                    continue
                # Back at the page that was asked for before signing in.
                page.locator(".t-claim").wait_for()
                assert page.url == f"{url}/review?status=all"
                settle(page)
                assert barriers(page) == []
                if name == "Ada":
                    page.get_by_role("button", name="Accept").click()
                    page.get_by_text(re.compile(r"^1 of \d+ verdicts reviewed")).wait_for()
                    page.goto(f"{url}/review?status=reviewed")
                    page.get_by_text("ada@example.org: accept", exact=False).first.wait_for()
                else:
                    page.get_by_text("Verdicts are decided on by reviewers.").wait_for()
                    expect(page.get_by_role("button", name="Accept")).to_be_disabled()
                settle(page)
                page.get_by_role("link", name="Library", exact=True).click()
                page.get_by_text("added and changed by administrators", exact=False).wait_for()
                settle(page)
                assert page.locator('input[type="file"]').count() == 0
                page.get_by_role("button", name="You").click()
                page.get_by_text(f"{email}, {'reviewer' if name == 'Ada' else 'reader'}").wait_for()
                page.get_by_role("button", name="Sign out").wait_for()
    with Collection.open(review_copy) as collection:
        decided = [item.current.reviewer for item in collection.review_queue(ARTICLE) if item.current]
    assert decided == ["ada@example.org"]
