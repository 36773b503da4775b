"""Links that are followed without loading the application anew.

Every link of ours is an ordinary one, with an address that can be copied or opened in another tab. A plain click on one
becomes a step in the browser's history, at which Streamlit shows the page that the address names, in the session at
hand.
"""

import streamlit as st

_LISTEN = """
export default function () {
  const follow = (event) => {
    const link = event.target.closest?.('[data-testid="stHtml"] a[href]');
    const held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || held || event.button !== 0 || link.origin !== location.origin) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""
_listener = st.components.v2.component("travaux.links", js=_LISTEN)


def follow_links() -> None:
    """Listen to clicks on links for as long as the application is open; called once in each run."""
    _listener(key="links")
