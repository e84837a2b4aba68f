/** What a thread may ask of the system for itself. Every call speaks of the calling thread. */
export interface ThreadControl {
  /**
   * Asks for a real-time scheduler (SCHED_FIFO); a refusal is an answer, not an error.
   *
   * @param rank of two such threads that want to run, the one of 'first' rank does. Default 'first'.
   */
  requestRealtime(
    rank?: 'first' | 'second',
  ): { readonly isRealtime: true } | { readonly isRealtime: false; readonly reason: string };
  /** CPU time that the thread has used, µs; null where the system does not tell. */
  cpuTimeUs(): number | null;
}
