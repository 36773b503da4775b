"""Links that are followed without loading the application anew.

Every link of ours is an ordinary one, with an address that can be copied or opened in another tab. A plain click on one
is told to Python instead, which shows the page that it names in the session at hand.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_LISTEN = """
export default function () {
  const follow = (event) => {
    const link = event.target.closest?.('[data-testid="stHtml"] a[href]');
    const held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || held || event.button !== 0) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""
_listener = st.components.v2.component("travaux.links", js=_LISTEN)


def target(address: str) -> tuple[str, dict[str, list[str]]]:
    """The page and the parameters that a relative address names."""
    path, _, query = address.partition("?")
    return path, parse_qs(query)


def follow_links(pages: Mapping[str, "StreamlitPage"]) -> None:
    """Listen to clicks on links, and go where the last one leads; `pages` by the path of each."""
    followed = _listener(key="links", on_followed_change=lambda: None).followed
    if isinstance(followed, str):
        path, params = target(followed)
        if path in pages:
            st.switch_page(pages[path], query_params=params)
