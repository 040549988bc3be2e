#!/bin/sh
# A real S3 server for the tests: Ceph's object gateway over a one-disk cluster in memory, on 127.0.0.1 alone.
#   scripts/s3-ceph.sh start DIR    prints S3_ENDPOINT=... and the rest on stdout, progress on stderr
#   scripts/s3-ceph.sh stop DIR     ends the daemons that start left running, and their data with them
# PORT chooses the port of the gateway. Several can run side by side, each in its own DIR.
set -eu

usage() { sed -n 's/^#   //p' "$0" >&2; exit 2; }
[ $# -eq 2 ] || usage
verb=$1
[ "$verb" != start ] || mkdir -p "$2"
dir=$(cd "$2" && pwd) || usage
conf=$dir/ceph.conf

say() { echo "s3-ceph: $*" >&2; }
fail() { say "$*"; exit 1; }

# Runs a cluster command quietly; its words are shown when it fails.
quietly() { "$@" >"$dir/last.log" 2>&1 || { cat "$dir/last.log" >&2; fail "failed: $*"; }; }
ceph_() { ceph --conf "$conf" --connect-timeout 20 "$@"; }

# Retries a command for up to 30 s.
until_ready() {
  what=$1 tries=0
  shift
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 150 ] || fail "$what did not start; see $dir/log"
    sleep 0.2
  done
  say "$what is up"
}

stop() {
  for file in "$dir"/*.pid; do
    [ -e "$file" ] || continue
    pid=$(cat "$file")
    # A pid may have been given to somebody else since: ours name this folder in their arguments.
    if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "--conf $conf "; then
      kill -9 "$pid" # The data are in memory and unwanted: nothing to close in good order.
    fi
    rm -f "$file"
  done
}

install_packages() {
  for tool in ceph-mon ceph-osd radosgw radosgw-admin ceph monmaptool; do
    command -v $tool >/dev/null || missing=yes
  done
  [ -n "${missing:-}" ] || return 0
  packages='ceph-mon ceph-osd radosgw ceph-common'
  [ "$(id -u)" = 0 ] || fail "please run: sudo apt-get install --no-install-recommends $packages"
  say "installing $packages"
  apt-get update -q >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $packages >&2
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}

start() {
  install_packages
  stop
  rm -rf "$dir/mon" "$dir/osd" "$dir/run" "$dir/log" "$dir/monmap"
  mkdir -p "$dir/mon" "$dir/osd" "$dir/run" "$dir/log"
  port=${PORT:-$(free_port)}
  mon=127.0.0.1:$(free_port)
  fsid=$(cat /proc/sys/kernel/random/uuid)
  osd=$(cat /proc/sys/kernel/random/uuid)
  access=$(od -An -N10 -tx1 /dev/urandom | tr -d ' \n')
  secret=$(od -An -N20 -tx1 /dev/urandom | tr -d ' \n')

  cat >"$conf" <<CONF
[global]
fsid = $fsid
mon_host = [v2:$mon]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
# The gateway would ask for an encrypted monitor, which there is not without keys.
ms_mon_client_mode = crc
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_data = $dir/mon
osd_data = $dir/osd
osd_objectstore = memstore
memstore_device_bytes = 8589934592
run_dir = $dir/run
admin_socket = $dir/run/\$name.asok
log_file = $dir/log/\$name.log
pid_file = $dir/\$name.pid
crash_dir = $dir/log
rgw_data = $dir/run
rgw_frontends = beast endpoint=127.0.0.1:$port
rgw_thread_pool_size = 32
# A lone monitor need not gather changes for a second: each pool that the gateway makes would wait for it.
paxos_propose_interval = 0.02
paxos_min_wait = 0.01
# Deleted bytes leave the memory within seconds instead of hours.
rgw_gc_obj_min_wait = 5
rgw_gc_processor_period = 5
rgw_gc_processor_max_time = 5
CONF

  quietly monmaptool --create --fsid "$fsid" --addv a "[v2:$mon]" "$dir/monmap"
  quietly ceph-mon --conf "$conf" --mkfs -i a --monmap "$dir/monmap"
  quietly ceph-mon --conf "$conf" -i a
  until_ready monitor ceph_ --connect-timeout 2 mon stat
  # The same uuid both times, or the disk never joins.
  quietly ceph_ osd new "$osd"
  quietly ceph-osd --conf "$conf" -i 0 --mkfs --osd-uuid "$osd"
  quietly ceph_ osd crush add osd.0 1.0 root=default host=localhost
  quietly ceph-osd --conf "$conf" -i 0
  until_ready disk sh -c "ceph --conf '$conf' osd stat | grep -q '1 up'"
  quietly radosgw --conf "$conf" -n client.rgw
  until_ready gateway node -e "fetch('http://127.0.0.1:$port').catch(() => process.exit(1))"
  quietly radosgw-admin --conf "$conf" user create --uid=video-club --display-name=video-club \
    --access-key="$access" --secret-key="$secret"

  echo "S3_ENDPOINT=http://127.0.0.1:$port"
  echo "S3_ACCESS_KEY=$access"
  echo "S3_SECRET_KEY=$secret"
  echo "S3_REGION=us-east-1"
  echo "S3_BUCKET=video-club"
}

case $verb in
  start)
    trap 'code=$?; [ $code -eq 0 ] || stop' EXIT
    start
    ;;
  stop) stop ;;
  *) usage ;;
esac
