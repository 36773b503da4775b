"""The HTTP API: `Collection` behind JSON, with pydantic models at the border and an OpenAPI description."""

from pipeline.api.app import create_app

__all__ = ["create_app"]
