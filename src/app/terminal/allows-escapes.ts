/** Whether escape sequences may be written to a stream: it is a terminal, which is not dumb, and NO_COLOR (no-color.org) is not set. */
export function allowsEscapes(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  return stream.isTTY === true && environment.TERM !== 'dumb' && !environment.NO_COLOR;
}
