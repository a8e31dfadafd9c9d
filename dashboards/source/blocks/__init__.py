"""What the dashboards are made of; each is said once here, and a dashboard imports it from here."""

from .board import Board, custom, query_variable, server_variable, instance_variable  # noqa: F401
from .links import *  # noqa: F401,F403
from .meaning import *  # noqa: F401,F403
from .panels import *  # noqa: F401,F403
from .queries import *  # noqa: F401,F403
