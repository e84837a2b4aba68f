import { NeurorackError } from '../../src/contracts/errors.ts';
import type { Netlist } from './read-netlist.ts';

const PREFIXES: Readonly<Record<string, number>> = { M: 1e6, k: 1e3, m: 1e-3, u: 1e-6, n: 1e-9, p: 1e-12 };

/**
 * Value of a part in ohms, farads or volts: '6.8k', '68n', '330'.
 *
 * @throws NeurorackError 'bad-config' naming the part
 */
export function partValue(netlist: Netlist, ref: string): number {
  const text = netlist.parts.get(ref)?.value;
  const [, number, prefix] = /^([\d.]+)([Mkmunp]?)$/.exec(text ?? '') ?? [];
  if (number === undefined) {
    const remedy = 'write a number with one of M, k, m, u, n, p, such as 6.8k';
    throw new NeurorackError('bad-config', `hardware/parts.yaml: ${ref} has no value but '${text}'`, { remedy });
  }
  return Number(number) * (prefix === '' ? 1 : PREFIXES[prefix]);
}
