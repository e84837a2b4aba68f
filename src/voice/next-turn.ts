/**
 * Resolves at the next turn of the event loop, so that messages are received between two pieces of work. A browser has no `setImmediate`, and
 * its timers wait 4 ms: there, a message to this thread itself ends the turn.
 */
export const nextTurn: () => Promise<void> = typeof setImmediate === 'function' ? immediately : createPostedTurn();

function immediately(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function createPostedTurn(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.addEventListener('message', () => waiting.shift()?.());
  port1.start();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    });
}
