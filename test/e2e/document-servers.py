"""Serves what the documents show of FastAPI or Django: document-servers.py KIND FOLDER.

Reads tokens from standard input, a line each, and answers each with the status of a request that bears it.
"""

import sys

kind, folder = sys.argv[1:]
sys.path.insert(0, folder)


def with_fastapi():
    from fastapi.testclient import TestClient
    from fastapi_app import app

    client = TestClient(app)
    return lambda headers: client.get("/", headers=headers)


def with_django():
    from django.conf import settings

    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x", DATABASES={})
    import django
    from django.test import Client
    from django.urls import path
    from django_auth import home

    django.setup()
    globals()["urlpatterns"] = [path("", home)]
    client = Client()
    return lambda headers: client.get("/", HTTP_AUTHORIZATION=headers["Authorization"])


get = with_fastapi() if kind == "fastapi" else with_django()
for line in sys.stdin:
    response = get({"Authorization": f"Bearer {line.strip()}"})
    print(response.status_code, flush=True)
