import type { DisplayPage, Row } from '../page.ts';

/** The model that plays, and the ones a push changes to. */
export const model: DisplayPage = {
  title: 'Model',
  rows: ({ patch, models }) => [
    { label: 'current', value: patch.model },
    ...models.map(
      (name): Row => ({
        label: name === patch.model ? `> ${name}` : `  ${name}`,
        push: { kind: 'patch', patch: { model: name } },
      }),
    ),
  ],
};
