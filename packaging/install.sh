#!/bin/sh
# Installs neurorack from this script's folder. A second run changes nothing.
#
#   sh install.sh [--dry-run] [--prefix <folder>] [--node-modules <folder>] [--from <folder>]
#   sh install.sh --rollback [--dry-run] [--prefix <folder>]
#
# Everything is prepared beside the current version, which is then replaced and kept in /opt/neurorack/previous.
# --rollback restores it and moves the replaced version to /opt/neurorack/rejected.
# --prefix      installs into a folder instead of /, without user and service: to inspect or try it
# Files are compared with the checksums of build.json first: a version with a damaged file is not installed, and not restored.
# With a public key in /etc/neurorack/release-key.pem, build.json has to be signed by it, and the list has to name every file.
# --from        installs from another folder: the script of a version that is not trusted yet cannot check itself
# --node-modules copies the packages from a folder of this board instead of using npm
set -eu

fail() {
  printf 'error: %s\nremedy: %s\n' "$1" "$2" >&2
  exit 3
}
dry=false rollback=false root='' modules='' from=''
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry=true ;;
    --rollback) rollback=true ;;
    --prefix | --node-modules | --from)
      [ $# -ge 2 ] || fail "$1 names no folder" "give one: $1 /a/folder"
      case $1 in
        --prefix) root=${2%/} ;;
        --from) from=$2 ;;
        *) modules=$2 ;;
      esac
      shift
      ;;
    *) printf 'error: %s is not known here\nremedy: sh install.sh [--dry-run] [--rollback] [--prefix <folder>] [--node-modules <folder>] [--from <folder>]\n' "$1" >&2; exit 2 ;;
  esac
  shift
done
here=$(CDPATH='' cd -- "${from:-$(dirname -- "$0")}" && pwd) || fail "there is no folder $from" 'name the folder of an unpacked archive'
home=$root/opt/neurorack
user=neurorack

say() { printf '%s\n' "$*"; }
run() {
  if $dry; then say "would run: $*"; else "$@"; fi
}
has_service() { [ -z "$root" ]; }
write() {
  if [ -f "$2" ] && cmp -s "$1" "$2"; then return 0; fi
  run mkdir -p "$(dirname "$2")"
  run cp "$1" "$2"
}
# start FOLDER: the service of the version in that folder (in a dry run: the version that would be there).
start() {
  write "$1/neurorack.service" "$root/etc/systemd/system/neurorack.service"
  write "$1/limits.conf" "$root/etc/security/limits.d/neurorack.conf"
  if has_service; then
    run systemctl daemon-reload
    run systemctl enable neurorack.service
    # health.sh waits for the service, and says why it does not play.
    run systemctl restart --no-block neurorack.service
  fi
}

command -v node > /dev/null || fail 'there is no Node on this board' 'install Node 20.19 or newer: https://nodejs.org/en/download'
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  fail "Node $(node --version) is too old" 'install Node 20.19 or newer'
! has_service || $dry || [ "$(id -u)" = 0 ] || fail 'this has to be done by root' 'run: sudo sh install.sh'

key=$root/etc/neurorack/release-key.pem
has_key() { [ -e "$key" ] || [ -L "$key" ]; }

# intact FOLDER REMEDY: fails, naming the file, unless each file of build.json is there and has its checksum.
intact() {
  damaged=$(node -e '
    const { readFileSync } = require("node:fs");
    const { createHash } = require("node:crypto");
    const { join } = require("node:path");
    const read = (name, use) => {
      try {
        return use(readFileSync(join(process.argv[1], name)));
      } catch {
        return undefined;
      }
    };
    const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
    const { files } = read("build.json", JSON.parse) ?? {};
    const isList = typeof files === "object" && files !== null && Object.keys(files).length > 0;
    const bad = isList ? Object.keys(files).filter((name) => read(name, sha256) !== files[name]) : ["build.json"];
    const rest = bad.length > 1 ? ` and ${bad.length - 1} more` : "";
    process.stdout.write(bad.length > 0 ? JSON.stringify(bad[0]) + rest : "");
  ' "$1") || fail "the checksums of $1 could not be compared" "$2"
  [ -z "$damaged" ] || fail "$damaged in $1 differs from its checksum, or is missing" "$2"
}

# signed FOLDER REMEDY: with a public key on this board, fails unless build.json is signed by it.
signed() {
  has_key || return 0
  node -e '
    const { readFileSync } = require("node:fs");
    const { createPublicKey, verify } = require("node:crypto");
    const [, folder, path] = process.argv;
    const key = createPublicKey(readFileSync(path));
    const signature = Buffer.from(readFileSync(`${folder}/build.json.sig`, "utf8"), "base64");
    const isSigned = key.asymmetricKeyType === "ed25519" && verify(null, readFileSync(`${folder}/build.json`), key, signature);
    process.exit(isSigned ? 0 : 1);
  ' "$1" "$key" 2> /dev/null || fail "build.json in $1 has no signature of the key in $key" "$2"
}

# complete FOLDER REMEDY: with a public key on this board, fails, naming it, where the folder has something that build.json does not list.
complete() {
  has_key || return 0
  stray=$(node -e '
    const { readdirSync, readFileSync } = require("node:fs");
    const { join, relative } = require("node:path");
    const { files } = JSON.parse(readFileSync(join(process.argv[1], "build.json"), "utf8"));
    const listed = new Set([...Object.keys(files), "build.json", "build.json.sig"]);
    const strayIn = (folder) => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        const isListed = entry.isFile() && listed.has(relative(process.argv[1], path));
        const found = entry.isDirectory() ? strayIn(path) : isListed ? undefined : path;
        if (found !== undefined) return found;
      }
      return undefined;
    };
    process.stdout.write(JSON.stringify(strayIn(process.argv[1])) ?? "");
  ' "$1") || fail "the files of $1 could not be compared with build.json" "$2"
  [ -z "$stray" ] || fail "$stray is not in the signed list of build.json" "$2"
}

if $rollback; then
  [ -d "$home/previous" ] || fail 'there is no version before' 'install the one you want: sh install.sh in its folder'
  signed "$home/previous" 'install a signed version'
  intact "$home/previous" 'install the version that you want: sh install.sh in its folder'
  say "back to the version before"
  run rm -rf "$home/rejected"
  if [ -d "$home/current" ]; then run mv "$home/current" "$home/rejected"; fi
  if $dry; then start "$home/previous"; else
    mv "$home/previous" "$home/current"
    start "$home/current"
  fi
  say 'done'
  exit 0
fi

again='copy or unpack the archive again; the version that is installed was not changed'
genuine='take the archive of the maker whose key this board has; the version that is installed was not changed'
signed "$here" "$genuine"
intact "$here" "$again"
complete "$here" "$genuine"
fact() { node -p 'require(process.argv[1])[process.argv[2]]' "$here/build.json" "$1"; }
# The lockfile without the version of neurorack itself.
wanted() { node -p 'const { "": { dependencies, optionalDependencies }, ...others } = require(process.argv[1]).packages; JSON.stringify([dependencies, optionalDependencies, others])' "$1/package-lock.json"; }
say "neurorack $(fact version) for $(fact board), from $here"

# The packages of the current version are used again where they are the same: a board needs no network then.
packages() {
  current=$home/current
  if [ -n "$modules" ]; then
    [ -d "$modules" ] || fail "there is no folder $modules" 'name the node_modules of an installed neurorack'
    say "packages: those of $modules"
    run cp -R "$modules" "$home/next/node_modules"
  elif [ -d "$current/node_modules" ] && [ -f "$current/package-lock.json" ] && [ "$(wanted "$here")" = "$(wanted "$current")" ]; then
    say 'packages: those of the version that is there'
    run cp -R "$current/node_modules" "$home/next/node_modules"
  else
    say 'packages: by npm'
    if $dry; then say "would run: npm ci --ignore-scripts in $home/next"; else
      command -v npm > /dev/null || fail 'there is no npm on this board' 'install it, or name the packages of this board: --node-modules <folder>'
      (cd "$home/next" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error) ||
        fail 'npm could not install the packages' "$again"
      for name in i2c-bus rpio spi-device; do compiled "$name"; done
    fi
  fi
}

# compiled PACKAGE: runs the install script of a package of a driver. No other package runs one: this is root.
compiled() {
  [ -d "$home/next/node_modules/$1" ] || return 0
  (cd "$home/next" && npm rebuild "$1" --loglevel=error) && return 0
  # As npm does with an optional package: the driver then names what is missing.
  rm -rf "$home/next/node_modules/$1"
  say "warning: $1 could not be compiled; it needs a C compiler: sudo apt install build-essential"
}

# The part of a target that is compiled on the board, with the board's own headers. Without it the CPU plays.
native() {
  [ -f "$here/native/Makefile" ] || return 0
  say 'native part'
  run make -C "$home/next/native" all ||
    say "warning: it could not be built, the CPU will play; once that is repaired: sudo make -C $home/current/native all"
}

if cmp -s "$here/build.json" "$home/current/build.json" && [ -d "$home/current/node_modules" ]; then
  say 'this version is there already'
else
  run mkdir -p "$home"
  run rm -rf "$home/next"
  run cp -R "$here" "$home/next"
  if ! $dry; then
    # Again: others may write to the folder that it was copied from.
    signed "$home/next" "$genuine"
    intact "$home/next" 'check the disk, and its free space; the version that is installed was not changed'
    complete "$home/next" "$genuine"
  fi
  packages
  native
  if [ -d "$home/current" ]; then
    run rm -rf "$home/previous"
    run mv "$home/current" "$home/previous"
  fi
  run mv "$home/next" "$home/current"
  say 'changed over'
fi

if has_service; then
  if ! id "$user" > /dev/null 2>&1; then run useradd --system --create-home --home-dir /var/lib/neurorack "$user"; fi
  # video and render: the GPU of a Jetson, and the power measurement of a Raspberry Pi.
  for group in audio i2c gpio spi video render; do
    if getent group "$group" > /dev/null 2>&1; then run usermod -aG "$group" "$user"; fi
  done
fi
if $dry; then start "$here"; else start "$home/current"; fi
say 'done'
