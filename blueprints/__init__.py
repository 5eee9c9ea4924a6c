"""HTTP only: a form, one use case, a page."""

from importlib import import_module

from ._blueprint import blueprint
from ._hooks import add_hooks

VIEWS = (
    "home",
    "searching",
    "activities",
    "ambassadors",
    "approvals",
    "again",
    "activity",
    "brought",
    "calendar",
    "cards",
    "check_in",
    "conditions",
    "confirm",
    "correction",
    "costs",
    "directions",
    "dossier",
    "evidence",
    "experiment_parts",
    "experiments",
    "exports",
    "figures",
    "followup",
    "goals",
    "groups",
    "imports",
    "imports_mapping",
    "imports_undo",
    "jobs",
    "knowledge",
    "learnings",
    "matching",
    "matching_settings",
    "methods",
    "needs",
    "notices",
    "method_questions",
    "on_screen",
    "one_line",
    "opened",
    "organisation",
    "outsiders",
    "papers",
    "packs",
    "people",
    "personal_part",
    "plan",
    "planning",
    "presence",
    "privacy",
    "readiness",
    "reflection",
    "results",
    "retention",
    "rule_effects",
    "rule_versions",
    "stand_ins",
    "talk",
    "team",
    "team_development",
    "team_meetings",
    "together",
    "totals",
    "verify",
    "wishes",
    "visibility",
    "upload_card",
)
"""The modules with views; each adds its routes to `blueprint`."""

add_hooks(blueprint)
for _name in VIEWS:
    import_module(f"{__name__}.{_name}")

__all__ = ["blueprint"]
