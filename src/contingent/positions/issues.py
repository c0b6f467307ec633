"""Issue: a policy question on a scale from 0 to 100 with named ends and middle; and the file that lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from contingent.base.complaints import Complaint, raise_complaints
from contingent.base.documents import read_mapping
from contingent.base.errors import InputError, UserError
from contingent.coding.exchange.fields import Fields

_KNOWN = frozenset({"id", "name", "question", "zero", "fifty", "hundred", "evidence", "silent"})

_OWN_DECISION = re.compile(r"\bactor['’]s\b", re.IGNORECASE)
"""What a question says where each actor decides for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A policy question. `zero`, `fifty`, `hundred` say what those points mean; `evidence` are statement ids."""

    id: str
    name: str
    question: str
    zero: str
    fifty: str
    hundred: str
    evidence: tuple[str, ...] = ()
    silent: str | None = None

    @property
    def collective(self) -> bool:
        """Whether the actors decide the question together.

        A question that asks of each actor's own doing ("should the actor's country deploy ...?") stands for as many
        separate decisions as there are actors: their positions can be compared, but have no joint outcome.
        """
        return _OWN_DECISION.search(self.question) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueList:
    """The content of an issue file: the issues, what each group of participants is, and the time they look to."""

    issues: tuple[Issue, ...]
    groups: Mapping[str, str]
    horizon: str | None = None


def read_issues(text: str, *, name: str = "issues.yaml") -> IssueList:
    """Return the issues and groups of a YAML text with `issues:` and, optionally, `groups:` and `horizon:`.

    Raises InputError if the text is no such YAML and a ComplaintsError listing every issue that cannot be read.
    """
    data = read_mapping(text, name=name)
    rows = data.get("issues")
    if not isinstance(rows, list):
        raise InputError("There is no list `issues`.", record=name, remedy="Put the issues under `issues:`.")
    fields = Fields.of(data, name)
    issues: list[Issue] = []
    complaints: list[Complaint] = []
    for number, row in enumerate(rows, start=1):
        try:
            issue = _issue(Fields.of(row, None))
            if any(issue.id == other.id for other in issues):
                raise InputError(f"The id {issue.id!r} stands twice.", remedy="Give each issue an id of its own.")
        except UserError as error:
            complaints.append(Complaint.of(f"issue {number}", error))
        else:
            issues.append(issue)
    raise_complaints(name, complaints)
    groups = fields.inner("groups") or Fields({}, name)
    return IssueList(
        issues=tuple(issues),
        groups={str(code): groups.required(code) for code in groups.data},
        horizon=fields.text("horizon"),
    )


def _issue(fields: Fields) -> Issue:
    fields.check_names(_KNOWN)
    return Issue(
        id=fields.required("id"),
        name=fields.required("name"),
        question=fields.required("question"),
        zero=fields.required("zero"),
        fifty=fields.required("fifty"),
        hundred=fields.required("hundred"),
        evidence=fields.texts("evidence"),
        silent=fields.text("silent"),
    )
