import type { DisplayPage, MenuPage } from '../page.ts';

/** The menu: a row for each page below it. */
export function createMenu(pages: readonly (readonly [MenuPage, DisplayPage])[]): DisplayPage {
  return {
    title: 'Menu',
    rows: () => pages.map(([page, { title }]) => ({ label: title, push: { kind: 'page', page } })),
  };
}
