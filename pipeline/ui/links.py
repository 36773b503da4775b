"""Links that are followed without loading the application anew, and places that are brought into view.

Every link of ours is an ordinary one, with an address that can be copied or opened in another tab. A plain click on one
becomes a step in the browser's history, at which Streamlit shows the page that the address names, in the session at
hand.
"""

from typing import Literal
from zlib import crc32

import streamlit as st

# Where somebody wanted to go before signing in, for as long as the tab is open.
_WANTED = "travaux.wanted"
_LISTEN = """
const show = (address, step) => {
  history[step]({}, "", address);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
};
// Functions for good: Streamlit may call the component again, and a listener that is known is not added twice.
const hide = (event) => {
  if (event.key === "Escape") document.querySelectorAll(".t-card").forEach((card) => (card.style.display = "none"));
};
// A card that was put away comes back with the next look at its citation.
const again = (event) => {
  const card = event.target.closest?.("a.t-cite")?.querySelector(".t-card");
  if (card) card.style.display = "";
};
const follow = (event) => {
  const link = event.target.closest?.('[data-testid="stHtml"] a[href]');
  const held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || held || event.button !== 0 || link.origin !== location.origin) return;
  event.preventDefault();
  if (link.href === location.href) window.dispatchEvent(new Event("travaux.place"));
  else show(link.href, "pushState");
};
const wanted = () => {
  try {
    const address = sessionStorage.getItem("WANTED");
    sessionStorage.removeItem("WANTED");
    return address && new URL(address).origin === location.origin && address !== location.href ? address : "";
  } catch {
    return "";  // where the browser keeps nothing
  }
};
export default function () {
  document.addEventListener("click", follow);
  document.addEventListener("keydown", hide);
  for (const left of ["mouseout", "focusout"]) document.addEventListener(left, again);
  const address = wanted();
  if (address) show(address, "replaceState");
  return () => {
    document.removeEventListener("click", follow);
    document.removeEventListener("keydown", hide);
    for (const left of ["mouseout", "focusout"]) document.removeEventListener(left, again);
  };
}
""".replace("WANTED", _WANTED)
# The bare address is also where a sign-in that came to nothing ends.
_KEEP = """
export default function () {
  try {
    const bare = location.pathname === "/" && !location.search;
    if (!bare || !sessionStorage.getItem("WANTED")) sessionStorage.setItem("WANTED", location.href);
  } catch {
    // where the browser keeps nothing, the way leads to the first page
  }
}
""".replace("WANTED", _WANTED)
_FOLLOW = """
export default function ({ data }) {
  history.pushState({}, "", new URL(data.link, location.href));
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}
"""
# The page keeps how far it was scrolled when it is drawn for another place, so that the place may be out of sight.
_SHOW = """
let place = "";
let block = "";
let until = 0;
const find = () => {
  const text = document.querySelector("." + place);
  if (!text) return performance.now() < until && requestAnimationFrame(find);
  const claim = matchMedia("(max-width: 640px)").matches && document.querySelector(".st-key-beside .t-panel-head");
  const target = claim || text.querySelector("mark.t-cited") || text;
  target.scrollIntoView({ block: target.tagName === "MARK" ? "center" : block });
  // Who goes through the page by keyboard, or hears it, goes on from here; not in the middle of a word.
  if (document.activeElement.matches("input, textarea")) return;
  const head = document.querySelector(".st-key-beside .t-panel-head h2") || target;
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
};
export default function ({ data }) {
  window.addEventListener("travaux.place", find);
  if (data.place !== place) {
    place = data.place;
    block = data.block;
    until = performance.now() + 5000;
    if (data.far) find();
  }
  return () => {
    window.removeEventListener("travaux.place", find);
    place = "";
  };
}
"""
_listener = st.components.v2.component("travaux.links", js=_LISTEN)
_keeper = st.components.v2.component("travaux.wanted", js=_KEEP)
_follower = st.components.v2.component("travaux.follow", js=_FOLLOW)
_shower = st.components.v2.component("travaux.place", js=_SHOW)


def follow_links() -> None:
    """Listen to clicks on links for as long as the application is open; called once in each run.

    Somebody who has just signed in is led to the page whose address they came with (`keep_address`).
    """
    _listener(key="links")


def keep_address() -> None:
    """Remember the address at hand until its page may be seen."""
    _keeper(key="wanted")


def follow(link: str) -> None:
    """Go where a link of ours leads, as if it had been clicked."""
    _follower(data={"link": link}, key="follow")


def bring_into_view(name: str, *, far: bool, block: Literal["start", "nearest"] = "start") -> str:
    """Go to a place once it is drawn: when it is another one and `far`, or when its link is clicked again.

    It is scrolled into sight, and has the focus, or the head of the panel beside it.

    Args:
        name: what the place is called; each place has another name.
        far: whether it may lie out of sight.
        block: where it comes to lie; "nearest" leaves what is in sight where it is.

    Returns:
        The class that the element at the place must have; of cited words in it, these are shown.
    """
    place = f"t-at-{crc32(name.encode())}"
    _shower(data={"place": place, "far": far, "block": block}, key="place")
    return place
