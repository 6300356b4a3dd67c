# For the scripts beside it: system packages, and ending with one clear line.

fail() {
    echo "$*" >&2
    exit 1
}

# apt_install PACKAGE…: false where this is no Debian, or where we may not.
apt_install() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        as_root=sudo
    else
        return 1
    fi
    echo "Installing $* with apt-get"
    $as_root apt-get update -qq || return 1
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends "$@" >/dev/null || return 1
}
