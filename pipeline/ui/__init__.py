"""The browser application. `app.py` and `travaux app` run `router.run`; pages call `Collection` and nothing else."""
