extension DockerExporter {
  /// What `--help` tells before it lists the flags.
  static let introduction = """
    Takes the place of cAdvisor and docker_state_exporter: their metrics, under their names. Beside \
    them it counts how containers end, each end, however short the life.

    1. It needs the engine's socket, as root or as a member of the group docker:

    \u{20}   docker-exporter
    \u{20}   DOCKER_HOST=tcp://127.0.0.1:2375 docker-exporter

    2. Look at http://localhost:9417/metrics. Ask for some collectors only with \
    /metrics?collect[]=deaths&collect[]=containers.

    3. Say which containers must run, by name or by a label of theirs, and alert on their ends:

    \u{20}   docker-exporter --containers.expected=web,db
    \u{20}   docker run --label vigie.expected=true …

    In a container, share the host's process numbers and control groups (--pid=host \
    --cgroupns=host), mount its / somewhere and give that place with --path.rootfs. An engine that \
    is not there is no error: docker_up is 0 until it is.
    """
}
