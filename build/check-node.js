// Stops npm before it builds or starts anything where Node is too old, with the remedy. Written for Node 12.
import { explainOldNode } from '../bin/node-version.js';

const explanation = explainOldNode(process.versions.node);
if (explanation !== undefined) {
  process.stderr.write(explanation);
  process.exitCode = 1;
}
