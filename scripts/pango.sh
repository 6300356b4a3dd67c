#!/bin/sh
# pango.sh PYTHON: see that WeasyPrint finds Pango, which lays out the text of a PDF.
set -eu
python=$1
. "$(dirname "$0")/system.sh"

found() { "$python" -c 'import weasyprint.text.ffi' >/dev/null 2>&1; }
# without the library that cuts fonts down, WeasyPrint does it slowly by itself
complete() {
    "$python" -c 'import sys; from weasyprint.text.ffi import harfbuzz_subset; sys.exit(not harfbuzz_subset)' >/dev/null 2>&1
}

debian='libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'
complete && exit
# shellcheck disable=SC2086 # the names are words
if command -v brew >/dev/null; then
    brew install pango || true
else
    apt_install $debian || true
fi
found || fail "PDF needs Pango: apt-get install $debian (Debian, Ubuntu), brew install pango (macOS), or your system's package of it."
