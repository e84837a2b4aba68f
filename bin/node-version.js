// Parsed by every Node from 12 on: no syntax newer than ES2018 here.

/** The oldest Node that runs neurorack: `engines` of package.json. */
export const MIN_NODE = '20.19';

/**
 * The error and the remedy for a Node older than `MIN_NODE`, two lines; undefined for one that is new enough.
 *
 * @param {string} version as `process.versions.node`
 * @returns {string | undefined}
 */
export function explainOldNode(version) {
  const [major, minor] = version.split('.').map(Number);
  const [minMajor, minMinor] = MIN_NODE.split('.').map(Number);
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return undefined;
  return (
    `error: Node ${version} is too old: neurorack needs Node ${MIN_NODE} or newer\n` +
    `remedy: install Node ${MIN_NODE} or newer: https://nodejs.org/en/download\n`
  );
}
