# shellcheck shell=bash
# The machine: is it one that Hotpin knows, and are the Debian packages there?

check_system() {
  local release=${HOTPIN_OS_RELEASE:-/etc/os-release} machine ID='' VERSION_ID='' PRETTY_NAME=''
  machine=$(uname -m)
  # shellcheck source=/dev/null
  [[ ! -r $release ]] || . "$release"
  [[ "$ID $VERSION_ID $machine" == 'debian 12 x86_64' ]] ||
    fail "looked for Debian 12 on x86_64 and found ${PRETTY_NAME:-an unknown system} on $machine:" \
      "run this on such a machine, virtual machine or container (debian:12)"
}

# missing_packages LIST...: those of the lists that dpkg does not know as installed.
missing_packages() {
  local wanted installed
  wanted=$(sed '/^#/d' "$@" | sort -u)
  # shellcheck disable=SC2086  # one word a package
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' $wanted 2>/dev/null |
    sed -n 's/ installed$//p' | sort -u) || true
  comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed")
}

# apt reports "dlstatus:n:percent:…" while it downloads and "pmstatus:…" while it installs.
progress_of_apt() {
  local kind percent
  while IFS=: read -r kind _ percent _; do
    case $kind in
      dlstatus) progress $((${percent%%.*} / 2)) 100 % ;;
      pmstatus) progress $((50 + ${percent%%.*} / 2)) 100 % ;;
    esac
  done
}

# install_packages LIST...: what is missing of these lists, as root or with sudo.
install_packages() {
  local missing admin=() log=$cache/logs/apt.log
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  if ((EUID)); then
    command -v sudo >/dev/null ||
      fail "Debian packages are missing and there is no sudo; run as root:" \
        "apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    admin=(sudo)
  fi
  admin+=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
  make_cache
  step "${#missing[@]} Debian packages"
  "${admin[@]}" update >"$log" 2>&1 ||
    fail "apt-get update failed: check the network and run this again (details: $log)"
  "${admin[@]}" install -y --no-install-recommends -o APT::Status-Fd=1 "${missing[@]}" 2>&1 |
    tee -a "$log" | progress_of_apt ||
    fail "apt-get could not install ${missing[*]}: run this again (details: $log)"
  step_done
}

# usable_cores: those this shell may run on, or the CPU quota of its container, rounded up,
# whichever is less; of control groups version 2, then 1.
usable_cores() {
  local cores quota period
  cores=$(nproc)
  read -r quota period 2>/dev/null </sys/fs/cgroup/cpu.max ||
    { read -r quota </sys/fs/cgroup/cpu/cpu.cfs_quota_us &&
      read -r period </sys/fs/cgroup/cpu/cpu.cfs_period_us; } 2>/dev/null || quota=max
  if [[ $quota =~ ^[0-9]+$ && ${period:-0} -gt 0 ]]; then
    quota=$(((quota + period - 1) / period))
    cores=$((quota < cores ? quota : cores))
  fi
  printf '%d' "$((cores > 0 ? cores : 1))"
}

# usable_memory: bytes of the machine or its container, whichever is less; of control groups
# version 2, then 1.
usable_memory() {
  local bytes limit
  bytes=$(($(awk '/^MemTotal/ { print $2 }' "${HOTPIN_MEMINFO:-/proc/meminfo}") * 1024))
  read -r limit 2>/dev/null </sys/fs/cgroup/memory.max ||
    read -r limit 2>/dev/null </sys/fs/cgroup/memory/memory.limit_in_bytes || limit=max
  [[ ! $limit =~ ^[0-9]{1,18}$ ]] || bytes=$((limit < bytes ? limit : bytes))
  printf '%d' "$bytes"
}
