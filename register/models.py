"""All tables in one place, for migrations and for whoever asks what is stored."""

from register.accounts import models as accounts
from register.audit import AuditEntry, TrailHead
from register.costs import models as costs
from register.culture.ambassadors import models as ambassadors
from register.culture.experiments import models as experiments
from register.culture.followup import models as followup
from register.culture.knowledge import models as knowledge
from register.culture.matching import models as matching
from register.culture.meetings import models as meetings
from register.culture.plan import models as plan
from register.culture.shared import models as shared
from register.culture.talks import models as talks
from register.db import Base
from register.draft import FormDraft
from register.evidence import models as evidence
from register.evidence.takealong import models as takealong
from register.exports import models as exports
from register.imports import models as imports
from register.jobs import models as jobs
from register.keeping import models as keeping
from register.learning import models as learning
from register.learning.check_in import models as check_in
from register.learning.labels import models as labels
from register.learning.outsiders import models as outsiders
from register.learning.planning import models as planning
from register.needs import models as needs
from register.notices import models as notices
from register.once import FormKey
from register.people import models as people
from register.points import models as points
from register.points.versions import models as rule_versions
from register.privacy import models as privacy

metadata = Base.metadata

__all__ = [
    "AuditEntry",
    "FormDraft",
    "FormKey",
    "TrailHead",
    "accounts",
    "ambassadors",
    "check_in",
    "costs",
    "evidence",
    "experiments",
    "exports",
    "followup",
    "imports",
    "jobs",
    "keeping",
    "knowledge",
    "labels",
    "learning",
    "matching",
    "meetings",
    "metadata",
    "needs",
    "notices",
    "outsiders",
    "people",
    "plan",
    "planning",
    "points",
    "privacy",
    "rule_versions",
    "shared",
    "takealong",
    "talks",
]
