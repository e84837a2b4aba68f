import { type DisplayPage, type MenuPage, menuPagesOf, type Row, type UiModel } from '../page.ts';

/** The menu: a row for each page below it that the instrument has; below them the change that can be taken back, and made again. */
export function createMenu(pages: Readonly<Record<MenuPage, DisplayPage>>): DisplayPage {
  return {
    title: 'Menu',
    rows: (model) => [
      ...menuPagesOf(model).map((page): Row => ({ label: pages[page].title, push: { kind: 'page', page } })),
      ...historyRows(model),
    ],
  };
}

function historyRows({ history }: UiModel): readonly Row[] {
  return (['undo', 'redo'] as const).flatMap((kind) => {
    const name = history?.[kind];
    return name === undefined ? [] : [{ label: kind, value: name, push: { kind } }];
  });
}
