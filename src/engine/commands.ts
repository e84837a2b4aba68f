import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { PanelInput } from '../contracts/panel-input.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { SoundMap } from '../descriptors/map/sound-map.ts';
import type { VoicePatch } from '../voice/live-voice.ts';

/** A command of the main thread to the other threads; each thread ignores the kinds that do not concern it. */
export type Command =
  | { readonly kind: 'stop' }
  | { readonly kind: 'fade-out'; readonly frames: number }
  | { readonly kind: 'patch'; readonly patch: VoicePatch }
  | { readonly kind: 'map'; readonly map: SoundMap }
  /** A model is playing: the performance may begin. */
  | { readonly kind: 'start-performance' }
  | { readonly kind: 'settings'; readonly settings: ControlSettings }
  | { readonly kind: 'panel'; readonly message: PanelInput };

/**
 * Polls a port for commands. The engine's loops never return to the event loop, so no 'message' event would arrive.
 *
 * @param port a port without a 'message' listener
 * @param onCommand called with each command except 'stop'
 * @returns a function that dispatches the commands received so far; false once the thread has to stop
 */
export function createDispatcher(port: MessagePort, onCommand: (command: Command) => void): () => boolean {
  let isStopped = false;
  return () => {
    for (let command = next(port); command !== undefined; command = next(port)) {
      if (command.kind === 'stop') isStopped = true;
      else onCommand(command);
    }
    return !isStopped;
  };
}

function next(port: MessagePort): Command | undefined {
  const received: { readonly message: Command } | undefined = receiveMessageOnPort(port);
  return received?.message;
}
