import module from 'node:module';

module.enableCompileCache?.(); // Node 22 and newer: compiled code is kept between runs

// ONNX Runtime reports its use to its maker unless told not to, and only a main thread's environment reaches native code.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

// `neurorack describe … | head` closes the pipe early: that is the reader's right, not an error.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const { main } = await import('../dist/cli/main.js').catch((cause) => {
  if (cause?.code !== 'ERR_MODULE_NOT_FOUND' || !String(cause.message).includes('dist/cli/main.js')) throw cause;
  process.stderr.write('error: the command line has not been built\nremedy: run `npm run build` in the checkout\n');
  process.exit(3);
});
process.exitCode = await main(process.argv.slice(2));
