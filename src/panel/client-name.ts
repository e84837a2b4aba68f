/** Browsers by their word in a user agent; the first one counts, since later ones are named by many others too. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bLinux\b/, 'Linux'],
];

/** Browser and system of a client by its user agent. Nothing that the client sent is shown: it could look like another's. */
export function clientName(userAgent = ''): string {
  const nameIn = (list: typeof BROWSERS): string | undefined => list.find(([word]) => word.test(userAgent))?.[1];
  return [nameIn(BROWSERS) ?? 'another program', nameIn(SYSTEMS)].filter((part) => part !== undefined).join(', ');
}
