import { render } from 'preact';
import { Panel } from './panel.tsx';
import { startTheme } from './theme.ts';

startTheme();
const root = document.getElementById('panel');
if (root !== null) render(<Panel />, root);
