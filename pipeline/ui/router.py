"""The router: the frame around the pages. Run by `streamlit run` from `app.py` or `travaux app`."""

from pathlib import Path

import streamlit as st

from pipeline.ui.access import person
from pipeline.ui.components import STYLE, titled
from pipeline.ui.links import follow_links
from pipeline.ui.state import READER, REVIEW

PAGES = Path(__file__).parent


def run() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="Travaux", page_icon="📜", layout="wide")
    pages = [
        st.Page(PAGES / "search_page.py", title="Search", icon=":material/search:", default=True),
        st.Page(PAGES / "document_page.py", title="Reader", icon=":material/menu_book:", url_path=READER),
        st.Page(PAGES / "names_page.py", title="Entities", icon=":material/hub:", url_path="entities"),
        st.Page(PAGES / "review_page.py", title="Review", icon=":material/fact_check:", url_path=REVIEW),
        st.Page(PAGES / "library_page.py", title="Library", icon=":material/inventory_2:", url_path="library"),
        st.Page(PAGES / "about_page.py", title="About", icon=":material/info:", url_path="about"),
    ]
    page = st.navigation(pages, position="top")
    st.html(f"<style>{STYLE}</style>")
    who = person()
    follow_links()
    titled(page.title)
    if who.name:
        with st.container(horizontal=True, horizontal_alignment="right"), st.popover("You", icon=":material/person:"):
            st.text(f"{who.name}, {who.role}")
            st.button("Sign out", icon=":material/logout:", on_click=st.logout)
    page.run()


if __name__ == "__main__":
    run()
