/** The central directory of a zip; entries are unpacked one by one, each up to a size limit. */
export interface ZipEntries {
  /** The stated size of an entry, bytes. */
  sizeOf(name: string): number;
  /** The stated size of an entry in the zip, bytes. */
  packedSizeOf(name: string): number;
  /**
   * Unpacks one entry, counting bytes while it inflates.
   *
   * @throws Error naming the fault: missing, encrypted, longer or shorter than stated, wrong CRC-32, overlapping another entry
   */
  read(name: string, limits: { readonly maxBytes: number }): Promise<Uint8Array<ArrayBuffer>>;
}
