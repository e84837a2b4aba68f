import module from 'node:module';

module.enableCompileCache?.(); // Node 22 and newer: compiled code is kept between runs

// ONNX Runtime sends telemetry by default; only the environment of the main thread reaches native code.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

// `neurorack describe … | head` closes the pipe early: this is not an error.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  const reason = error.code === 'ENOSPC' ? 'the disk is full' : error.code;
  process.stderr.write(`error: the output cannot be written: ${reason}\n`);
  process.exit(3); // a fault, as in src/cli/exit.ts
});
// A log that cannot be written ends no instrument.
process.stderr.on('error', () => undefined);

const { main } = await import('../dist/cli/main.js').catch((cause) => {
  if (cause?.code !== 'ERR_MODULE_NOT_FOUND' || !String(cause.message).includes('dist/cli/main.js')) throw cause;
  process.stderr.write('error: the command line is not built\nremedy: run `npm run build` in the checkout\n');
  process.exit(3);
});
process.exitCode = await main(process.argv.slice(2));
