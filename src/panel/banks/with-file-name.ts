import { NeurorackError } from '../../contracts/errors.ts';

/** Does some work; what goes wrong in it names the file as the person knows it, not where it lies on this computer. */
export async function withFileName<T>(name: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof NeurorackError)) throw cause;
    const { kind, message, remedy } = cause;
    throw new NeurorackError(kind, message.replaceAll(path, name), { remedy: remedy.replaceAll(path, name), cause });
  }
}
