#!/usr/bin/env bash
# Get what the suite needs beside Python packages: a Chromium, LibreOffice and a Redis. Says what is missing where it cannot be installed.
set -euo pipefail
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
command -v soffice >/dev/null || command -v libreoffice >/dev/null || missing+=(libreoffice-calc)
command -v redis-server >/dev/null || missing+=(redis-server)
[ "${#missing[@]}" = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installeren: ${missing[*]} …"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  exit 0
fi
echo "Ontbreekt: ${missing[*]}. De tests die dat nodig hebben, worden overgeslagen. Installeer het met: sudo apt-get install ${missing[*]}"
[ -z "${CI:-}" ]
