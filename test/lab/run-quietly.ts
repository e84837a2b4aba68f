import { vi } from 'vitest';

/** Exit code and output of a command line. */
export async function runQuietly(run: () => Promise<number>): Promise<{ code: number; said: string }> {
  let said = '';
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      said += String(chunk);
      return true;
    }),
  );
  try {
    return { code: await run(), said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
