"""Which tracks any grant names, or a grant that shows no evidence: by track, release, label or all.

Licences of societies and publishers name nobody's tracks; they are not looked at here.
"""

from __future__ import annotations

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

_BY_SCOPE = """(
    {t}.label <> '' AND lower({t}.label) IN (SELECT lower(g.scope_value)
      FROM licences_grant AS g WHERE g.scope_kind = 'label' AND {which})
    OR {t}.release <> '' AND lower({t}.release) IN (SELECT lower(g.scope_value)
      FROM licences_grant AS g WHERE g.scope_kind = 'release' AND {which})
    OR {t}.release_icpn <> '' AND {t}.release_icpn IN (SELECT g.scope_value
      FROM licences_grant AS g WHERE g.scope_kind = 'release' AND {which})
    OR EXISTS (SELECT 1
      FROM licences_grant AS g WHERE g.scope_kind = 'catalogue' AND {which})
)"""
_NAMED = """EXISTS (SELECT 1 FROM (
  SELECT link.track_id AS id FROM licences_granttrack AS link
    JOIN licences_grant AS g ON g.id = link.grant_id WHERE {which}
  UNION ALL
  SELECT t.id FROM catalogue_track AS t WHERE {by_scope}
) AS named WHERE named.id = "catalogue_track"."id")"""
_UNNAMED = """NOT EXISTS (
  SELECT 1 FROM licences_granttrack AS link WHERE link.track_id = "catalogue_track"."id"
) AND NOT {by_scope}"""

_UNPROVEN = "g.status IN ('active', 'verified') AND g.evidence = '' AND g.evidence_file = ''"


def unnamed() -> RawSQL:
    """A condition on tracks: no grant names it, its release, its label or the catalogue."""
    by_scope = _BY_SCOPE.replace("{t}", '"catalogue_track"')
    return _condition(_UNNAMED.replace("{by_scope}", by_scope), "TRUE")


def unproven() -> RawSQL:
    """A condition on tracks: a grant in force or about to be names it, and shows no evidence."""
    by_scope = _BY_SCOPE.replace("{t}", "t")
    return _condition(_NAMED.replace("{by_scope}", by_scope), _UNPROVEN)


def _condition(sql: str, which: str) -> RawSQL:
    return RawSQL(sql.replace("{which}", which), (), output_field=BooleanField())  # noqa: S611
