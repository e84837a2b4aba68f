/**
 * The packages that bundles for Node contain, because loading their many small files costs more start-up time than the code itself. Everything else
 * stays in node_modules: native and WASM packages look for files beside themselves.
 */
export const BUNDLED = /^(commander|zod|yaml|inversify|@inversifyjs\/.*|@neurorack\/.*|hailort-node)$/;
