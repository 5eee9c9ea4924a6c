#!/usr/bin/env bash
# Get what the suite needs beside Python packages: a Chromium. Says what is missing where it cannot be installed.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Chromium installeren …"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  exit 0
fi
echo "Chromium ontbreekt: de tests in een echte browser worden overgeslagen. Installeer het met: sudo apt-get install chromium"
[ -z "${CI:-}" ]
