#!/usr/bin/env bash
# Get what the suite needs beside Python packages: a Chromium, LibreOffice and a Redis. Says what is missing where it cannot be installed.
set -euo pipefail
any() { for one in "$@"; do command -v "$one" >/dev/null && return; done; false; }
can_install() { [ "$(id -u)" = 0 ] && any apt-get; }
install() {
  echo "Installeren: $* …"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Without a window of its own a Chromium takes a quarter of the time, so that one is tried first; any other will do.
if ! any chromium-headless-shell && can_install; then
  install chromium-headless-shell 2>/dev/null || echo "Niet te krijgen; een gewone Chromium kan ook."
fi
missing=()
any chromium-headless-shell chromium chromium-browser google-chrome || missing+=(chromium)
any soffice libreoffice || missing+=(libreoffice-calc)
any redis-server || missing+=(redis-server)
[ "${#missing[@]}" = 0 ] && exit 0
if can_install; then
  install "${missing[@]}"
  exit 0
fi
echo "Ontbreekt: ${missing[*]}. De tests die dat nodig hebben, worden overgeslagen. Installeer het met: sudo apt-get install ${missing[*]}"
[ -z "${CI:-}" ]
