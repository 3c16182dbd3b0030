// Loads the modules that are named on the command line, one after the other, in a process in which every way to the
// outside is watched, and prints what each of them tried as one JSON object. Nothing that is watched goes out.
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';

const WATCHED = [
  ['net.Socket.connect', net.Socket.prototype, 'connect'],
  ['net.connect', net, 'connect'],
  ['net.createConnection', net, 'createConnection'],
  ['net.Server.listen', net.Server.prototype, 'listen'],
  ['tls.connect', tls, 'connect'],
  ['dgram.createSocket', dgram, 'createSocket'],
  ['dgram.Socket.bind', dgram.Socket.prototype, 'bind'],
  ['dgram.Socket.send', dgram.Socket.prototype, 'send'],
  ['http.request', http, 'request'],
  ['http.get', http, 'get'],
  ['https.request', https, 'request'],
  ['https.get', https, 'get'],
  ['http2.connect', http2, 'connect'],
  ['dns.lookup', dns, 'lookup'],
  ['dns.promises.lookup', dns.promises, 'lookup'],
  ['child_process.spawn', childProcess, 'spawn'],
  ['fetch', globalThis, 'fetch'],
];

const tried = new Set();
for (const [name, owner, method] of WATCHED) {
  owner[method] = () => {
    tried.add(name);
    throw new Error(`${name} while a module is loaded.`);
  };
}
syncBuiltinESMExports();

const seen = {};
for (const module of process.argv.slice(2)) {
  tried.clear();
  let failure;
  try {
    await import(module);
    // What a module began and did not wait for.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  } catch (error) {
    failure = String(error);
  }
  seen[module] = { tried: [...tried], ...(failure === undefined ? {} : { failure }) };
}
process.stdout.write(JSON.stringify(seen));
process.exit(0);
