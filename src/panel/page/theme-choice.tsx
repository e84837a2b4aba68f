import { useState } from 'preact/hooks';
import { chooseTheme, savedTheme, THEMES, type Theme } from './theme.ts';

const LABELS: Readonly<Record<Theme, string>> = { system: 'System', dark: 'Dark', light: 'Light' };

/** The list of themes; the choice is saved in this browser. */
export function ThemeChoice() {
  const [theme, setTheme] = useState(savedTheme);
  return (
    <select
      class="theme"
      aria-label="Theme"
      title="Theme"
      value={theme}
      onChange={({ currentTarget }) => {
        const chosen = THEMES.find((one) => one === currentTarget.value) ?? 'system';
        setTheme(chosen);
        chooseTheme(chosen);
      }}
    >
      {THEMES.map((one) => (
        <option key={one} value={one}>
          {LABELS[one]}
        </option>
      ))}
    </select>
  );
}
