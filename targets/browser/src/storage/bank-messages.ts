import type { NumberedJob } from '../../../../src/panel/banks/bank-client.ts';

/** To the bank Worker. */
export type BankWorkerMessage =
  | {
      readonly kind: 'open';
      /** Of the disk. */
      readonly name: string;
      /** Address of the factory bank. */
      readonly factory: string;
    }
  | {
      readonly kind: 'job';
      readonly message: NumberedJob;
      /** The uploaded file that the job names. */
      readonly upload?: { readonly path: string; readonly bytes: Uint8Array<ArrayBuffer> } | undefined;
    };
