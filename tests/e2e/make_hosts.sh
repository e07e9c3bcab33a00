#!/usr/bin/env bash
# Builds a Debian root with the real Krita and GIMP in it, for the end-to-end tests, and prints its folder.
#
#   make_hosts.sh stable   Debian 13:              Krita 5.2 (PyQt5), GIMP 3.0, Python 3.13
#   make_hosts.sh next     Debian testing:         Krita 5.3 (PyQt5), GIMP 3.2, Python 3.14
#   make_hosts.sh qt6      testing + experimental: Krita 6.0 (PyQt6), Python 3.14
#
# It lies in ${FRISKET_HOSTS:-~/.cache/frisket-hosts}/<kind>, takes a minute or two and 2.3 GB, and is made once.
# Needs root and debootstrap. DEBIAN_MIRROR names another mirror.
set -euo pipefail
umask 022

kind=${1:?stable, next or qt6}
hosts=${FRISKET_HOSTS:-$HOME/.cache/frisket-hosts}
root=$hosts/$kind
stamp=.frisket-complete

case $kind in
stable) suite=trixie script=trixie programs="krita gimp-3.0" packages="krita python3-pyqt5 gimp python3-gi gir1.2-gimp-3.0" ;;
next) suite=forky script=sid programs="krita gimp-3.2" packages="krita python3-pyqt5 gimp python3-gi gir1.2-gimp-3.0" ;;
qt6) suite=forky script=sid programs="krita" packages="krita/experimental python3-pyqt6" ;;
*) echo "make_hosts.sh: $kind is none of stable, next and qt6" >&2 && exit 2 ;;
esac
tools="Xvfb xdotool openbox import"

lacking() {
    local program
    for program in $programs $tools; do
        chroot "$root" sh -c "command -v $program" >/dev/null || echo "$program"
    done
    chroot "$root" dpkg --audit
}

mkdir -p "$hosts"
exec 9>"$hosts/$kind.lock"
flock 9 # somebody else may be making it
if [ -e "$root/$stamp" ]; then echo "$root" && exit 0; fi
if [ -e "$root" ]; then
    # Made by hand: take it as it is, if all is in it.
    missing=$(lacking)
    if [ -n "$missing" ]; then
        printf 'make_hosts.sh: %s is there, but not complete; delete it. It lacks:\n%s\n' "$root" "$missing" >&2
        exit 1
    fi
    touch "$root/$stamp"
    echo "$root"
    exit 0
fi

if [ "$(id -u)" != 0 ]; then echo "make_hosts.sh: only root can make a Debian root" >&2 && exit 1; fi
if ! command -v debootstrap >/dev/null; then
    apt-get -q update >&2 && apt-get -qy install debootstrap >&2
fi
mirror=${DEBIAN_MIRROR:-$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources 2>/dev/null)}
if [ -z "$mirror" ]; then echo "make_hosts.sh: name a Debian mirror in DEBIAN_MIRROR" >&2 && exit 1; fi

# In a mount namespace of its own: whatever happens, /proc is not mounted in what is deleted.
export kind suite script mirror packages building="$root.building"
rm -rf --one-file-system "$building"
echo "Making $root; what is done is written to $hosts/$kind.log." >&2
if ! unshare --mount --propagation private bash -euo pipefail -s >"$hosts/$kind.log" 2>&1 9>&- <<'INSIDE'
debootstrap --variant=minbase "$suite" "$building" "$mirror" "$script"
if [ "$kind" = qt6 ]; then echo "deb $mirror experimental main" >>"$building/etc/apt/sources.list"; fi
mount -t proc proc "$building/proc"
apt="apt-get -qy -o Acquire::Check-Valid-Until=false --no-install-recommends"
chroot "$building" sh -c "$apt update"
DEBIAN_FRONTEND=noninteractive chroot "$building" sh -c \
    "$apt install $packages xvfb xauth xdotool openbox imagemagick dbus fonts-dejavu-core"
rm -rf "$building"/var/cache/apt/archives/*.deb "$building"/var/lib/apt/lists/*
INSIDE
then
    tail -n 20 "$hosts/$kind.log" >&2
    exit 1
fi
touch "$building/$stamp"
mv "$building" "$root"
echo "$root"
