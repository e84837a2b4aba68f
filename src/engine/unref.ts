/** Lets a program end while the timer is set. In a browser, whose timers are numbers, no timer keeps a program running. */
export function unref(timer: { unref(): unknown } | number): void {
  if (typeof timer === 'object') timer.unref();
}
