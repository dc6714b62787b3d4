#!/bin/sh
# Installs those of the named Debian packages that are missing; does nothing when none is.
set -eu

missing=
if command -v dpkg-query >/dev/null; then
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
else
    echo "deps: this is no Debian; going on with what is there. Debian's names of what is needed: $*" >&2
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "deps: apt-get is not there to install$missing" >&2
    exit 1
fi
sudo=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "deps: to be installed by root: apt-get install$missing" >&2
        exit 1
    }
    sudo=sudo
fi
echo "deps: installing$missing"
$sudo apt-get update -q </dev/null
# shellcheck disable=SC2086 # one word a package
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing </dev/null
