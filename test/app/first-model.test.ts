import { describe, expect, it } from 'vitest';
import { createFirstModel } from '../../src/app/first-model.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { impactSet } from '../descriptors/sample-sets.ts';

/** An instrument of three models, whose engine loses the render thread of a model. */
function setUp({ playingModel }: { readonly playingModel?: string } = {}) {
  const messages: string[] = [];
  const chosen: string[] = [];
  const substitutes: string[] = [];
  const spare = { count: 0 };
  const handleLoss = createFirstModel(
    {
      models: ['bells', 'impacts', 'metal'],
      playingModel,
      change: ({ model = '' }) => void chosen.push(model),
    },
    {
      onWarning: (line) => messages.push(line),
      onSubstitute: (model) => substitutes.push(model),
      onNone: () => void spare.count++,
    },
  );
  const error = new NeurorackError('bad-model', 'its checksum differs', { remedy: 'install it again' });
  const lose = (model: string): boolean =>
    handleLoss({
      kind: 'lost',
      role: 'render',
      error,
      isPlaying: false,
      program: {
        kind: 'model',
        model,
        modelsDirectory: '/models',
        seed: 1,
        patch: { a: SET, b: SET, gateMode: 'one-shot', loopMode: 'resynthesis' },
      },
    });
  return { messages, chosen, substitutes, spare, lose };
}

const SET = impactSet({ name: 'Boom' });

describe('the first model of a start', () => {
  it('is replaced by the default one when it does not play, then by the others, and the instrument stays on', () => {
    const { messages, chosen, substitutes, spare, lose } = setUp();
    expect([lose('metal'), lose('impacts')]).toEqual([true, true]);
    expect([chosen, substitutes]).toEqual([
      ['impacts', 'bells'],
      ['impacts', 'bells'],
    ]);
    expect(messages[0]).toBe(
      "warning: the model 'metal' does not play (its checksum differs; install it again), 'impacts' is loaded",
    );
    expect(spare.count).toBe(0);
    expect(lose('bells')).toBe(true);
    expect(spare.count).toBe(1);
    expect(messages.at(-1)).toBe('error: no model plays: its checksum differs; install it again');
    expect(chosen.length).toBe(2);
  });

  it('is not replaced once it has played: the process ends and is started again', () => {
    const { chosen, lose } = setUp({ playingModel: 'impacts' });
    expect([lose('impacts'), chosen]).toEqual([false, []]);
  });
});
