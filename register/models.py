"""All tables in one place, for migrations and for whoever asks what is stored."""

from register.accounts import models as accounts
from register.audit import AuditEntry
from register.db import Base
from register.draft import FormDraft
from register.evidence import models as evidence
from register.evidence.takealong import models as takealong
from register.exports import models as exports
from register.imports import models as imports
from register.jobs import models as jobs
from register.learning import models as learning
from register.once import FormKey
from register.people import models as people
from register.points import models as points
from register.privacy import models as privacy

metadata = Base.metadata

__all__ = [
    "AuditEntry",
    "FormDraft",
    "FormKey",
    "accounts",
    "evidence",
    "exports",
    "imports",
    "jobs",
    "learning",
    "metadata",
    "people",
    "points",
    "privacy",
    "takealong",
]
