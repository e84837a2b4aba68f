import { clockText } from '../../numeric/clock-text.ts';
import type { DisplayPage, Row } from '../page.ts';

const START: Row = { label: 'record', push: { kind: 'recording', command: 'start' } };
const KEEP: Row = { label: 'keep last 30 s', push: { kind: 'recording', command: 'keep' } };

/** Begins and ends a take, and keeps what sounded before the push. */
export const recording: DisplayPage = {
  title: 'Recording',
  rows: ({ recording: state }) => {
    if (state === undefined) return [{ label: 'not available' }];
    return [typeof state === 'number' ? stopRow(state) : START, KEEP];
  },
};

const stopRow = (seconds: number): Row => ({
  label: 'stop',
  value: clockText(seconds),
  push: { kind: 'recording', command: 'stop' },
});
