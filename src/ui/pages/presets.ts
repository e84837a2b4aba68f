import type { DisplayPage, Row } from '../page.ts';

/** Saves the current sound under the first free name, and recalls saved ones. */
export const presets: DisplayPage = {
  title: 'Presets',
  rows: ({ presets: names }) => {
    if (names === undefined) return [{ label: 'not available' }];
    const name = freeName(names);
    return [
      { label: 'save as', value: name, push: { kind: 'save-preset', name } },
      ...names.map((preset): Row => ({ label: preset, push: { kind: 'recall-preset', name: preset } })),
    ];
  },
};

function freeName(taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`Preset ${number}`)) number++;
  return `Preset ${number}`;
}
