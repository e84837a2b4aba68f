import type { EngineEvent } from '../../engine/engine.ts';

/** What happens, for people; undefined for what they need not know. */
export function lineOf(event: EngineEvent): string | undefined {
  switch (event.kind) {
    case 'opened':
      return event.isPaced ? `sound: ${event.sink}` : `writing ${event.sink.replace(/^wav:/, '')}`;
    case 'playing':
      return event.repertoire.kind === 'model'
        ? `playing: ${event.repertoire.model}`
        : 'ready: the model is on its way';
    case 'input-fault':
      return `warning: ${event.input}: ${event.error.message}; ${event.error.remedy}`;
    case 'restarted':
      return `warning: the ${event.role} thread was started again: ${event.error.message}`;
    case 'lost':
      // What ends the play is reported once, with its remedy, at the end.
      if (event.role !== 'control' && !(event.role === 'render' && event.isPlaying)) return undefined;
      return `error: the ${event.role} thread is lost: ${event.error.message}`;
    default:
      return undefined;
  }
}
