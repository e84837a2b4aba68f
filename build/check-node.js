// Ends npm's `prepare` with an explanation, before anything is built, where Node is too old. Written for Node 12.
import { explainOldNode } from '../bin/node-version.js';

const explanation = explainOldNode(process.versions.node);
if (explanation !== undefined) {
  process.stderr.write(explanation);
  process.exitCode = 1;
}
