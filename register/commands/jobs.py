"""`flask register jobs …`: do what waits, and say what does."""

import signal
import threading
from datetime import timedelta

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import func, select

from register.commands.mail import told
from register.current import state
from register.db import session
from register.jobs.models import Job
from register.jobs.queue import Done, do_all, work_on
from register.mail import mail_is_on

_OLD = timedelta(minutes=10)


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(jobs)


@click.group("jobs")
def jobs() -> None:
    """Opdrachten die langer duren: exporten van de hele organisatie, meldingen."""


@jobs.command("work")
@click.option("--once", is_flag=True, help="Doe wat er nu wacht en stop.")
@click.option("--threads", default=1, type=click.IntRange(1, 16), help="Zoveel opdrachten tegelijk.")
@with_appcontext
def work(*, once: bool, threads: int) -> None:
    """Doe wat er wacht. Zonder --once blijft dit draaien; Ctrl-C of een stopsignaal maakt de lopende opdracht af."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    if once:
        done = do_all(app, chores=True)
        click.echo(f"{done.jobs} opdrachten gedaan.{_of_mail(done)}")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    workers = [threading.Thread(target=work_on, args=(app,), kwargs={"stop": stop}) for _ in range(threads)]
    for one in workers:
        one.start()
    click.echo("Klaar om opdrachten te doen. Stoppen: Ctrl-C.")
    for one in workers:
        one.join()


def _of_mail(done: Done) -> str:
    if not mail_is_on(state()):
        return ""
    sent = done.chores.get("send_waiting")
    return f" Mails: {told(sent)}" if sent else " De mails zijn niet verstuurd en wachten. In het logboek staat waarom."


@jobs.command("status")
@with_appcontext
def status() -> None:
    """Zeg hoeveel opdrachten wachten, lopen en mislukten; uitgang 2 als er een te lang wacht."""
    rows = session().execute(select(Job.state, func.count(Job.id)).group_by(Job.state))
    found = {row[0]: row[1] for row in rows}
    click.echo(
        f"{found.get('wacht', 0)} wachten, {found.get('bezig', 0)} bezig, "
        f"{found.get('klaar', 0)} klaar, {found.get('mislukt', 0)} mislukt."
    )
    oldest = session().scalar(select(func.min(Job.made_at)).where(Job.state == "wacht"))
    if oldest is not None and oldest < state().now() - _OLD:
        click.echo("De oudste wacht al langer dan tien minuten. Draait ‘flask register jobs work’ wel?", err=True)
        raise SystemExit(2)
