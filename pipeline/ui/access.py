"""Who uses the application and what they may do: by sign-in where that is configured, everything where it is not.

Without sign-in it shows nothing to other machines unless somebody has said that it may.

`[auth]` in `.streamlit/secrets.toml` configures a provider of OpenID Connect as `st.login` wants it; `[roles]` beside
it lists the e-mail addresses of each role, and under `default` the role of everybody else who signs in.
"""

import os
from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from pipeline.roles import LOOPBACK, ROLES, Person, Role
from pipeline.ui.components import notice
from pipeline.ui.links import keep_address

NOBODY_ASKED = Person("", "admin")


def role_of(email: str, roles: Mapping[str, str | Sequence[str]]) -> Role | None:
    """The highest role that lists an address, or the default one; None for an address that may not come in."""
    for role in reversed(ROLES):
        listed = roles.get(role, ())
        if email and email.casefold() in [one.casefold() for one in ([listed] if isinstance(listed, str) else listed)]:
            return role
    default = roles.get("default")
    return next((role for role in ROLES if role == default), None)


def signed_in(user: Mapping[str, object], roles: Mapping[str, str | Sequence[str]]) -> Person | None:
    """Who somebody is by what the provider tells; an address that it says it has not verified counts as none.

    People go by their address, or else by the provider's id: names to be shown are theirs to choose, and to share.
    """
    verified = user.get("email_verified")
    trusted = verified is None or str(verified).casefold() == "true"
    email = str(user.get("email") or "").casefold() if trusted else ""
    role, name = role_of(email, roles), email or str(user.get("sub") or "")
    return Person(name, role) if role and name else None


def configured() -> bool:
    """Whether people sign in."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def reached_by() -> str:
    """Who can open the application, in words; empty where strangers could and nobody has said that they may."""
    if configured():
        return "people who sign in"
    address = st.get_option("server.address")
    if address in LOOPBACK:
        return f"this machine alone ({address})"
    return f"everyone who reaches {address or 'this machine'}" if os.environ.get("TRAVAUX_OPEN") == "1" else ""


def person() -> Person:
    """Who uses the page; those who may not, or have not signed in, are told so and see nothing else."""
    if not configured():
        if not reached_by():
            notice(
                "error",
                "This application is open to other machines, and nobody signs in. Serve it on 127.0.0.1, configure "
                "[auth] in .streamlit/secrets.toml, or set TRAVAUX_OPEN=1 to let everyone in.",
            )
            st.stop()
        return NOBODY_ASKED
    if not st.user.is_logged_in:
        st.title("Travaux")
        keep_address()
        st.button("Sign in", type="primary", icon=":material/login:", on_click=st.login)
        st.stop()
    who = signed_in(st.user.to_dict(), dict(st.secrets.get("roles", {})))
    if who is None:
        notice("error", "You are signed in, but have no role here. Ask whoever runs this application for one.")
        st.button("Sign out", on_click=st.logout)
        st.stop()
    return who


def require(role: Role) -> None:
    """End the page with a sentence unless whoever uses it has the role; called where something is done, not shown."""
    who = person()
    if not who.may(role):
        notice("error", f"This needs the role {role}; yours is {who.role}.")
        st.stop()
