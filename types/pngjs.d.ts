/** As much of pngjs 7 as is used here: 8 bits a channel, RGBA, row by row. */
declare module 'pngjs' {
  export class PNG {
    constructor(size: { readonly width: number; readonly height: number });
    readonly width: number;
    readonly height: number;
    readonly data: Buffer;
    static readonly sync: { read(bytes: Uint8Array): PNG; write(png: PNG): Buffer };
  }
}
