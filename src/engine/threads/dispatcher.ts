import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Command } from '../commands.ts';

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
