# The files of the monitoring server, made from the site's inventory. Sourced by install.sh.
# shellcheck shell=bash
# shellcheck disable=SC2154  # site, root, deploy, vote, result, alertmanager are install.sh's

# Prints the targets of a job: the hosts with one of some roles, at a port.
targets() {
  local port=$1 address role server
  local -A seen=()
  shift
  while read -r address role server; do
    if [[ " $* " != *" $role "* ]] || [ -n "${seen[$address]:-}" ]; then continue; fi
    seen[$address]=1
    # IPv6 stands in brackets.
    if [[ $address == *:* ]]; then address="[$address]"; fi
    printf -- '- {targets: ["%s:%s"], labels: {server: "%s"}}\n' "$address" "$port" "$server"
  done <"$site/inventory"
}

monitoring_files() {
  local files=$1 address role server
  mkdir -p "$files/prometheus/targets" "$files/prometheus/alerts" "$files/alertmanager" "$files/share"
  cp "$site/ca.crt" "$site/password" "$files/"
  # Everything but what is asked is the shipped configuration.
  { sed '/^scrape_configs:/,$d' "$deploy/monitoring/prometheus.yml"; cat "$deploy/monitoring/scrape.yml"; } >"$files/prometheus/prometheus.yml"
  cp "$root"/alerts/*.rules.yml "$files/prometheus/alerts/"
  targets 9100 application database docker monitoring >"$files/prometheus/targets/node.yml"
  targets 9187 database >"$files/prometheus/targets/postgres.yml"
  targets 9121 database >"$files/prometheus/targets/redis.yml"
  targets 9417 docker >"$files/prometheus/targets/docker.yml"
  targets 9115 monitoring >"$files/prometheus/targets/probe.yml"

  cp "$alertmanager" "$files/alertmanager/alertmanager.yml"
  cp -r "$root/alerts/templates" "$files/alertmanager/"
  cp -r "$root"/dashboards/*.json "$root/dashboards/wall" "$root/alerts/runbooks" "$files/share/" 2>/dev/null || true
  cp -r "$root/dashboards/provisioning" "$files/grafana"
  cp "$deploy/monitoring/systemd/prometheus.conf" "$deploy/monitoring/systemd/alertmanager.conf" "$files/"

  sed "s|http://vote\.example\.com/|${vote:-http://vote.example.com/}|; s|http://result\.example\.com/|${result:-http://result.example.com/}|" \
    "$deploy/monitoring/app-probe.yml" >"$files/app-probe.yml"
  # Pages that nobody has named are not probed: a page that cannot be there would be down for ever.
  [ -n "$vote" ] || sed -i '/service: vote}/d' "$files/app-probe.yml"
  [ -n "$result" ] || sed -i '/service: result}/d' "$files/app-probe.yml"
  while read -r address role server; do
    printf '  - {target: "%s", module: ping, interval: 1s, timeout: 900ms, labels: {service: ping, server: "%s"}}\n' "$address" "$server"
  done < <(LC_ALL=C sort -u -k 1,1 "$site/inventory") >>"$files/app-probe.yml"
}
