import { type BuiltFolder, createOfflineCache } from './offline-cache.ts';

// Events of the ServiceWorkerGlobalScope, which the DOM types lack.
interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
declare const registration: ServiceWorkerRegistration;
declare const clients: { claim(): Promise<void> };
declare function skipWaiting(): Promise<void>;
declare function addEventListener(type: 'install' | 'activate', listener: (event: LastingEvent) => void): void;
declare function addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
declare function addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
/** The files of this version; written by the build. */
declare const BUILT_FOLDER: BuiltFolder;

const offline = createOfflineCache(BUILT_FOLDER, { caches, scope: registration.scope });

// A new version waits: the page of the former one has that version's files in use. `start-offline.ts` lets it take over at the next load.
addEventListener('install', (event) => event.waitUntil(offline.install()));
addEventListener('message', ({ data }) => data === 'take-over' && void skipWaiting());
addEventListener('activate', (event) => event.waitUntil(offline.removeOthers().then(() => clients.claim())));
addEventListener('fetch', (event) => {
  const response = offline.answer(event.request);
  if (response !== undefined) event.respondWith(response);
});
