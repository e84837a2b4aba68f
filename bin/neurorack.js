#!/usr/bin/env node
// Stops with an explanation under a Node that is too old. Written for Node 12: newer syntax is in start.mjs, which is loaded after the check.
import { explainOldNode } from './node-version.js';

const explanation = explainOldNode(process.versions.node);
if (explanation === undefined) {
  import('./start.mjs');
} else {
  process.stderr.write(explanation);
  process.exitCode = 3; // a fault, as in src/cli/exit.ts
}
