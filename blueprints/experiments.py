"""Experiments (J1): the list, a card, begin one, change it, conclude it, take it back."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.experiments import conclude, make
from register.culture.experiments.card import ExperimentCard, experiment_card
from register.culture.experiments.listing import STATES, ExperimentLine, ExperimentQuery, list_experiments
from register.culture.experiments.rights import changeable_experiment
from register.culture.experiments.sessions import loose_sessions
from register.current import state
from register.db import session
from register.errors import Invalid
from register.exports.experiment_tables import experiments_table
from register.exports.tables import every_line
from register.learning.change_activity import ChangedMeanwhile
from register.learning.colleagues import colleagues_of_own_teams, find_colleagues
from register.learning.labels.methods import methods_of
from register.once import as_form_key
from register.people.teams import own_and_managed_teams, own_teams
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._blueprint import blueprint
from ._experiment_form import CardForm, ConclusionForm, stored_card, stored_conclusion
from ._fields import numbers, whole_number
from ._refused import beside, version_of
from ._searching import search_number, searched
from ._tables import is_file_asked, send_table

_UNPROCESSABLE, _CONFLICT = 422, 409
_LONG_PAGE = 500


@blueprint.get("/samen-leren/experimenten")
@requires()
def experiments() -> ResponseReturnValue:
    """List what colleagues try out, or tried."""
    query = _query()
    if is_file_asked():
        return send_table(experiments_table(_every_line()))
    shown = list_experiments(session(), current_viewer(), query)
    return render_template("register/experiments/list.html", shown=shown, query=query, states=STATES, link=_link(query))


def _query(*, page: int | None = None, size: int = 25) -> ExperimentQuery:
    args = request.args
    wanted = args.get("stand", "")
    return ExperimentQuery(
        text=searched("zoek"),
        state=wanted if wanted in STATES else "",
        team_id=args.get("team", type=whole_number),
        method_id=args.get("methode", type=whole_number),
        page=page or args.get("pagina", 1, type=whole_number),
        size=size,
    )


def _every_line() -> list[ExperimentLine]:
    viewer = current_viewer()
    return list(every_line(lambda place: list_experiments(session(), viewer, _query(page=place, size=_LONG_PAGE))))


def _link(query: ExperimentQuery) -> Callable[..., str]:
    """Return a maker of links to this list with something changed; a change of filter starts at page 1."""
    now = {"zoek": search_number("zoek"), "stand": query.state, "team": query.team_id, "methode": query.method_id}

    def link(**changed: str | int) -> str:
        asked = {name: value for name, value in (now | changed).items() if value}
        return f"{url_for('.experiments')}?{urlencode(asked)}" if asked else url_for(".experiments")

    return link


@blueprint.get("/samen-leren/experimenten/<int:experiment_id>")
@requires()
def experiment(experiment_id: int) -> ResponseReturnValue:
    """Show the card of one experiment; a search finds who else takes part."""
    viewer, search = current_viewer(), searched("q")
    card = _card(experiment_id)
    members = [one.person_id for one in card.members]
    return render_template(
        "register/experiments/card.html",
        card=card,
        search=search,
        found=find_colleagues(session(), viewer, search, without=members) if card.may_change else (),
        loose=loose_sessions(session(), viewer) if card.may_log else (),
    )


def _card(experiment_id: int) -> ExperimentCard:
    return experiment_card(session(), current_viewer(), experiment_id, today=state().today())


@blueprint.get("/samen-leren/experimenten/nieuw")
@requires()
def new_experiment_form() -> ResponseReturnValue:
    """Show an empty card, with the colleagues of the own team to tick."""
    own = own_teams(session(), current_viewer(), today=state().today())
    method = request.args.get("methode", type=whole_number)
    values = {"starts_on": state().today(), "team": str(next(iter(own), "")), "method": str(method or "")}
    return _form(CardForm(data=values))


@blueprint.post("/samen-leren/experimenten/nieuw")
@requires()
def make_experiment() -> ResponseReturnValue:
    """Begin an experiment."""
    form = CardForm(request.form)
    _offer(form)
    try:
        experiment_id = make.make_experiment(
            current_viewer(), form.entry(), person_ids=_ticked(), kept_anyway=_kept_anyway(), form_key=_form_key(),
            at=state().now(), today=state().today(),
        )  # fmt: skip
    except ClientData as warned:
        return _form(form, warned=warned, status=_UNPROCESSABLE)
    except Invalid as wrong:
        form.blame(wrong)
        return _form(form, status=_UNPROCESSABLE)
    flash("Het experiment is begonnen. Leg elke bijeenkomst hieronder vast: die telt mee.")
    return redirect(url_for(".experiment", experiment_id=experiment_id))


def _ticked() -> list[int]:
    return list(dict.fromkeys(numbers(request.form.getlist("member"))))


@blueprint.get("/samen-leren/experimenten/<int:experiment_id>/wijzigen")
@requires()
def edit_experiment_form(experiment_id: int) -> ResponseReturnValue:
    """Show the form with what is stored."""
    card = _own(experiment_id)
    return _form(CardForm(data=stored_card(card)), card=card)


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/wijzigen")
@requires()
def edit_experiment(experiment_id: int) -> ResponseReturnValue:
    """Save a change; where somebody was first, show both versions and keep what was typed."""
    card, form = _own(experiment_id), CardForm(request.form)
    _offer(form, card)
    try:
        make.change_experiment(
            current_viewer(), experiment_id, form.entry(), version=version_of(form), kept_anyway=_kept_anyway(),
            at=state().now(), today=state().today(),
        )  # fmt: skip
    except ChangedMeanwhile:
        return _form(form, card=_own(experiment_id), differs=True, status=_CONFLICT)
    except ClientData as warned:
        return _form(form, card=card, warned=warned, status=_UNPROCESSABLE)
    except Invalid as wrong:
        form.blame(wrong)
        return _form(form, card=card, status=_UNPROCESSABLE)
    flash("De kaart is gewijzigd.")
    return redirect(url_for(".experiment", experiment_id=experiment_id))


@blueprint.get("/samen-leren/experimenten/<int:experiment_id>/afronden")
@requires()
def conclude_experiment_form(experiment_id: int) -> ResponseReturnValue:
    """Ask how it went and what was learnt."""
    card = _own(experiment_id)
    return _conclusion(ConclusionForm(data=stored_conclusion(card)), card)


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/afronden")
@requires()
def conclude_experiment(experiment_id: int) -> ResponseReturnValue:
    """Conclude an experiment."""
    card, form = _own(experiment_id), ConclusionForm(request.form)
    try:
        conclude.conclude_experiment(
            current_viewer(), experiment_id, form.conclusion(), version=version_of(form), kept_anyway=_kept_anyway(),
            at=state().now(), today=state().today(),
        )  # fmt: skip
    except ChangedMeanwhile:
        return _conclusion(form, _own(experiment_id), differs=True, status=_CONFLICT)
    except ClientData as warned:
        return _conclusion(form, card, warned=warned, status=_UNPROCESSABLE)
    except Invalid as wrong:
        form.blame(wrong)
        return _conclusion(form, card, status=_UNPROCESSABLE)
    flash("Het experiment is afgerond. Andere teams zien nu wat jullie leerden.")
    return redirect(url_for(".experiment", experiment_id=experiment_id))


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/heropenen")
@requires()
def reopen_experiment(experiment_id: int) -> ResponseReturnValue:
    """Take a concluded experiment up again."""
    conclude.reopen_experiment(current_viewer(), experiment_id, at=state().now())
    flash("Het experiment loopt weer. Wat jullie al leerden, blijft staan.")
    return redirect(url_for(".experiment", experiment_id=experiment_id))


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/intrekken")
@requires()
def withdraw_experiment(experiment_id: int) -> ResponseReturnValue:
    """Take an experiment back; its page offers to undo that."""
    conclude.withdraw_experiment(current_viewer(), experiment_id, at=state().now())
    flash("Het experiment is ingetrokken. Niemand anders ziet het nog.")
    return redirect(url_for(".experiment", experiment_id=experiment_id))


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/terugzetten")
@requires()
def restore_experiment(experiment_id: int) -> ResponseReturnValue:
    """Undo taking back."""
    conclude.restore_experiment(current_viewer(), experiment_id, at=state().now())
    flash("Het experiment staat er weer.")
    return redirect(url_for(".experiment", experiment_id=experiment_id))


def _own(experiment_id: int) -> ExperimentCard:
    """Return an experiment that the viewer may change."""
    changeable_experiment(session(), current_viewer(), experiment_id)
    return _card(experiment_id)


def _kept_anyway() -> str:
    return request.form.get(KEPT_ANYWAY, "")


def _form_key() -> str:
    return as_form_key(request.form.get("form_key", ""))


def _offer(form: CardForm, card: ExperimentCard | None = None) -> None:
    viewer, today = current_viewer(), state().today()
    teams = own_and_managed_teams(session(), viewer, today=today)
    if card is not None and card.team_id:
        teams = {card.team_id: card.team, **teams}
    form.offer(teams, methods_of(session(), viewer, today=today, also=card.method_id if card else None))


def _form(
    form: CardForm,
    *,
    card: ExperimentCard | None = None,
    warned: ClientData | None = None,
    differs: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    _offer(form, card)
    return render_template(
        "register/experiments/form.html",
        form=form,
        card=card,
        colleagues=() if card else colleagues_of_own_teams(session(), current_viewer(), today=state().today()),
        ticked=set(_ticked()),
        form_key=request.form.get("form_key"),
        warned=warned,
        differences=beside(form, stored_card(card)) if card and differs else (),
    ), status


def _conclusion(
    form: ConclusionForm,
    card: ExperimentCard,
    *,
    warned: ClientData | None = None,
    differs: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    differences = beside(form, stored_conclusion(card)) if differs else ()
    return render_template(
        "register/experiments/conclude.html", form=form, card=card, warned=warned, differences=differences
    ), status
