import type { Command } from '../../../../src/engine/commands.ts';
import type { EngineMemory } from '../../../../src/engine/engine-memory.ts';
import type { PlayedEvent } from '../../../../src/engine/played-log.ts';
import type { RenderThreadData } from '../../../../src/engine/thread-data.ts';
import type { ThreadMessage } from '../../../../src/engine/thread-message.ts';

/** A message of the page to the Worker of the instrument. */
export type PageMessage =
  /** The first one. `folder`: address of the built folder, with a slash at its end. */
  | { readonly kind: 'start'; readonly folder: string }
  /** A client of the panel: `PageToPanel` and `PanelToPage`. */
  | { readonly kind: 'panel'; readonly port: MessagePort }
  /** The page of figures; see `servePage`. */
  | { readonly kind: 'figures'; readonly port: MessagePort }
  /** The AudioWorklet is ready: it mixes from now on. `burstFrames`: frames that the browser requests at once. */
  | { readonly kind: 'sound'; readonly port: MessagePort; readonly burstFrames: number }
  /** Renders a performance; the port gets the samples, or an error's message. */
  | { readonly kind: 'render'; readonly performance: string; readonly port: MessagePort };

/** A message of the Worker of the instrument to the page: a model plays. */
export interface PageReport {
  readonly kind: 'live';
}

/** The data that a render Worker is started with. */
export interface RenderStart extends Omit<RenderThreadData, 'role' | 'memory' | 'isFallback' | 'performance'> {
  readonly folder: string;
  /** On a page with cross-origin isolation. */
  readonly memory: EngineMemory | undefined;
  readonly headroom: number;
}

/** A message of the engine to a render Worker. */
export type RenderMessage =
  | { readonly kind: 'start'; readonly start: RenderStart; readonly engine: MessagePort; readonly mixer: MessagePort }
  /** Renders a performance as fast as possible, and ends. */
  | {
      readonly kind: 'offline';
      readonly start: Omit<RenderStart, 'memory' | 'headroom' | 'deck'>;
      readonly performance: string;
      readonly port: MessagePort;
    };

/** A message of the engine on its port to a render Worker. */
export type RenderCommand = Command | { readonly kind: 'headroom'; readonly frames: number };

/** A message of a render Worker to the engine. */
export type RenderReport =
  | ThreadMessage
  /** The latest control record; the engine's meters and edges' latencies where no memory is shared. */
  | { readonly kind: 'controls'; readonly record: Float64Array }
  | { readonly kind: 'meters'; readonly values: Int32Array }
  /** The log since the last report, where no memory is shared. */
  | { readonly kind: 'played'; readonly events: readonly PlayedEvent[] };
