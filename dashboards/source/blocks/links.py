"""The dashboards by name, and ways from one to the next."""

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models import dashboard as model

WALL = "vigie-wall"
INCIDENT = "vigie-incident"
SLO = "vigie-slo"
HOST = "vigie-host"
POSTGRES = "vigie-postgres"
REDIS = "vigie-redis"
PROBES = "vigie-probes"
DOCKER = "vigie-docker"
MONITORING = "vigie-monitoring"

# In the order in which somebody looks for a cause.
TITLES = {
    WALL: "Wall",
    INCIDENT: "Incident",
    SLO: "SLO",
    PROBES: "Probes",
    HOST: "Host",
    POSTGRES: "PostgreSQL",
    REDIS: "Redis",
    DOCKER: "Docker",
    MONITORING: "Monitoring itself",
}


def _link(title, url):
    return build.DashboardLink(title).type(model.DashboardLinkType.LINK).url(url)


def deeper(uid, **variables):
    """A panel's link to the dashboard that says why, for the same time."""
    chosen = "".join(f"&var-{name}={value}" for name, value in variables.items())
    return _link(TITLES[uid], f"/d/{uid}?${{__url_time_range}}{chosen}")


def at_the_top(uid):
    """The links of a dashboard: to the three that say how things are. The others are where panels lead to, and in the menu."""
    return [_link(TITLES[other], f"/d/{other}").keep_time(True) for other in (WALL, INCIDENT, SLO) if other != uid]


# A value's own link: to the server that it is of.
HOST_OF_SERVER = deeper(HOST, server="${__field.labels.server}")
