"""A message in words, for people: what happened, in one line and in a few."""

from collections.abc import Mapping
from typing import Any

HAPPENED = {
    "alert.opened": "New",
    "alert.updated": "Changed",
    "alert.acknowledged": "Acknowledged",
    "alert.reopened": "Open again",
    "alert.resolved": "Resolved",
}


def headline(document: Mapping[str, Any]) -> str:
    """What happened, in one line.

    >>> headline({"type": "alert.resolved", "data": {"project_name": "Site", "project_id": "site-12",
    ...           "alert": {"severity": "warning", "type": "low_approval", "message": "bo: 31 of 50"}}})
    '[Site] Resolved: warning, low approval'
    """
    data = document["data"]
    where = f"[{data['project_name'] or data['project_id']}]"
    if "alert" not in data:
        return f"{where} Test"
    alert = data["alert"]
    return f"{where} {HAPPENED[document['type']]}: {alert['severity']}, {alert['type'].replace('_', ' ')}"


def lines(document: Mapping[str, Any]) -> list[str]:
    """The whole of it: the figures in words, what to do, who said what."""
    data = document["data"]
    if "alert" not in data:
        return [data["message"]]
    alert, found = data["alert"], [data["alert"]["message"]]
    if document["type"] != "alert.resolved":
        found.append(alert["recommended_action"])
    if data["previous_severity"] not in (None, alert["severity"]):
        found.append(f"Severity: {data['previous_severity']} before, {alert['severity']} now.")
    if data["by"]:
        found.append(f"By: {data['by']}")
    if data["why"]:
        found.append(f"Why: {data['why']}")
    until = (alert["acknowledged"] or {}).get("until")
    return [*found, f"Until: {until}"] if until else found


def footer(document: Mapping[str, Any]) -> str:
    """What finds the alert again."""
    data = document["data"]
    alert = f" · alert {data['alert']['alert_id']}" if "alert" in data else ""
    return f"labelqa · project {data['project_id']}{alert} · {document['timestamp']}"
