// The lockfile of a bundle: those entries of this checkout's lockfile that the bundle's packages need, at the same places. `npm ci` on the
// board then installs the versions tested here, of dependencies of dependencies too, and compares their checksums.

/** Properties of this checkout's tree; a bundle's tree has its own. */
const OWN_FLAGS = ['dev', 'devOptional', 'optional', 'peer', 'extraneous'];

/**
 * @param lock content of this checkout's package-lock.json
 * @param manifest package.json of the bundle
 * @returns content of the bundle's package-lock.json
 */
export function bundleLockfile(lock, manifest) {
  const { name, version, license, dependencies, optionalDependencies, engines, bin } = manifest;
  const required = reachable(lock.packages, Object.keys(dependencies), false);
  const all = reachable(lock.packages, [...Object.keys(dependencies), ...Object.keys(optionalDependencies)], true);
  const entries = [...all].sort().map((place) => {
    const entry = Object.fromEntries(Object.entries(lock.packages[place]).filter(([key]) => !OWN_FLAGS.includes(key)));
    return [place, required.has(place) ? entry : { ...entry, optional: true }];
  });
  const root = { name, version, license, dependencies, optionalDependencies, bin, engines };
  const { lockfileVersion } = lock;
  return { name, version, lockfileVersion, requires: true, packages: { '': root, ...Object.fromEntries(entries) } };
}

/** Places of packages and of what they need, without or with what is optional. */
function reachable(packages, names, withOptional) {
  const found = new Set();
  const waiting = names.map((name) => placeOf(packages, '', name));
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (found.has(place)) continue;
    found.add(place);
    for (const name of needsOf(packages[place], withOptional)) {
      const next = findPlace(packages, place, name);
      if (next !== undefined) waiting.push(next);
      else if (packages[place].dependencies?.[name] !== undefined) placeOf(packages, place, name);
    }
  }
  return found;
}

function needsOf(
  { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} },
  withOptional,
) {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...Object.keys(dependencies), ...peers, ...(withOptional ? Object.keys(optionalDependencies) : [])];
}

function placeOf(packages, from, name) {
  const place = findPlace(packages, from, name);
  if (place === undefined) throw new Error(`package-lock.json lacks ${name}, which ${from || 'the bundle'} needs`);
  return place;
}

/** The place from which Node would load a package: the nearest node_modules, upwards. */
function findPlace(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[place] !== undefined) return place;
    if (folder === '') return undefined;
  }
}
