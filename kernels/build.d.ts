export function compileAnalysis(): Promise<Uint8Array>;
export function carrier(bytes: Uint8Array): string;
