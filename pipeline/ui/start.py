"""The script that `streamlit run` is given where the package is installed; `app.py` is the same in a checkout."""

from pipeline.ui.router import run

run()
