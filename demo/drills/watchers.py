"""Those who watch are struck themselves."""

from drill import Alert, Drill


def fill_disk(demo):
    """In two steps, as disks fill: what is measured when nothing can be written is not written either."""
    disk = demo.server("monitoring")["disk"]
    demo.undo_with("disk", ["rm", "-f", f"{disk}/full"], "monitoring")
    script = (
        f"available=$(df --output=avail -k {disk} | tail -1); size=$(df --output=size -k {disk} | tail -1);"
        f" fallocate -l $((available - size * 7 / 100))KiB {disk}/full; sleep 30;"
        # Until there is no room for another block.
        f" dd if=/dev/zero bs=64k of={disk}/full conv=notrunc oflag=append; true"
    )
    demo.begin("sh", "-c", script, server="monitoring")


def empty_disk(demo):
    demo.end_all()
    demo.undo("disk")


DRILLS = [
    Drill(
        name="exporter-killed",
        title="An exporter is killed",
        fault=lambda demo: demo.kill("pg-exporter"),
        undo=lambda demo: demo.start("pg-exporter"),
        alerts=[Alert("ExporterDown", {"exporter": "postgres"})],
        page=False,
    ),
    Drill(
        name="prometheus-killed",
        title="Prometheus is killed: nobody would be told of anything",
        fault=lambda demo: demo.kill("prometheus"),
        undo=lambda demo: demo.start("prometheus"),
        silence=True,
        client=None,
        seconds=150,
    ),
    Drill(
        name="prometheus-disk-full",
        title="The file system of Prometheus is full",
        fault=fill_disk,
        undo=empty_disk,
        alerts=[Alert("HostDiskSpaceLow", {"server": "monitoring"})],
        may=["HostDiskFillsSoon", "RuleEvaluationFailing"],
        lingers=["HostDiskFillsSoon", "RuleEvaluationFailing"],
        page=False,
        seconds=120,
        needs=("disk",),
    ),
]
