# Shared by installer/run and installer/test; sourced, never run by itself.
# shellcheck shell=bash
set -euo pipefail

root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
artifacts=$root/build/artifacts

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The packages named in the given lists that are not installed, one a line. Asks dpkg only, never the network.
missing_packages() {
    local wanted installed
    wanted=$(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$@" | sort -u)
    # dpkg-query fails when it does not know a package at all, which is one way of not being installed.
    installed=$(xargs dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' <<<"$wanted" 2>/dev/null |
        sed -n 's/^.i *//p' | sort -u) || true
    comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed")
}

# Installs what the given lists name; makes no apt call when nothing is missing.
ensure_packages() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
        fail "This script installs packages with apt and is made for Debian 12. Elsewhere, install the" \
            "counterparts of installer/packages.txt and build as CONTRIBUTING.md says."
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0

    local -a as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            fail "These packages are missing and only root may install them: ${missing[*]}"
        as_root=(sudo)
    fi
    say "Installing ${#missing[@]} packages: ${missing[*]}"
    "${as_root[@]}" apt-get -qq update || say "The package lists could not be refreshed; trying with those at hand."
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends install "${missing[@]}" >"$artifacts/apt.log" 2>&1 || {
        tail -n 20 "$artifacts/apt.log" >&2
        fail "apt could not install: ${missing[*]}"
    }
}

# Runs a command whose output matters only when it fails: on a terminal it is shown, elsewhere it goes to a log.
logged() {
    local log=$artifacts/$1.log
    shift
    if [[ -t 1 ]]; then
        "$@"
    else
        "$@" >"$log" 2>&1 || {
            tail -n 100 "$log" >&2
            return 1
        }
    fi
}

# Compilers at once: one per processor, but no more than the memory can carry.
parallel_jobs() {
    local processors gigabytes
    processors=$(nproc)
    gigabytes=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
    ((gigabytes > 0)) || gigabytes=1
    ((processors < gigabytes)) && say "$processors" || say "$gigabytes"
}

# Configures the release preset; arguments go to CMake.
configure() {
    (cd "$root" && logged configure cmake --preset release "$@") || fail "The configuration failed."
}

# Builds the release preset; arguments go to cmake --build.
build() {
    (cd "$root" && logged build cmake --build --preset release --parallel "$(parallel_jobs)" "$@") || fail "The build failed."
}

mkdir -p "$artifacts"
