import { NeurorackError } from '../../contracts/errors.ts';

/** Runs some work. Its errors name the file as the user does, not by its path on this computer. */
export async function withFileName<T>(name: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof NeurorackError)) throw cause;
    const { kind, message, remedy } = cause;
    throw new NeurorackError(kind, message.replaceAll(path, name), { remedy: remedy.replaceAll(path, name), cause });
  }
}
