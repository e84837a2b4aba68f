import { useEffect, useRef, useState } from 'preact/hooks';

/** Files dropped on the page. */
export interface DroppedFiles {
  readonly files: readonly File[];
  /** The bank that they were dropped on, if it can be edited; null: on any other place. */
  readonly bank: string | null;
}

/** A drag sends `dragover` every 50 to 350 ms; without one it has left the window or was cancelled, ms. */
const DRAG_END_MS = 500;

/**
 * Takes files that are dropped anywhere on the page: without this, a browser leaves the page and opens the file.
 *
 * @returns whether files are dragged over the page
 */
export function useFileDrop(onDrop: (dropped: DroppedFiles) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const handleOver = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      setIsOver(true);
      clearTimeout(timer);
      timer = setTimeout(() => setIsOver(false), DRAG_END_MS);
    };
    const handleDrop = (event: DragEvent): void => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      clearTimeout(timer);
      setIsOver(false);
      const target = event.target instanceof Element ? event.target : null;
      const bank = target?.closest<HTMLElement>('[data-editable-bank]');
      latest.current({ files, bank: bank?.dataset.editableBank ?? null });
    };
    addEventListener('dragover', handleOver);
    addEventListener('drop', handleDrop);
    return () => {
      clearTimeout(timer);
      removeEventListener('dragover', handleOver);
      removeEventListener('drop', handleDrop);
    };
  }, []);
  return isOver;
}
