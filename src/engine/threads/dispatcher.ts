import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Command } from '../commands.ts';
import { createSetReceiver, type PostedCommand } from './known-sets.ts';

/**
 * Polls a port for commands. The engine's loops never return to the event loop, so no 'message' event would arrive.
 *
 * @param port a port without a 'message' listener
 * @param onCommand called with each command except 'stop'
 * @returns a function that dispatches the commands received so far; false once the thread has to stop
 */
export function createDispatcher(port: MessagePort, onCommand: (command: Command) => void): () => boolean {
  const withSets = createSetReceiver();
  let isStopped = false;
  return () => {
    for (let posted = next(port); posted !== undefined; posted = next(port)) {
      if (posted.kind === 'stop') isStopped = true;
      else onCommand(withSets(posted));
    }
    return !isStopped;
  };
}

function next(port: MessagePort): PostedCommand | undefined {
  const received: { readonly message: PostedCommand } | undefined = receiveMessageOnPort(port);
  return received?.message;
}
