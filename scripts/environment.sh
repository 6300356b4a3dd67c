#!/bin/sh
# environment.sh VENV LOCK: an environment that holds what LOCK names, and this checkout itself.
# With uv where there is one, else with venv and pip.
set -eu
venv=$1
lock=$2
. "$(dirname "$0")/system.sh"

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

echo "Installing $lock into $venv"
if command -v uv >/dev/null; then
    if ! usable "$venv/bin/python"; then
        # an uv of 2024 knows no --clear, and does it unasked
        [ -e "$venv" ] && clear=--clear || clear=
        uv venv --quiet $clear --python '>=3.11' "$venv"
    fi
    uv pip install --quiet --python "$venv/bin/python" --require-hashes -r "$lock"
    uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation -e .
    exit
fi

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! usable "$venv/bin/python"; then
    for python in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 ''; do
        [ -n "$python" ] || fail 'Python 3.11 or later is needed; name it with PYTHON=/path/to/python3.'
        if usable "$python"; then break; fi
    done
    # Debian keeps ensurepip, which venv needs, in a package of its own
    "$python" -c 'import ensurepip' 2>/dev/null || apt_install python3-venv \
        || fail "$python can't make environments: install python3-venv, or uv."
    "$python" -m venv --clear "$venv"
fi
# the release of pip that came with Python is good enough, and need not say so
export PIP_DISABLE_PIP_VERSION_CHECK=1
"$venv/bin/python" -m pip install --quiet --require-hashes -r "$lock"
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation -e .
