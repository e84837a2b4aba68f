#!/usr/bin/env bash
# The bundle of pi5-cpu on arm64, under qemu-user: installed by its own install.sh with the packages that npm has for arm64, it has to
# pass its own health check and to render what this computer renders, to 1e-4 of full scale.
#
#   ci/arm64/run.sh [folder]     keeps what it fetches in the folder (default: dist/arm64)
#
# Needs qemu-user and mmdebstrap (Debian), the npm registry and Debian's; without them it says so and is skipped. About a minute and a half
# of processor time.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=$(mkdir -p "${1:-dist/arm64}" && cd "${1:-dist/arm64}" && pwd)
tolerance=1e-4
started=$SECONDS

skip() {
  echo "skipped: the bundle on arm64 needs $1"
  exit 0
}
step() { printf '%4d s  %s\n' $((SECONDS - started)) "$*"; }

step 'Node for arm64'
missing=$(bash ci/arm64/node.sh "$place") || skip "$missing"
root=$place/root
bash ci/arm64/pi5-files.sh "$root"

step 'the bundle'
node build/build-board.js --board pi5-cpu
built=$PWD/dist/boards/pi5-cpu

# The packages that npm would install on the board.
packages=$place/packages
mkdir -p "$packages"
if ! cmp -s "$built/package.json" "$packages/package.json"; then
  step 'packages for arm64'
  rm -rf "$packages/node_modules"
  cp "$built/package.json" "$packages/package.json"
  (cd "$packages" && npm install --os=linux --cpu=arm64 --libc=glibc --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error) ||
    { rm "$packages/package.json"; skip 'the npm registry'; }
  rm -rf "$packages"/node_modules/onnxruntime-node/bin/napi-v6/{darwin,win32,linux/x64}
fi

step 'install.sh'
rm -rf "$root/opt/neurorack"
sh "$built/install.sh" --prefix "$root" --node-modules "$packages/node_modules" > "$place/install.log"

# From here on `node` is arm64's.
on_arm64() { ORT_DISABLE_TELEMETRY=1 PATH=$place/bin:$PATH "$@"; }
[ "$(on_arm64 node -p process.arch)" = arm64 ]

step 'health.sh'
on_arm64 sh "$root/opt/neurorack/current/health.sh" --no-service
on_arm64 node "$root/opt/neurorack/current/bin/neurorack.js" doctor --json > "$place/doctor.json" || true # the Pi has no sound card
node -e '
  const { findings } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  const [board] = findings.filter(({ check }) => check === "board");
  if (board?.state !== "ok") throw new Error(`doctor did not recognise the board: ${JSON.stringify(board)}`);
' "$place/doctor.json"

step 'render, on arm64 and here'
words=(render --set Boom --set-b Tabla --cv1 2.5 --seed 3 --seconds 1 --format float32)
on_arm64 node "$root/opt/neurorack/current/bin/neurorack.js" "${words[@]}" -o "$place/arm64.wav"
node "$built/bin/neurorack.js" "${words[@]}" -o "$place/here.wav"
node ci/arm64/compare-wav.js "$place/arm64.wav" "$place/here.wav" "$tolerance"
step 'done'
