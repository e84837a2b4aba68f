import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Command } from './thread-data.ts';

/**
 * Reads the main thread's orders without a turn of the event loop, which the loops of the engine do not have.
 *
 * @param port its owner must not listen to it
 * @param carryOut hears each order but 'stop'
 * @returns a function that carries out what has come, and is false once the thread has to end
 */
export function createDispatcher(port: MessagePort, carryOut: (order: Command) => void): () => boolean {
  let isStopped = false;
  return () => {
    for (let received = next(port); received !== undefined; received = next(port)) {
      if (received.kind === 'stop') isStopped = true;
      else carryOut(received);
    }
    return !isStopped;
  };
}

function next(port: MessagePort): Command | undefined {
  const received: { readonly message: Command } | undefined = receiveMessageOnPort(port);
  return received?.message;
}
