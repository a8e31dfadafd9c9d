"""Containers end, or are ended."""

from drill import Alert, Drill

ARCHIVE = {"name": "archive"}
# Doubles a text until there is no memory for it; a container of the demo has 64 MiB.
HOG = 'BEGIN { text = "x"; while (1) text = text text }'


def kill(demo):
    demo.undo_with("container", ["docker", "--host", f"unix://{demo.note['docker']}", "start", "archive"])
    demo.docker("kill", "archive")


def restart_again_and_again(demo):
    remove = ["docker", "--host", f"unix://{demo.note['docker']}", "rm", "--force", "drill-restarts"]
    demo.undo_with("container", remove)
    busybox = demo.run("sh", "-c", "command -v busybox")
    demo.docker(
        "run", "--detach", "--net=none", "--memory=16m", "--restart=always", "--name=drill-restarts",
        "--volume", f"{busybox}:/bin/busybox:ro", "empty", "/bin/busybox", "sleep", "1",
    )  # fmt: skip


DRILLS = [
    Drill(
        name="container-killed",
        title="A container is killed",
        fault=kill,
        undo=lambda demo: demo.undo("container"),
        alerts=[Alert("ContainerNotRunning", ARCHIVE), Alert("ContainerDied", ARCHIVE)],
        lingers=["ContainerDied"],
        needs=("docker",),
    ),
    Drill(
        name="container-memory",
        title="A process in a container is killed, as the container has no memory left",
        fault=lambda demo: demo.docker("exec", "archive", "/bin/busybox", "awk", HOG, may_fail=True),
        undo=lambda demo: None,
        alerts=[Alert("ContainerOomKilled", ARCHIVE)],
        may=["HostOomKill"],
        lingers=["ContainerOomKilled", "HostOomKill"],
        page=False,
        needs=("docker",),
    ),
    Drill(
        name="container-restarts",
        title="A container starts again and again",
        fault=restart_again_and_again,
        undo=lambda demo: demo.undo("container"),
        alerts=[Alert("ContainerRestarting", {"name": "drill-restarts"})],
        lingers=["ContainerRestarting"],
        page=False,
        seconds=90,
        needs=("docker",),
    ),
]
