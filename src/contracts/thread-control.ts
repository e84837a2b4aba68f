/** Scheduling and CPU time of the calling thread. */
export interface ThreadControl {
  /**
   * Requests real-time scheduling (SCHED_FIFO); a refusal is a result, not an error.
   *
   * @param rank a real-time thread of rank 'first' pre-empts one of rank 'second', and that one of rank 'third'. Default 'first'.
   */
  requestRealtime(rank?: 'first' | 'second' | 'third'):
    | { readonly isRealtime: true }
    | {
        readonly isRealtime: false;
        readonly reason: string;
        /** The package that the request needs; undefined where it loads. */
        readonly missingPackage?: string | undefined;
      };
  /** CPU time used by the thread, µs; null where the system does not report it. */
  cpuTimeUs(): number | null;
}
