#!/usr/bin/env node
// Stops where Node is too old, with the remedy. Written for Node 12: start.mjs has newer syntax and is loaded after the check.
import { explainOldNode } from './node-version.js';

const explanation = explainOldNode(process.versions.node);
if (explanation === undefined) {
  import('./start.mjs');
} else {
  process.stderr.write(explanation);
  process.exitCode = 3; // a fault, as in src/cli/exit.ts
}
