// Plays an instrument with osc-js, a library of others, and prints the messages that it receives as lines of JSON:
//
//   node test/panel/osc/osc-js-peer.js udp|ws <port>
import { createSocket } from 'node:dgram';
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
const OSC = load('osc-js');

const [how, port] = [process.argv[2], Number(process.argv[3])];

/** A UDP port that is free now. */
async function freePort() {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port: found } = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  return found;
}

async function openPlugin() {
  if (how === 'ws') return new OSC.WebsocketClientPlugin({ host: '127.0.0.1', port });
  const open = { host: '127.0.0.1', port: await freePort() };
  return new OSC.DatagramPlugin({ open, send: { host: '127.0.0.1', port } });
}

const osc = new OSC({ plugin: await openPlugin() });
osc.on('*', ({ address, args }) => {
  if (address !== undefined) process.stdout.write(`${JSON.stringify({ address, args })}\n`);
});
osc.on('open', () => {
  osc.send(new OSC.Message('/neurorack/cv/1', 2.5));
  osc.send(new OSC.Message('/trowacv/ch/2', -1.25));
  osc.send(new OSC.Message('/neurorack/gate/1', 1));
  osc.send(new OSC.Message('/neurorack/gate/1', 0));
  osc.send(new OSC.Message('/neurorack/preset', 'Temple'));
  // Two of one bundle, whose time tag is that of its making.
  const [scrub, pitch] = [new OSC.Message('/neurorack/scrub', 0.5), new OSC.Message('/neurorack/pitch', -1)];
  osc.send(new OSC.Bundle([scrub, pitch], Date.now()));
  osc.send(new OSC.Message('/neurorack/subscribe'));
});
osc.open();
