/**
 * Makes the page open without a network after its first visit. A version that was found during the last visit takes over now: the page is
 * loaded again, before anything plays.
 *
 * @param folder address of the built folder, with a slash at its end
 * @param ready resolves when the page has what it needs; the other files are fetched afterwards
 */
export async function startOffline(folder: string, ready: Promise<unknown> = loaded()): Promise<void> {
  // Absent on a page that was not served by https or from this computer.
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  if (workers === undefined) return;
  try {
    const waiting = (await workers.getRegistration(folder))?.waiting;
    if (waiting && workers.controller !== null) {
      workers.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting.postMessage('take-over');
      return;
    }
    await ready;
    await workers.register(`${folder}service-worker.js`, { scope: folder, updateViaCache: 'none' });
  } catch {
    // The page plays all the same; some private windows allow no service worker.
  }
}

/** The files that the page itself waits for come first. */
function loaded(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState === 'complete') resolve();
    else addEventListener('load', () => resolve(), { once: true });
  });
}
