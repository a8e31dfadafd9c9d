#!/usr/bin/env bash
# Installs what watches a server, over ssh, from the packages of script/package. Run it again as often as you like: what is as it should
# be is left alone, and it says so.
#
#   deploy/install.sh HOST ROLE [OPTION]...
#
#   application   node-exporter
#   database      node-exporter, pg-exporter, redis-exporter with logins that only look; the backups, where --offhost is said
#   docker        node-exporter, docker-exporter
#   monitoring    node-exporter, app-probe, Prometheus and Alertmanager with rules, notices, dashboards; asks every host installed before
#
#   --server NAME          the label `server` of its series (as the role is called)
#   --site FOLDER          where this site's authority, passwords and list of hosts are kept (~/.config/vigie)
#   --packages FOLDER      (.build/packages)
#   --ssh "ssh -F FILE"    how to reach it (ssh); as root, or as somebody with sudo that asks nothing
#   --expected NAMES       docker: containers that must run (vote,worker,result)
#   --offhost PLACE        database: where backups go, user@host:/folder
#   --vote URL --result URL   monitoring: the pages
#   --alertmanager FILE    monitoring: your own instead of alerts/alertmanager.yml
#
# The target needs Debian 12 or newer, ssh and its package mirror, nothing else. Here it takes openssl and htpasswd (apache2-utils).
# All pages get TLS from the site's own authority, and a password that only Prometheus has. Certificates that end within 30 days are
# renewed, and no service is restarted for that.
set -euo pipefail
deploy=$(dirname "$(readlink -f "$0")")
root=$(dirname "$deploy")

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

case ${1:-} in '' | -h | --help) sed -n '2,/^[^#]/{/^#/!d; s/^# \{0,1\}//; p}' "$0"; exit ;; esac
[ $# -ge 2 ] || fail "says HOST and ROLE: see --help"
host=$1 role=$2
shift 2
case $role in application | database | docker | monitoring) ;; *) fail "there is no role '$role': application, database, docker, monitoring" ;; esac
server=$role site=${XDG_CONFIG_HOME:-$HOME/.config}/vigie packages=$root/.build/packages ssh=ssh
# shellcheck disable=SC2034  # the last three are for monitoring-files.sh
expected='' offhost='' vote='' result='' alertmanager=$root/alerts/alertmanager.yml
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || fail "$1 says nothing after it"
  case $1 in
    --server) server=$2 ;; --site) site=$2 ;; --packages) packages=$2 ;; --ssh) ssh=$2 ;; --expected) expected=$2 ;;
    --offhost) offhost=$2 ;; --vote) vote=$2 ;; --result) result=$2 ;; --alertmanager) alertmanager=$2 ;;
    *) fail "there is no option '$1': see --help" ;;
  esac
  shift 2
done
[[ $server =~ ^[a-zA-Z0-9_.-]+$ ]] || fail "--server '$server': letters, digits, '.', '_' and '-' only"
# Into files of programs that have a quoting of their own: what would need it is refused.
for value in "$expected" "$offhost" "$vote" "$result"; do
  [[ $value =~ ^[a-zA-Z0-9_.,:/@%?=\&~+-]*$ ]] || fail "'$value' has a character that is no part of an address or a name"
done
for program in openssl htpasswd tar; do
  command -v "$program" >/dev/null || fail "needs $program here (Debian: openssl, apache2-utils)"
done
read -ra ssh <<<"$ssh"
# The address without the login.
address=${host##*@}

# MARK: - What the site has

# shellcheck source=deploy/lib/site.sh
. "$deploy/lib/site.sh"
umask 077
site_secrets
own=$site/hosts/$address
site_certificate "$address" "$server"

# What was said of it stays said: a later run need not repeat it.
for option in expected offhost vote result; do
  if [ -n "${!option}" ]; then printf '%s' "${!option}" >"$own.$option"
  elif [ -s "$own.$option" ]; then printf -v "$option" '%s' "$(<"$own.$option")"; fi
done
expected=${expected:-vote,worker,result}

site_host "$address" "$role" "$server"

# MARK: - What goes there

case $role in
  application) wanted=(vigie-node-exporter) ;;
  database) wanted=(vigie-node-exporter vigie-pg-exporter vigie-redis-exporter vigie-backup) ;;
  docker) wanted=(vigie-node-exporter vigie-docker-exporter) ;;
  monitoring) wanted=(vigie-node-exporter vigie-app-probe) ;;
esac
load=$(mktemp -d)
trap 'rm -rf "$load"' EXIT
mkdir -p "$load/files"
installed=$("${ssh[@]}" "$host" "dpkg-query -W -f '\${Package} \${Version} \${db:Status-Status}\n' 'vigie-*' 2>/dev/null || true") ||
  fail "cannot reach $host: try '${ssh[*]} $host true'"
for package in "${wanted[@]}"; do
  # The newest, by the time it was made.
  file=$(find "$packages" -maxdepth 1 -name "${package}_*.deb" -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1 | cut -d ' ' -f 2-)
  [ -n "$file" ] || fail "there is no $package in $packages: run script/package"
  version=$(dpkg-deb -f "$file" Version)
  if ! grep -qxF "$package $version installed" <<<"$installed"; then cp "$file" "$load/$package.deb"; fi
done

cp "$deploy/lib/on-target.sh" "$load/"
cp "$own.crt" "$load/files/server.crt"
cp "$own.key" "$load/files/server.key"
cp "$site/web.yml" "$load/files/web.yml"
{
  printf 'expected=%s\noffhost=%s\n' "$expected" "$offhost"
} >"$load/settings"
case $role in
  database)
    cp "$site/redis-password" "$load/files/"
    ;;
  monitoring)
    # shellcheck source=deploy/lib/monitoring-files.sh
    . "$deploy/lib/monitoring-files.sh"
    monitoring_files "$load/files"
    ;;
esac

# MARK: - There

began=$SECONDS
tar -C "$load" --owner=0 --group=0 -cf - . | "${ssh[@]}" "$host" \
  "set -e; d=\$(mktemp -d); trap 'rm -rf \$d' EXIT; tar -C \$d --no-same-owner -xf -; s=; [ \$(id -u) = 0 ] || s='sudo -n'; \$s sh \$d/on-target.sh $role" ||
  fail "$host: it did not get to its end (see above); what is done stays, and the next run goes on"
say "$host: $role, after $((SECONDS - began)) s"
if [ "$role" != monitoring ] && grep -q ' monitoring ' "$site/inventory"; then
  say "The monitoring server is told by: deploy/install.sh $(awk '$2 == "monitoring" { print $1; exit }' "$site/inventory") monitoring"
fi
