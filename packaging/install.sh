#!/bin/sh
# Installs neurorack from this script's folder. A second run changes nothing, or repairs what is damaged.
#
#   sh install.sh [--dry-run] [--force] [--prefix <folder>] [--node-modules <folder>] [--from <folder>]
#   sh install.sh --rollback [--dry-run] [--prefix <folder>]
#
# Each version has a folder of its own in /opt/neurorack/versions. It is prepared there; then the links 'previous' and 'current' in /opt/neurorack
# change, each in one step: a power cut at any moment leaves a version to start. Folders without a link are removed.
# --rollback makes 'previous' current again, and links the version that it replaces as 'rejected'.
# --force       installs this version again, packages included, where it is there already; a damaged one is replaced without it
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
# The service's user reads what root writes here, whatever root's own setting.
umask 022
dry=false rollback=false force=false root='' modules='' from=''
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry=true ;;
    --rollback) rollback=true ;;
    --force) force=true ;;
    --prefix | --node-modules | --from)
      [ $# -ge 2 ] || fail "$1 names no folder" "give one: $1 /a/folder"
      case $1 in
        --prefix) root=${2%/} ;;
        --from) from=$2 ;;
        *) modules=$2 ;;
      esac
      shift
      ;;
    *) printf 'error: %s is not known here\nremedy: sh install.sh [--dry-run] [--force] [--rollback] [--prefix <folder>] [--node-modules <folder>] [--from <folder>]\n' "$1" >&2; exit 2 ;;
  esac
  shift
done
here=$(CDPATH='' cd -- "${from:-$(dirname -- "$0")}" && pwd) || fail "there is no folder $from" 'name the folder of an unpacked archive'
home=$root/opt/neurorack
versions=$home/versions
user=neurorack

say() { printf '%s\n' "$*"; }
run() {
  if $dry; then say "would run: $*"; else "$@"; fi
}
has_service() { [ -z "$root" ]; }
write() {
  if [ -f "$2" ] && cmp -s "$1" "$2"; then return 0; fi
  run mkdir -p "$(dirname "$2")"
  run cp "$1" "$2.part"
  flush "$(dirname "$2")"
  run mv "$2.part" "$2"
}
# flush FOLDER: its file system is written to the disk: after a power cut a name must not belong to half a file.
flush() { $dry || sync -f "$1" 2> /dev/null || sync; }
# link PATH NAME: NAME becomes a link to PATH, relative to its folder, in one step, by rename.
link() {
  if $dry; then say "would link: $2 -> $1"; return 0; fi
  mkdir -p "$(dirname "$2")"
  ln -sfn "$1" "$2.part" && mv -T "$2.part" "$2" ||
    fail "the link $2 could not be made" 'check the disk, and its free space'
  flush "$(dirname "$2")"
}
# named FOLDER NAME: the folder of a version becomes current, previous or rejected.
named() { link "versions/$(basename "$1")" "$home/$2"; }
# target NAME: the folder that a link of $home names.
target() { (CDPATH='' cd -P -- "$home/$1" && pwd); }
is_same() { [ -e "$1" ] && [ "$1" -ef "$2" ]; }

# An earlier install.sh had folders where the links are. A cut after the first line is repaired by the next run.
adopt() {
  for name in current previous rejected; do
    if [ -d "$home/$name" ] && [ ! -L "$home/$name" ]; then
      run mkdir -p "$versions"
      run mv "$home/$name" "$versions/former-$name"
      named "former-$name" "$name"
    fi
  done
  if [ ! -e "$home/current" ] && [ -d "$versions/former-current" ]; then named former-current current; fi
}
# Removes what a run that was cut has left: links that name the current version twice, and folders without a link.
sweep() {
  for name in previous rejected; do
    if is_same "$home/$name" "$home/current"; then run rm -f "$home/$name"; fi
  done
  for folder in "$versions"/* "$home/next"; do
    [ -d "$folder" ] || continue
    if ! is_same "$folder" "$home/current" && ! is_same "$folder" "$home/previous" && ! is_same "$folder" "$home/rejected"; then
      run rm -rf "$folder"
    fi
  done
}
# The command `neurorack`; a program of another origin stays.
command_link() {
  name=$root/usr/local/bin/neurorack
  if is_same "$name" "$home/current/neurorack.sh"; then return 0; fi
  if [ -e "$name" ] && case $(readlink -f -- "$name") in "$home"/*) false ;; esac; then
    say "warning: $name is another program and stays; the command of this version is $home/current/neurorack.sh"
    return 0
  fi
  link ../../../opt/neurorack/current/neurorack.sh "$name"
}
finish() {
  sweep
  if $dry; then say 'nothing was changed'; else say 'done'; fi
}
# start FOLDER: the service of the version in that folder (in a dry run: the version that would be there).
start() {
  write "$1/neurorack.service" "$root/etc/systemd/system/neurorack.service"
  write "$1/limits.conf" "$root/etc/security/limits.d/neurorack.conf"
  if has_service; then
    run systemctl daemon-reload
    run systemctl enable neurorack.service
    # health.sh waits for the service, and says why it does not play. The service of another init must not inherit the lock.
    run systemctl restart --no-block neurorack.service 9>&-
  fi
}

command -v node > /dev/null ||
  fail 'there is no Node on this board, or in the home of one user alone' 'install Node 20.19 or newer for all users, not with nvm: https://nodejs.org/en/download'
node_version=$(node --version)
node_version=${node_version#v}
node_minor=${node_version#*.}
node_minor=${node_minor%%.*}
case ${node_version%%.*} in
  ? | 1?) false ;;
  20) [ "$node_minor" -ge 19 ] ;;
esac || fail "Node $node_version is too old" 'install Node 20.19 or newer'
! has_service || $dry || [ "$(id -u)" = 0 ] || fail 'this has to be done by root' 'run: sudo sh install.sh; without sudo: su -c "sh install.sh"'

# Two runs at once would remove each other's folders. The lock ends with this process.
lock() {
  ! $dry && command -v flock > /dev/null || return 0
  mkdir -p "$home"
  exec 9> "$home/.lock"
  flock -n 9 || fail 'another installation is running on this board' 'wait until it ends'
}

# A run that fails, or whose connection ends, leaves no half of a version.
next=''
trap '$dry || [ -z "$next" ] || is_same "$next" "$home/current" || rm -rf "$next"' EXIT
trap 'exit 3' HUP INT TERM

key=$root/etc/neurorack/release-key.pem
has_key() { [ -e "$key" ] || [ -L "$key" ]; }

# damage FOLDER LIST: prints the files of the list (build.json, packages.json) that are missing or differ from their checksum: the first, and how many more.
damage() {
  node -e '
    const { readFileSync } = require("node:fs");
    const { createHash } = require("node:crypto");
    const { join } = require("node:path");
    const [, folder, list] = process.argv;
    const read = (name, use) => {
      try {
        return use(readFileSync(join(folder, name)));
      } catch {
        return undefined;
      }
    };
    const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
    const { files } = read(list, JSON.parse) ?? {};
    const isList = typeof files === "object" && files !== null && Object.keys(files).length > 0;
    const bad = isList ? Object.keys(files).filter((name) => read(name, sha256) !== files[name]) : [list];
    const rest = bad.length > 1 ? ` and ${bad.length - 1} more` : "";
    process.stdout.write(bad.length > 0 ? JSON.stringify(bad[0]) + rest : "");
  ' "$1" "$2"
}

# intact FOLDER REMEDY: fails, naming the file, unless each file of build.json is there and has its checksum.
intact() {
  damaged=$(damage "$1" build.json) || fail "the checksums of $1 could not be compared" "$2"
  [ -z "$damaged" ] || fail "$damaged in $1 differs from its checksum, or is missing" "$2"
}

# list_packages FOLDER: writes the checksums of its packages into packages.json.
list_packages() {
  node -e '
    const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
    const { createHash } = require("node:crypto");
    const { join, relative } = require("node:path");
    const [, folder] = process.argv;
    const found = readdirSync(join(folder, "node_modules"), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
    const paths = found.map((one) => join(one.parentPath ?? one.path, one.name));
    const files = Object.fromEntries(paths.sort().map((path) => [relative(folder, path), sha256(path)]));
    writeFileSync(join(folder, "packages.json"), JSON.stringify({ files }));
  ' "$1"
}
# has_packages FOLDER: whether its packages are there as they were installed.
has_packages() {
  [ -d "$1/node_modules" ] || return 1
  [ -e "$1/packages.json" ] || return 0
  # A board file may need no package at all: the list is empty then.
  case $(cat "$1/packages.json") in '{"files":{}}') return 0 ;; esac
  [ -z "$(damage "$1" packages.json)" ]
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
  [ ! -d "$home" ] || lock
  adopt
  if ! [ -d "$home/previous" ] || is_same "$home/previous" "$home/current"; then
    fail 'there is no version before' 'install the one you want: sh install.sh in its folder'
  fi
  signed "$home/previous" 'install a signed version'
  intact "$home/previous" 'install the version that you want: sh install.sh in its folder'
  restored=$(target previous)
  if [ -d "$home/current" ]; then named "$(target current)" rejected; fi
  named "$restored" current
  run rm -f "$home/previous"
  if $dry; then say 'would go back to the version before'; else say 'back to the version before'; fi
  start "$restored"
  command_link
  finish
  exit 0
fi

again='copy or unpack the archive again; the version that is installed was not changed'
genuine='take the archive of the maker whose key this board has; the version that is installed was not changed'
signed "$here" "$genuine"
intact "$here" "$again"
complete "$here" "$genuine"
facts=$(node -p 'const { version, board } = require(process.argv[1]); `${board} ${version}`' "$here/build.json")
version=${facts#* }
# Whether two versions need the same packages: the lockfile without the version of neurorack itself.
same_packages() {
  node -e '
    const wanted = (folder) => {
      const { "": { dependencies, optionalDependencies }, ...others } = require(`${folder}/package-lock.json`).packages;
      return JSON.stringify([dependencies, optionalDependencies, others]);
    };
    process.exit(wanted(process.argv[1]) === wanted(process.argv[2]) ? 0 : 1);
  ' "$1" "$2" 2> /dev/null
}
say "neurorack $version for ${facts%% *}, from $here"

# The packages of the current version are used again where they are the same: a board needs no network then.
packages() {
  current=$home/current
  if [ -n "$modules" ]; then
    [ -d "$modules" ] || fail "there is no folder $modules" 'name the node_modules of an installed neurorack'
    say "packages: those of $modules"
    run cp -R "$modules" "$next/node_modules"
  elif ! $force && same_packages "$here" "$current" && has_packages "$current"; then
    say 'packages: those of the version that is there'
    run cp -R "$current/node_modules" "$next/node_modules"
  else
    say 'packages: by npm'
    if $dry; then say "would run: npm ci --ignore-scripts in $next"; else
      command -v npm > /dev/null || fail 'there is no npm on this board' 'install it, or name the packages of this board: --node-modules <folder>'
      (cd "$next" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error) ||
        fail 'npm could not install the packages' "$again"
      for name in i2c-bus rpio spi-device; do compiled "$name"; done
    fi
  fi
  if ! $dry; then list_packages "$next" || fail 'the packages could not be listed' "$again"; fi
}

# compiled PACKAGE: runs the install script of a package of a driver. No other package runs one: this is root.
compiled() {
  [ -d "$next/node_modules/$1" ] || return 0
  (cd "$next" && npm rebuild "$1" --loglevel=error) && return 0
  # As npm does with an optional package: the driver then names what is missing.
  rm -rf "$next/node_modules/$1"
  say "warning: $1 could not be compiled; it needs a C compiler: sudo apt install build-essential"
}

# The part of a target that is compiled on the board, with the board's own headers. Without it the CPU plays.
native() {
  [ -f "$here/native/Makefile" ] || return 0
  say 'native part'
  run make -C "$next/native" all ||
    say "warning: it could not be built, the CPU will play; once that is repaired: sudo make -C $home/current/native all"
}

# Prepares this version in a folder of its own and changes the links. $1: whether the current version becomes the previous one.
install_version() {
  if $dry; then next=$versions/$version; else
    mkdir -p "$versions"
    next=$(mktemp -d "$versions/$(printf %s "$version" | tr -c 'A-Za-z0-9.+-' _).XXXXXX")
    chmod 755 "$next"
  fi
  run cp -R "$here/." "$next"
  if ! $dry; then
    # Again: others may write to the folder that it was copied from.
    signed "$next" "$genuine"
    intact "$next" 'check the disk, and its free space; the version that is installed was not changed'
    complete "$next" "$genuine"
    chmod 755 "$next/neurorack.sh"
  fi
  packages
  native
  flush "$versions"
  if $1; then named "$(target current)" previous; fi
  named "$next" current
  if $dry; then say 'would change over'; else say 'changed over'; fi
}

lock
adopt
sweep
if [ ! -e "$home/current/build.json" ]; then
  install_version false
else
  damaged=$(damage "$home/current" build.json)
  if ! cmp -s "$here/build.json" "$home/current/build.json"; then
    if [ -z "$damaged" ]; then install_version true; else
      say "$damaged of the version that is there is damaged: it is not kept"
      install_version false
    fi
  elif $force; then
    install_version false
  elif [ -z "$damaged" ] && has_packages "$home/current"; then
    say 'this version is there already'
  else
    say "this version is there, and ${damaged:-a file of its packages} is damaged or missing: it is installed again"
    install_version false
  fi
fi
command_link

if has_service; then
  if ! id "$user" > /dev/null 2>&1; then run useradd --system --create-home --home-dir /var/lib/neurorack "$user"; fi
  # video and render: the GPU of a Jetson, and the power measurement of a Raspberry Pi.
  for group in audio i2c gpio spi video render; do
    if getent group "$group" > /dev/null 2>&1; then run usermod -aG "$group" "$user"; fi
  done
fi
if $dry; then start "$here"; else start "$home/current"; fi
finish
