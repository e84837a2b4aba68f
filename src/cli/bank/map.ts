import { type Command, InvalidArgumentError } from 'commander';
import { modelsDirectory } from '../../app/installation.ts';
import { print, printJson, printTable } from '../../app/terminal/print.ts';
import type { MapPoint } from '../../descriptors/map/lay-out-sets.ts';
import { checkOutput } from '../check-output.ts';
import { examples } from '../help.ts';

interface MapOptions {
  readonly at?: MapPoint;
  readonly output?: string;
  readonly model: string;
  readonly models: string;
  readonly json?: boolean;
}

/** Registers `bank map`: the layout of sets by similarity, and the mixture at a point between them. */
export function registerMap(bank: Command): void {
  const mapCommand = bank
    .command('map')
    .argument('<file>', 'a .nrbank file')
    .description('lay out the sets of a bank in two dimensions by similarity of sound; list the mixture at a point')
    .option('--at <x,y>', 'a point, 0 to 1 each: list the shares of its nearest sets', point)
    .option('-o, --output <file>', 'write the bank with the mixture at the point as an additional set')
    .option('--model <name>', 'model whose descriptor statistics scale the distances', 'impacts')
    .option('--models <directory>', 'folder of the models', modelsDirectory())
    .option('--json', 'print JSON')
    .action(map);
  examples(mapCommand, [
    'neurorack bank map banks/factory.nrbank',
    'neurorack bank map banks/factory.nrbank --at 0.3,0.7 -o mixed.nrbank',
  ]);
}

async function map(file: string, { at, output, model, models, json }: MapOptions): Promise<void> {
  if (output !== undefined) await checkOutput({ output, inputs: [file], extensions: ['.nrbank'] });
  const [{ createContainer }, { SERVICES }, { readBank }, { layOutSets }, { mapWeights }] = await Promise.all([
    import('../../app/create-container.ts'),
    import('../../app/services.ts'),
    import('../../descriptors/bank/read-bank.ts'),
    import('../../descriptors/map/lay-out-sets.ts'),
    import('../../descriptors/map/map-weights.ts'),
  ]);
  const bank = await readBank(file);
  const places = layOutSets(
    bank.sets,
    (await createContainer({ modelsDirectory: models }).get(SERVICES.models).load(model)).manifest.descriptors,
  );
  const weights = at === undefined ? [] : mapWeights(places, at);
  const parts = weights.flatMap(({ index, weight }) =>
    bank.sets.slice(index, index + 1).map((set) => ({ set, weight })),
  );
  if (json) {
    const mixture = parts.map(({ set, weight }) => ({ set: set.name, weight }));
    const sets = bank.sets.map(({ name }, i) => ({ name, ...places[i] }));
    printJson(at === undefined ? { sets } : { sets, at, mixture });
  } else if (at === undefined) {
    printTable(bank.sets.map(({ name }, i) => [name, fixed(places[i]?.x), fixed(places[i]?.y)]));
  } else {
    printTable(parts.map(({ set, weight }) => [set.name, `${(100 * weight).toFixed(1)} %`]));
  }
  if (output === undefined || at === undefined) return;
  const [{ mixSets }, { addSets }, { writeBank }] = await Promise.all([
    import('../../descriptors/map/mix-sets.ts'),
    import('../../descriptors/bank/edit-bank.ts'),
    import('../../descriptors/bank/write-bank.ts'),
  ]);
  await writeBank(output, addSets(bank, [mixSets(`Mix ${fixed(at.x)} ${fixed(at.y)}`, parts)]));
  if (!json) print(`${output}: ${bank.sets.length + 1} sets`);
}

const fixed = (value = 0): string => value.toFixed(2);

function point(value: string): MapPoint {
  const [x = Number.NaN, y = Number.NaN, ...surplus] = value.split(',').map((part) => Number(part.trim() || 'x'));
  if (surplus.length > 0 || !(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
    throw new InvalidArgumentError('Give two numbers from 0 to 1 with a comma between them.');
  }
  return { x, y };
}
