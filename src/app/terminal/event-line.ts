import { NeurorackError } from '../../contracts/errors.ts';
import type { EngineEvent } from '../../engine/engine-event.ts';

/** Engine events as lines. A network's notice is in the first line alone: a render thread that is replaced has it again. */
export function createEventLines(): (event: EngineEvent) => string | undefined {
  const printed = new Set<string>();
  return (event) => {
    const { notice } = event.kind === 'playing' ? event : {};
    if (event.kind !== 'playing' || notice === undefined) return eventLine(event);
    const line = eventLine(printed.has(notice) ? { ...event, notice: undefined } : event);
    printed.add(notice);
    return line;
  };
}

/** An engine event as a line for the terminal; undefined for events that concern no player. */
export function eventLine(event: EngineEvent): string | undefined {
  switch (event.kind) {
    case 'opened':
      if (event.missing !== undefined) {
        return `warning: silence plays until the sink opens: ${event.missing.message}; ${event.missing.remedy}`;
      }
      if (!event.isClocked) return `writing ${event.sink.replace(/^wav:/, '')}`;
      return `${sinkLine(event.sink)}${gapsWithout(event)}`;
    case 'playing':
      if (event.program.kind === 'sound') return 'ready: a sound without a model plays until a model does';
      return `playing: ${event.program.model}${event.isFallback ? ', on the processor' : ''}${noticeOf(event)}`;
    case 'fallback':
      return `warning: the processor plays, the accelerator does not: ${withRemedy(event.error)}`;
    case 'input-fault':
      return `warning: ${event.input}: ${event.error.message}; ${event.error.remedy}`;
    case 'restarted':
      return `warning: the ${event.role} thread was restarted: ${event.error.message}`;
    case 'lost':
      // An error that ends the play is reported once, with its remedy, at the end.
      if (event.role !== 'control' && !(event.role === 'render' && event.isPlaying)) return undefined;
      return `error: the ${event.role} thread is lost: ${event.error.message}`;
    default:
      return undefined;
  }
}

const sinkLine = (sink: string): string =>
  sink === 'null'
    ? 'silent: --audio null plays nothing; `--audio auto` plays on a sound card, `--audio browser` in the panel'
    : `sound: ${sink}`;

const gapsWithout = ({ missingPackage }: { readonly missingPackage?: string | undefined }): string =>
  missingPackage === undefined ? '' : `; without ${missingPackage} it may have a gap every few seconds`;

const noticeOf = ({ notice }: { readonly notice?: string | undefined }): string =>
  notice === undefined ? '' : `; ${notice}`;

const withRemedy = (error: Error): string =>
  error instanceof NeurorackError ? `${error.message}; ${error.remedy}` : error.message;
