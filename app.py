"""The front door: `streamlit run app.py` starts this. One process serves the pages and the plain routes beside them."""

from __future__ import annotations

import streamlit as st

from views.front_door import LIFESPAN, MIDDLEWARE, ROUTES
from views.trouble import on_script_error

app = st.App("views/shell.py", routes=ROUTES, middleware=MIDDLEWARE, lifespan=LIFESPAN, on_script_error=on_script_error)

if __name__ == "__main__":
    app.run()
