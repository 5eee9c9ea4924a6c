"""An intranet as somebody else would write it, with the register mounted in three lines."""

import os
import uuid

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Uuid
from sqlalchemy.orm import Mapped, mapped_column

from blueprints import news  # type: ignore[attr-defined]  # noqa: TID251 - the host's own package
from register.extension import Register
from register.schema import leave_register_tables_alone

db = SQLAlchemy()
login_manager = LoginManager()
login_manager.login_view = "login"


class User(UserMixin, db.Model):  # type: ignore[name-defined, misc]
    """The host's user: a UUID as key."""

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    name: Mapped[str]
    email: Mapped[str]


class Activity(db.Model):  # type: ignore[name-defined, misc]
    """The host has activities of its own: outings."""

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    outing: Mapped[str]


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(key: str) -> User | None:
    """Find the user of a session."""
    return db.session.get(User, uuid.UUID(key))


def create_app() -> Flask:
    """Make the intranet."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="w8Rk2_intranet-van-een-ander-0Zq5",
        SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"],
        REGISTER_BASE_TEMPLATE="intranet.html",
        REGISTER_PAGE_HAS_MAIN=True,
    )
    db.init_app(app)
    login_manager.init_app(app)
    CSRFProtect(app)
    Migrate(app, db, include_object=leave_register_tables_alone)
    app.register_blueprint(news)
    app.add_url_rule("/login", view_func=login, methods=["GET", "POST"])
    app.add_url_rule("/register", view_func=register, methods=["GET"])
    app.register_error_handler(404, lambda _error: (render_template("missing.html"), 404))
    Register(app)
    return app


def login() -> ResponseReturnValue:
    """Sign in by name alone: this is about the register, not about passwords."""
    if request.method == "POST":
        login_user(db.session.scalars(db.select(User).filter_by(name=request.form["name"])).one())
        return redirect(request.args.get("next") or "/nieuws")
    return render_template("login.html")


def register() -> str:
    """Show the host's sign-up page, which has the name of our package."""
    return "Schrijf je in voor het intranet"
