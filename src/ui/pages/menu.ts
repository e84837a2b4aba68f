import { type DisplayPage, type MenuPage, menuPagesOf } from '../page.ts';

/** The menu: a row for each page below it that the instrument has. */
export function createMenu(pages: Readonly<Record<MenuPage, DisplayPage>>): DisplayPage {
  return {
    title: 'Menu',
    rows: (model) => menuPagesOf(model).map((page) => ({ label: pages[page].title, push: { kind: 'page', page } })),
  };
}
