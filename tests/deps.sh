#!/bin/sh
# Installs those of the named Debian packages that are missing; does nothing when none is.
set -eu

missing=
if command -v dpkg-query >/dev/null; then
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
else
    cat >&2 <<'NAMES'
deps: this is no Debian; going on with what is there. What is needed goes by these names elsewhere, as far as we know:
nobody has tried them yet.
  Fedora:   dnf install gcc gcc-c++ make pkgconf-pkg-config cjson-devel libdwarf-devel elfutils-libelf-devel
            binutils-devel zlib-devel libzstd-devel nettle-devel libcmocka-devel mandoc python3-jsonschema
  Arch:     pacman -S gcc make pkgconf cjson libdwarf libelf binutils zlib zstd nettle cmocka mandoc python-jsonschema
  Homebrew: brew install pkgconf cjson dwarfutils elfutils binutils zstd nettle cmocka mandoc
            (libiberty comes with binutils; macOS itself is untried too)
NAMES
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
said=$(mktemp)
trap 'rm -f "$said"' EXIT
# What apt says is of use only when it fails.
# shellcheck disable=SC2086 # one word a package
{ $sudo apt-get update -q && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
    $missing; } >"$said" 2>&1 </dev/null || { cat "$said" >&2; exit 1; }
