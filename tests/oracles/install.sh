#!/bin/sh
# The judges that the tests call and pip can't bring: Java for EPUBCheck, Nu and veraPDF, JAXB for
# veraPDF, poppler for the text of a PDF, qpdf for its objects, npm for the Nu validator, Ace, axe
# and a reading engine, Chromium for these three, fonts for the specimen, ps for the processes that a
# build leaves, strace for what they open and call. Immediate when all is there.
set -eu
cd "$(dirname "$0")/../.."
. scripts/system.sh
vnu=26.9.27
ace=1.4.6
foliate=1.0.1
puppeteer=24.43.1
axe=4.14.1
linkinator=7.6.1
jar=.tools/node_modules/vnu-jar/build/dist/vnu.jar

packages=""
need() { # need PACKAGE TEST...
  package=$1
  shift
  "$@" >/dev/null 2>&1 || packages="$packages $package"
}
need default-jdk-headless sh -c 'command -v javac'
need libjaxb-java test -e /usr/share/java/jaxb-runtime.jar
need poppler-utils sh -c 'command -v pdftotext'
need qpdf sh -c 'command -v qpdf'
need npm sh -c 'command -v npm'
need chromium sh -c 'command -v chromium || command -v google-chrome'
need strace sh -c 'command -v strace || test "$(uname)" != Linux'
need procps sh -c 'command -v ps'
# the specimen has the scripts of the world, and PDF/UA-1 forbids a missing glyph
need fonts-noto-core test -e /usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf
need fonts-noto-cjk test -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
need fonts-noto-color-emoji test -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf

# shellcheck disable=SC2086 # the names are words
[ -z "$packages" ] || apt_install $packages \
  || fail "the tests need$packages: apt-get install them as root, or your system's own packages of them."

if [ ! -e "$jar" ] || [ "$(cat .tools/vnu-version 2>/dev/null)" != "$vnu" ]; then
  npm install --silent --no-fund --no-audit --ignore-scripts --prefix .tools "vnu-jar@$vnu" \
    || fail "the Nu HTML validator can't be installed: npm brings no vnu-jar $vnu."
  echo "$vnu" > .tools/vnu-version
fi

# what follows the links of a site; 8 wants a newer Node than Debian's
if [ "$(cat .tools/linkinator-version 2>/dev/null)" != "$linkinator" ]; then
  npm install --silent --no-fund --no-audit --ignore-scripts --prefix .tools \
    "linkinator@$linkinator" \
    || fail "the crawler can't be installed: npm brings no linkinator $linkinator."
  echo "$linkinator" > .tools/linkinator-version
fi

# the engine that a test reads books with, and what steers Chromium
if [ "$(cat .tools/reading-version 2>/dev/null)" != "$foliate $puppeteer" ]; then
  npm install --silent --no-fund --no-audit --ignore-scripts --prefix .tools \
    "foliate-js@$foliate" "puppeteer-core@$puppeteer" \
    || fail "the reading engine can't be installed: npm brings no foliate-js $foliate or puppeteer-core $puppeteer."
  echo "$foliate $puppeteer" > .tools/reading-version
fi

if [ "$(cat .tools/axe-version 2>/dev/null)" != "$axe" ]; then
  npm install --silent --no-fund --no-audit --ignore-scripts --prefix .tools "axe-core@$axe" \
    || fail "the judge of access can't be installed: npm brings no axe-core $axe."
  echo "$axe" > .tools/axe-version
fi

# it brings a steerer of Chromium, and would fetch another Chromium
if [ "$(cat .tools/ace-version 2>/dev/null)" != "$ace" ]; then
  PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-fund --no-audit --ignore-scripts \
    --prefix .tools "@daisy/ace-cli@$ace" "@daisy/ace-core@$ace" \
    "@daisy/ace-axe-runner-puppeteer@$ace" \
    || fail "Ace can't be installed: npm brings no @daisy/ace-cli $ace."
  echo "$ace" > .tools/ace-version
fi
