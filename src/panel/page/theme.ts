/** Themes of the page; 'system' follows the operating system or browser. */
export const THEMES = ['system', 'dark', 'light'] as const;

export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = 'neurorack.theme';
const SYSTEM_IS_LIGHT = '(prefers-color-scheme: light)';

/** The theme that this browser has saved; 'system' where nothing is saved or storage is blocked. */
export function savedTheme(): Theme {
  try {
    const saved = localStorage.getItem(STORAGE_KEY);
    return THEMES.find((theme) => theme === saved) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Shows a theme and saves it in this browser. */
export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
  show(theme);
}

/** Shows the saved theme, and from then on follows the system while the theme is 'system'. */
export function startTheme(): void {
  show(savedTheme());
  matchMedia(SYSTEM_IS_LIGHT).addEventListener('change', () => show(shown));
}

let shown: Theme = 'system';

/** base.css has one block of colours for each value of the attribute. */
function show(theme: Theme): void {
  shown = theme;
  const isLight = theme === 'light' || (theme === 'system' && matchMedia(SYSTEM_IS_LIGHT).matches);
  document.documentElement.dataset.theme = isLight ? 'light' : 'dark';
}
