"""What the form of an activity offers to label it with: methods of the list, and competences, the likely ones first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from register.access import Viewer
from register.current import state
from register.db import session
from register.learning.kinds import Kind
from register.learning.labels.competences import MOST_COMPETENCES, competence_name, competences
from register.learning.labels.methods import Method, methods_of
from register.learning.labels.of_activity import offered_competences

from ._activity_form import ActivityForm


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Everything to choose from."""

    methods: tuple[Method, ...]
    first: Mapping[str, str]
    """Competences to show at once: what is ticked, and what is offered."""
    ticked: Collection[str]
    others: Mapping[str, Mapping[str, str]]
    """All other competences, under the name of their framework."""
    most: int = MOST_COMPETENCES


def labels_to_choose(viewer: Viewer, form: ActivityForm, kind: Kind, parts: Collection[str]) -> Labels:
    """Return the labels for this form; methods only where it asks for one."""
    asks_method = "work_method" in parts
    methods = methods_of(session(), viewer, today=state().today()) if asks_method else ()
    if methods:
        form.work_method.description = "Kies uit de lijst van jullie werkmethoden, of typ een andere."
    offered = offered_competences(session(), viewer, kind, form.work_method.data or "", methods)
    ticked = tuple(form.competences.data)
    first = {label: competence_name(label) for label in ticked} | offered
    return Labels(
        methods=methods,
        first=first,
        ticked=ticked,
        others={
            framework: {label: name for label, name in group.items() if label not in first}
            for framework, group in competences().items()
        },
    )
