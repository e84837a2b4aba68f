/** A typed event: `emit` calls the listeners in the order in which they subscribed. */
export interface Emitter<T> {
  subscribe(listener: (event: T) => void): void;
  emit(event: T): void;
}

export function createEmitter<T>(): Emitter<T> {
  const listeners: ((event: T) => void)[] = [];
  return {
    subscribe: (listener) => void listeners.push(listener),
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
  };
}
