#!/usr/bin/env bash
# What a site has, in a folder of its own: an authority, passwords, a certificate for each host, a list of hosts. Sourced by
# install.sh; Ansible runs it on the machine that it is started on:
#
#   site.sh FOLDER prepare ADDRESS SERVER ROLE...     says "changed" when something is new
#   site.sh FOLDER monitoring-files DESTINATION VOTE RESULT
#
# shellcheck disable=SC2034,SC2154  # what is sourced together
site_secrets() {
  mkdir -p "$site/hosts"
  if [ ! -s "$site/ca.crt" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=Vigie' \
      -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
      -keyout "$site/ca.key" -out "$site/ca.crt" 2>/dev/null
  fi
  local secret
  for secret in password redis-password; do
    if [ ! -s "$site/$secret" ]; then openssl rand -hex 24 | tr -d '\n' >"$site/$secret"; fi
  done
  if [ ! -s "$site/web.yml" ]; then
    {
      printf '# Written by install.sh or Ansible; docs/web-configuration.md explains it.\n'
      printf 'tls_server_config: {cert_file: server.crt, key_file: server.key}\n'
      printf 'basic_auth_users: {prometheus: "%s"}\n' "$(htpasswd -niBC 10 '' <"$site/password" 2>/dev/null | tr -d ':\n')"
    } >"$site/web.yml"
  fi
}

# A certificate for a host, when it has none or one that ends within 30 days.
site_certificate() {
  local address=$1 server=$2 kind=DNS own=$site/hosts/$1
  if [ -s "$own.crt" ] && openssl x509 -in "$own.crt" -noout -checkend $((30 * 86400)) >/dev/null; then return; fi
  if [[ $address =~ ^[0-9.]+$ || $address == *:* ]]; then kind=IP; fi
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$server" -keyout "$own.key.new" -out "$own.csr" 2>/dev/null
  # On itself it is asked under its loopback address.
  printf 'subjectAltName=%s:%s,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n' \
    "$kind" "$address" >"$own.ext"
  openssl x509 -req -in "$own.csr" -CA "$site/ca.crt" -CAkey "$site/ca.key" -CAcreateserial -days 397 -extfile "$own.ext" \
    -out "$own.crt.new" 2>/dev/null
  mv "$own.key.new" "$own.key"
  mv "$own.crt.new" "$own.crt"
  rm -f "$own.csr" "$own.ext"
}

# A host may have several roles: a line for each.
site_host() {
  touch "$site/inventory"
  {
    awk -v address="$1" -v role="$2" '$1 != address || $2 != role' "$site/inventory"
    printf '%s %s %s\n' "$1" "$2" "$3"
  } | LC_ALL=C sort >"$site/inventory.new"
  mv "$site/inventory.new" "$site/inventory"
}

[ "${BASH_SOURCE[0]}" = "$0" ] || return 0
set -euo pipefail
umask 077
site=$1 action=$2
deploy=$(dirname "$(dirname "$(readlink -f "$0")")")
root=$(dirname "$deploy")
shift 2
sum() { find "$site" "${destination:-$site}" -type f ! -name '*.srl' -print0 | LC_ALL=C sort -z | xargs -0r sha256sum | sha256sum; }
case $action in
  prepare)
    mkdir -p "$site"
    before=$(sum)
    site_secrets
    site_certificate "$1" "$2"
    for role in "${@:3}"; do site_host "$1" "$role" "$2"; done
    if [ "$before" != "$(sum)" ]; then printf 'changed\n'; fi ;;
  monitoring-files)
    destination=$1 vote=$2 result=$3 alertmanager=${4:-$root/alerts/alertmanager.yml}
    mkdir -p "$destination"
    before=$(sum)
    # shellcheck source=deploy/lib/monitoring-files.sh
    . "$deploy/lib/monitoring-files.sh"
    rm -rf "${destination:?}"/*
    monitoring_files "$destination"
    # One archive for each folder: Ansible copies files one by one, and takes minutes for a hundred of them.
    for folder in prometheus alertmanager share; do
      tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' --no-recursion -C "$destination/$folder" \
        -cf "$destination/$folder.tar" --files-from <(cd "$destination/$folder" && find . -type f | LC_ALL=C sort)
    done
    if [ "$before" != "$(sum)" ]; then printf 'changed\n'; fi ;;
  *) printf 'site.sh: there is no action %s\n' "$action" >&2; exit 2 ;;
esac
