/** A state of the process that its service manager accepts (sd_notify(3)). */
export type ServiceState = 'READY=1' | 'WATCHDOG=1' | 'STOPPING=1';

/** The program that runs the process as a service, and starts it again when its signs of life stop. */
export interface ServiceManager {
  /** Longest time between two signs of life, ms; undefined where none is expected. */
  readonly watchdogMs: number | undefined;
  /** Sends a state. Never throws and never blocks: a state that is not delivered is lost. */
  notify(state: ServiceState): void;
}
