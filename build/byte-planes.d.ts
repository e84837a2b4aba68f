export function splitPlanes(bytes: Uint8Array): Uint8Array;
