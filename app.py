"""`streamlit run app.py`: the browser application on the index that TRAVAUX_INDEX names."""

from pipeline.ui.router import run

run()
