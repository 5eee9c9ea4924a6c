"""Leerregister running alone: `gunicorn wsgi:app`, or `flask --app wsgi …`."""

from register.standalone import create_app_or_exit

app = create_app_or_exit()
