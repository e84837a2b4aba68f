import { createRequire } from 'node:module';
import { platform } from 'node:process';

let isSilenced = false;

/**
 * Keeps libasound from writing its own messages to standard error: without a sound card dozens of lines at each attempt to open one, every
 * few seconds. Callers get its error codes. Does nothing where libasound or koffi is missing.
 *
 * The handler is a function of the C library that ignores its arguments, so that any thread may call it.
 */
export function silenceAlsaMessages(path = 'libasound.so.2'): void {
  if (isSilenced || platform !== 'linux') return;
  isSilenced = true;
  try {
    const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi');
    const setHandler = koffi.load(path).func('int snd_lib_error_set_handler(void *handler)');
    setHandler(koffi.load('libc.so.6').symbol('getpid'));
  } catch {
    // Its messages stay.
  }
}
