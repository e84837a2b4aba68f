import { createAudioPlayback } from './audio-playback.ts';
import { connect } from './connection.ts';
import type { Transport } from './transport.ts';

/** The instrument on a computer: its server answers over HTTP and a WebSocket. */
export const transport: Transport = {
  connect,
  request: (path, init) => fetch(path, init),
  upload: (path, file, onProgress) =>
    new Promise((resolve, reject) => {
      // fetch reports no upload progress.
      const request = new XMLHttpRequest();
      request.open('POST', path);
      request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
      request.onload = () => resolve({ isDone: request.status < 300, text: request.responseText });
      request.onerror = () => reject(new Error('no response'));
      request.send(file);
    }),
  createAudio: createAudioPlayback,
  // The server sends audio every 10 ms.
  soundDelayMs: 5,
  isShared: true,
};
