/** Prints a line of a result on stdout. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a result for programs: one JSON document on stdout. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Prints rows as left-aligned columns, two spaces apart; the last cell of a row has any length. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.slice(0, -1).entries())
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  for (const row of rows) {
    print(row.map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column]) : cell)).join('  '));
  }
}
