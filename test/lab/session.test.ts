import { describe, expect, it } from 'vitest';
import { runNight } from '../../ci/lab/night.ts';
import { runSession, type SessionPlan } from '../../ci/lab/session.ts';
import { createScriptedBoard } from './scripted-board.ts';

const plan: SessionPlan = {
  models: ['impacts', 'metal'],
  repeats: 1,
  quarantineAfter: 2,
  today: '2026-06-15',
  now: () => 0,
};
const cable = { rig: 'the cable is loose' };

describe('a healthy board on a healthy rig', () => {
  it('is reserved, power-cycled, checked, deployed to once, measured for each model, and released', async () => {
    const { board, calls } = createScriptedBoard('pi', {});
    const { runs, quarantine } = await runSession(board, { ...plan, repeats: 2 });
    expect(calls).toEqual([
      'reserve',
      'power',
      'health',
      'deploy',
      'bench impacts 1',
      'bench impacts 2',
      'bench metal 1',
      'bench metal 2',
      'release',
    ]);
    expect(runs.map(({ outcome, attempts, result }) => [outcome, attempts, result])).toEqual([
      ['measured', 1, 'pi bench impacts 1'],
      ['measured', 1, 'pi bench impacts 2'],
      ['measured', 1, 'pi bench metal 1'],
      ['measured', 1, 'pi bench metal 2'],
    ]);
    expect(quarantine).toBeNull();
  });
});

describe('a rig error', () => {
  it('in a bench is retried once after a power cycle, and both attempts are recorded', async () => {
    const { board, calls } = createScriptedBoard('pi', { bench: [cable, 'ok'] });
    const { runs, steps } = await runSession(board, plan);
    expect(calls.slice(4)).toEqual([
      'bench impacts 1',
      'power',
      'health',
      'bench impacts 1',
      'bench metal 1',
      'release',
    ]);
    expect(runs.map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
      ['measured', 2],
      ['measured', 1],
    ]);
    expect(steps.filter(({ outcome }) => outcome === 'error')).toEqual([
      { step: 'bench', attempt: 1, outcome: 'error', seconds: 0, note: 'the cable is loose' },
    ]);
  });

  it('in both attempts is an error, not a failure, and the next bench runs', async () => {
    const { board } = createScriptedBoard('pi', { bench: [cable, cable, 'ok'] });
    const { runs, quarantine } = await runSession(board, plan);
    expect(runs.map(({ outcome, why }) => [outcome, why])).toEqual([
      ['error', 'the cable is loose'],
      ['measured', null],
    ]);
    expect(quarantine).toBeNull();
  });

  it('in two consecutive runs leaves the others out and suggests quarantine', async () => {
    const { board, calls } = createScriptedBoard('pi', { bench: [cable] });
    const { runs, quarantine } = await runSession(board, { ...plan, models: ['a', 'b', 'c', 'd'] });
    expect(runs.map(({ outcome }) => outcome)).toEqual(['error', 'error', 'left out', 'left out']);
    expect(calls.filter((step) => step.startsWith('bench'))).toEqual([
      'bench a 1',
      'bench a 1',
      'bench b 1',
      'bench b 1',
    ]);
    expect(quarantine).toBe('the cable is loose');
    expect(calls.at(-1)).toBe('release');
  });

  it('before the first bench is retried once from the power cycle on; then all runs are errors', async () => {
    const { board, calls } = createScriptedBoard('pi', { health: [cable] });
    const { runs, quarantine } = await runSession(board, plan);
    expect(calls).toEqual(['reserve', 'power', 'health', 'power', 'health', 'release']);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['error', 'error']);
    expect(quarantine).toBe('the cable is loose');
  });

  it('while reserving leaves the board untouched', async () => {
    const { board, calls } = createScriptedBoard('pi', { reserve: [{ rig: 'somebody has it' }] });
    const { runs } = await runSession(board, plan);
    expect(calls).toEqual(['reserve']);
    expect(runs.map(({ outcome, why }) => [outcome, why])).toEqual([
      ['error', 'somebody has it'],
      ['error', 'somebody has it'],
    ]);
  });

  it('while releasing is recorded and changes no run', async () => {
    const { board } = createScriptedBoard('pi', { release: [{ rig: 'no answer' }] });
    const { runs, steps } = await runSession(board, plan);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['measured', 'measured']);
    expect(steps.at(-1)).toMatchObject({ step: 'release', outcome: 'error', note: 'no answer' });
  });
});

describe('a failure of the product', () => {
  it('in a bench is final: it is never retried', async () => {
    const { board, calls } = createScriptedBoard('pi', { bench: [{ product: 'it crashed' }, 'ok'] });
    const { runs } = await runSession(board, plan);
    expect(calls.filter((step) => step.startsWith('bench'))).toEqual(['bench impacts 1', 'bench metal 1']);
    expect(runs.map(({ outcome, why }) => [outcome, why])).toEqual([
      ['failed', 'it crashed'],
      ['measured', null],
    ]);
  });

  it('while deploying fails every run, and the version that plays instead is not measured', async () => {
    const { board, calls } = createScriptedBoard('pi', { deploy: [{ product: 'it does not play' }] });
    const { runs, quarantine } = await runSession(board, plan);
    expect(calls).toEqual(['reserve', 'power', 'health', 'deploy', 'release']);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(quarantine).toBeNull();
  });
});

describe('a board in quarantine', () => {
  const quarantine = { owner: 'Ada', reason: 'its fan has stopped', until: '2026-06-15' };

  it('is left out with owner and reason, and not touched', async () => {
    const { board, calls } = createScriptedBoard('pi', {}, { quarantine });
    const { runs } = await runSession(board, plan);
    expect(calls).toEqual([]);
    expect(runs[0]).toMatchObject({
      outcome: 'left out',
      why: 'in quarantine until 2026-06-15 (Ada): its fan has stopped',
    });
  });

  it('runs again the day after', async () => {
    const { board } = createScriptedBoard('pi', {}, { quarantine });
    const { runs } = await runSession(board, { ...plan, today: '2026-06-16' });
    expect(runs.map(({ outcome }) => outcome)).toEqual(['measured', 'measured']);
  });
});

describe('a night', () => {
  it('runs boards of one rig one after the other, and rigs side by side', async () => {
    const running = new Set<string>();
    const together: string[][] = [];
    const on = (id: string, rig: string) =>
      createScriptedBoard(
        id,
        {},
        {
          rig,
          bench: async () => {
            running.add(id);
            await Promise.resolve();
            together.push([...running].toSorted());
            await Promise.resolve();
            running.delete(id);
            return { done: id };
          },
        },
      ).board;
    const records = await runNight([on('a1', 'a'), on('b1', 'b'), on('a2', 'a')], { ...plan, models: ['impacts'] });
    expect(records.map(({ board }) => board)).toEqual(['a1', 'b1', 'a2']);
    expect(together).toContainEqual(['a1', 'b1']);
    expect(together.filter((of) => of.includes('a1') && of.includes('a2'))).toEqual([]);
  });
});
