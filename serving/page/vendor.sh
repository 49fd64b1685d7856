#!/usr/bin/env bash
# Write static/vendor and static/shapes anew from the npm registry: run it to change a version.
# Each file begins with the names, versions and licences of what it was made of.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
packages="d3-array@3.2.4 d3-geo@3.1.1 d3-scale@4.0.2 d3-shape@3.2.0 topojson-client@3.1.0 us-atlas@3.0.1 world-atlas@2.0.2"
npm install --silent --no-audit --no-fund --prefix "$work" $packages esbuild@0.28.2

bundle() { # bundle FILE PACKAGE...: one ES module that exports what the packages export
  local file=$1 banner="/*! " package
  shift
  : > "$work/in.js"
  for package in "$@"; do
    echo "export * from '$package';" >> "$work/in.js"
    banner+=$(node -p "const p = require('$work/node_modules/$package/package.json'); [p.name, p.version, p.license].join(' ')")"; "
  done
  "$work/node_modules/.bin/esbuild" "$work/in.js" --bundle --minify --format=esm --target=es2022 \
    --legal-comments=none --banner:js="$banner*/" --log-level=warning --outfile="static/vendor/$file"
}
mkdir -p static/vendor static/shapes
bundle d3.js d3-array d3-scale d3-shape
bundle geo.js d3-geo topojson-client
cp "$work/node_modules/us-atlas/states-albers-10m.json" static/shapes/us-states.json
cp "$work/node_modules/world-atlas/countries-110m.json" static/shapes/countries.json
for package in d3-array us-atlas world-atlas; do
  { echo "$package"; cat "$work/node_modules/$package"/LICENSE*; echo; }
done > static/vendor/LICENSES.txt
