#!/bin/sh
# Runs as root on the server that install.sh installs, in the folder that it has brought: on-target.sh ROLE. It changes what differs
# and counts it. Ansible runs it as `on-target.sh logins`, for what its own modules cannot do: logins of the databases, and backups.
set -eu
umask 022
cd /
role=$1
expected='' offhost=${VIGIE_OFFHOST:-}
here=$(cd "$(dirname "$0")" && pwd)
files=$here/files
# shellcheck source=/dev/null
if [ -f "$here/settings" ]; then . "$here/settings"; fi
changes=0
log=$here/log
export DEBIAN_FRONTEND=noninteractive

say() { printf '%s\n' "$*"; }
changed() { changes=$((changes + 1)); say "  changed: $*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

# place SOURCE DESTINATION MODE OWNER:GROUP; true if it was placed, false if it was there already.
place() {
  if [ -f "$2" ] && cmp -s "$1" "$2" && [ "$(stat -c '%a %U:%G' "$2")" = "$3 $4" ]; then return 1; fi
  # Whole or not at all: who reads it meanwhile sees the old one.
  cp "$1" "$2.new"
  chown "$4" "$2.new"
  chmod "$3" "$2.new"
  mv "$2.new" "$2"
}
put() {
  place "$@" || return 1
  changed "$2"
}
folder() {
  [ "$(stat -c '%a %U:%G' "$1" 2>/dev/null)" = "$2 $3" ] && return 0
  mkdir -p "$1"
  chown "$3" "$1"
  chmod "$2" "$1"
  changed "$1"
}
# text DESTINATION MODE OWNER:GROUP, from standard input
text() {
  cat >"$here/text"
  put "$here/text" "$@"
}

apt() {
  apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" >"$log" 2>&1 </dev/null
}
updated=''
install() {
  if [ -z "$updated" ]; then
    apt update || { tail -n 5 "$log" >&2; fail "apt-get update failed: is the package mirror reached?"; }
    updated=1
  fi
  apt install "$@" || { tail -n 15 "$log" >&2; fail "apt-get could not install $*"; }
  changed "installed $*"
}
is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
debian() {
  missing=''
  for package; do is_installed "$package" || missing="$missing $package"; done
  # shellcheck disable=SC2086
  if [ -n "$missing" ]; then install $missing; fi
}
# A service that is on and runs with what is in its files now.
restart=''
needs_restart() { case " $restart " in *" $1 "*) ;; *) restart="$restart $1" ;; esac; }
ensure_running() {
  if ! systemctl --quiet is-enabled "$1" 2>/dev/null; then systemctl --quiet enable "$1"; changed "$1 is enabled"; fi
  case " $restart " in
    *" $1 "*) systemctl restart "$1"; changed "$1 is restarted" ;;
    *) if ! systemctl --quiet is-active "$1"; then systemctl start "$1"; changed "$1 is started"; fi ;;
  esac
}

# MARK: - Packages

packages() {
  # Prometheus's own exporters have the same ports: one of both can run.
  for unit in prometheus-node-exporter prometheus-postgres-exporter prometheus-redis-exporter prometheus-blackbox-exporter; do
    if systemctl --quiet is-active "$unit" || systemctl --quiet is-enabled "$unit" 2>/dev/null; then
      systemctl --quiet disable --now "$unit"
      changed "$unit is turned off: its port is taken over"
    fi
  done
  debs=''
  for deb in "$here"/*.deb; do if [ -f "$deb" ]; then debs="$debs $deb"; fi; done
  if [ -n "$debs" ]; then
    # apt reads packages as nobody.
    chmod 755 "$here"
    # shellcheck disable=SC2086
    install $debs
  fi
}

# MARK: - Exporters

# exporter NAME, and its /etc/default file from standard input
exporter() {
  web=/etc/vigie/$1
  mode=644
  case $1 in pg-exporter | redis-exporter) mode=600 ;; esac
  if text "/etc/default/$1" "$mode" root:root; then needs_restart "$1"; fi
  folder /etc/vigie 755 root:root
  folder "$web" 750 "root:$1"
  # The key first: a certificate with the old key is not used.
  put "$files/server.key" "$web/server.key" 640 "root:$1" || true
  put "$files/server.crt" "$web/server.crt" 640 "root:$1" || true
  put "$files/web.yml" "$web/web.yml" 640 "root:$1" || true
  ensure_running "$1"
}
web() { printf -- '--web.config.file=/etc/vigie/%s/web.yml' "$1"; }

every_role() {
  packages
  exporter node-exporter <<EOF
# Written by install.sh.
ARGS="--collector.systemd --collector.textfile.directory=/var/lib/prometheus/node-exporter $(web node-exporter)"
EOF
}

docker_role() {
  exporter docker-exporter <<EOF
# Written by install.sh.
ARGS="--containers.expected=$expected $(web docker-exporter)"
EOF
}

as_postgres() { runuser -u postgres -- psql -X -q "$@" </dev/null; }

postgres_logins() {
  if ! runuser -u postgres -- psql -X -Atc 'SELECT 1' </dev/null >/dev/null 2>&1; then
    say "  PostgreSQL does not answer here: pg_up will be 0. Run this again when it does, for its monitoring role"
    return
  fi
  state="SELECT md5(string_agg(r::text, ',')) FROM (SELECT rolname, rolsuper, rolreplication, rolbypassrls, rolcreaterole, rolcreatedb,
    rolcanlogin, rolconnlimit, rolconfig, ARRAY(SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE
    m.member = r.oid ORDER BY 1) AS groups FROM pg_roles r WHERE rolname IN ('pg-exporter', 'vigie-backup') ORDER BY 1) r"
  before=$(as_postgres -Atc "$state")
  # psql says which rights somebody has already.
  runuser -u postgres -- psql -X -q -v ON_ERROR_STOP=1 <"$1" >"$log" 2>&1 || { cat "$log" >&2; fail "PostgreSQL refused $(basename "$1")"; }
  if [ "$before" != "$(as_postgres -Atc "$state")" ]; then changed "role of PostgreSQL: $2"; fi
}

# Redis speaks to root through its password, if it has one, which stands in its own configuration.
redis() {
  REDISCLI_AUTH=$(awk '$1 == "requirepass" { gsub(/"/, "", $2); print $2 }' /etc/redis/redis.conf 2>/dev/null || true)
  export REDISCLI_AUTH
  [ -n "$REDISCLI_AUTH" ] || unset REDISCLI_AUTH
  redis-cli --no-auth-warning -h 127.0.0.1 "$@"
}
redis_password() { if [ -n "${VIGIE_REDIS_PASSWORD:-}" ]; then printf '%s' "$VIGIE_REDIS_PASSWORD"; else cat "$files/redis-password"; fi; }
redis_login() {
  if ! command -v redis-cli >/dev/null || [ "$(redis ping </dev/null 2>/dev/null)" != PONG ]; then
    say "  Redis does not answer here: redis_up will be 0. Run this again when it does, for its monitoring user"
    return
  fi
  # The hash is what Redis keeps. The password itself goes through no argument, which anybody could read.
  hash=$(redis_password | sha256sum | cut -d ' ' -f 1)
  before=$(redis ACL LIST </dev/null | grep '^user redis-exporter ' || true)
  printf 'ACL SETUSER redis-exporter reset #%s %s\n' "$hash" "$(cat /usr/share/vigie/monitoring.acl)" | redis >"$log" 2>&1
  [ "$(cat "$log")" = OK ] || { cat "$log" >&2; fail "Redis did not take the user redis-exporter"; }
  if [ "$before" != "$(redis ACL LIST </dev/null | grep '^user redis-exporter ')" ]; then
    # Kept where this server keeps its users: in a file of their own, or in its configuration.
    if [ "$(redis ACL SAVE </dev/null 2>&1)" != OK ] && [ "$(redis CONFIG REWRITE </dev/null 2>&1)" != OK ]; then
      say "  Redis keeps its users in no file: this one is gone with its next restart. Set aclfile in redis.conf"
    fi
    changed "user of Redis: redis-exporter"
  fi
}

logins() {
  if [ -f /usr/share/vigie/monitoring-role.sql ]; then postgres_logins /usr/share/vigie/monitoring-role.sql pg-exporter; fi
  redis_login
  if [ -n "$offhost" ]; then backups; fi
}

backups() {
  postgres_logins /usr/lib/vigie-backup/postgres-role.sql vigie-backup
  sed "s|^offhost = .*|offhost = $offhost|" /usr/share/doc/vigie-backup/examples/backup.conf |
    text /etc/vigie/backup.conf 640 root:vigie-backup || true
  if [ ! -f /etc/vigie/backup.key ]; then
    ssh-keygen -q -t ed25519 -N '' -C vigie-backup -f /etc/vigie/backup.key
    chown vigie-backup:vigie-backup /etc/vigie/backup.key
    changed "/etc/vigie/backup.key"
    say "  before the first backup: let this key in there, and write that host's own key to /etc/vigie/known_hosts"
    say "    $(cat /etc/vigie/backup.key.pub)"
  fi
  for timer in vigie-backup-postgres@wal vigie-backup-postgres@base vigie-backup-postgres@verify vigie-backup-redis@dump vigie-backup-redis@verify; do
    ensure_running "$timer.timer"
  done
}

database_role() {
  logins
  exporter pg-exporter <<EOF
# Written by install.sh.
DATA_SOURCE_NAME="postgresql://pg-exporter@/postgres?host=/var/run/postgresql"
ARGS="$(web pg-exporter)"
EOF
  exporter redis-exporter <<EOF
# Written by install.sh.
REDIS_ADDR="redis://127.0.0.1:6379"
REDIS_USER="redis-exporter"
REDIS_PASSWORD="$(redis_password)"
REDIS_EXPORTER_CHECK_SINGLE_KEYS="votes"
ARGS="$(web redis-exporter)"
EOF
}

# MARK: - The monitoring server

# tree SOURCE DESTINATION: each file of a folder.
tree() {
  placed=0
  for file in $(cd "$1" && find . -type f | LC_ALL=C sort); do
    mkdir -p "$2/$(dirname "$file")"
    if place "$1/$file" "$2/$file" 644 root:root; then placed=$((placed + 1)); fi
  done
  [ "$placed" != 0 ] || return 1
  changed "$placed files of $2"
}

monitoring_role() {
  debian prometheus prometheus-alertmanager
  folder /etc/prometheus/vigie 750 root:prometheus
  put "$files/ca.crt" /etc/prometheus/vigie/ca.crt 640 root:prometheus && needs_reload=1 || needs_reload=''
  put "$files/password" /etc/prometheus/vigie/password 640 root:prometheus && needs_reload=1
  # Rules that are no longer shipped go, those that somebody has added elsewhere stay.
  for rules in /etc/prometheus/alerts/*.rules.yml; do
    if [ -f "$rules" ] && [ ! -f "$files/prometheus/alerts/$(basename "$rules")" ]; then rm "$rules"; changed "$rules is gone"; needs_reload=1; fi
  done
  if tree "$files/prometheus" /etc/prometheus; then needs_reload=1; fi
  promtool check config /etc/prometheus/prometheus.yml >"$log" 2>&1 || { cat "$log" >&2; fail "Prometheus would not take its configuration"; }
  if tree "$files/alertmanager" /etc/prometheus; then
    amtool check-config /etc/prometheus/alertmanager.yml >"$log" 2>&1 || { cat "$log" >&2; fail "Alertmanager would not take its configuration"; }
    needs_restart prometheus-alertmanager
  fi
  tree "$files/share" /usr/local/share/vigie || true
  mkdir -p /etc/systemd/system/prometheus.service.d /etc/systemd/system/prometheus-alertmanager.service.d
  if put "$files/prometheus.conf" /etc/systemd/system/prometheus.service.d/vigie.conf 644 root:root; then
    systemctl daemon-reload
    needs_restart prometheus
  fi
  if put "$files/alertmanager.conf" /etc/systemd/system/prometheus-alertmanager.service.d/vigie.conf 644 root:root; then
    systemctl daemon-reload
    needs_restart prometheus-alertmanager
  fi
  # For Prometheus beside it and for nobody else.
  if printf 'ARGS="--web.listen-address=127.0.0.1:9093 --cluster.listen-address="\n' | text /etc/default/prometheus-alertmanager 644 root:root; then
    needs_restart prometheus-alertmanager
  fi
  ensure_running prometheus-alertmanager
  case " $restart " in *" prometheus "*) needs_reload='' ;; esac
  ensure_running prometheus
  if [ -n "$needs_reload" ]; then systemctl reload prometheus; changed "prometheus reads its configuration again"; fi
  # Grafana is not in Debian: where its package is installed, it gets data source and dashboards.
  if is_installed grafana; then
    differs=''
    if tree "$files/grafana" /etc/grafana/provisioning; then differs=1; fi
    mkdir -p /var/lib/grafana/dashboards/vigie
    for board in "$files"/share/*.json; do put "$board" "/var/lib/grafana/dashboards/vigie/$(basename "$board")" 644 root:root || true; done
    if [ -n "$differs" ]; then needs_restart grafana-server; fi
    ensure_running grafana-server
  fi

  if put "$files/app-probe.yml" /etc/app-probe/app-probe.yml 644 root:root; then
    app-probe --config.file=/etc/app-probe/app-probe.yml --config.check >"$log" 2>&1 || { cat "$log" >&2; fail "app-probe would not take its configuration"; }
    needs_restart app-probe
  fi
  exporter app-probe <<EOF
# Written by install.sh.
ARGS="$(web app-probe)"
EOF
}

case $role in
  application) every_role ;;
  database) every_role; database_role ;;
  docker) every_role; docker_role ;;
  monitoring) every_role; monitoring_role ;;
  logins) logins ;;
esac
if [ "$changes" = 0 ]; then say "  nothing changed"; else say "  $changes changes"; fi
