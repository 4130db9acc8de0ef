// A worker without the SDK, because no SDK would do this: it echoes what it is told to.
import { createInterface } from "node:readline";

const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));

const asked = new Map();
const silenced = [];
let initialized;

const methods = {
  initialize: ({ id }) => {
    initialized = id;
    send({ id, result: { ok: true } });
  },
  initialized: ({ id }) => send({ id, result: initialized }),
  shutdown: ({ id }) => {
    send({ id, result: null });
    process.exit(0);
  },
  crash: () => process.exit(1),
  silence: ({ paperclipInvocation }) => silenced.push(paperclipInvocation.id),
  silenced: ({ id }) => send({ id, result: silenced }),
  invocation: ({ id, paperclipInvocation }) => send({ id, result: paperclipInvocation }),
  ask: ({ id, params }) => {
    asked.set(`q-${id}`, id);
    send({ id: `q-${id}`, method: "state.get", params: { stateKey: "asked" }, ...params });
  },
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const message = JSON.parse(line);
  if (message.method) {
    methods[message.method]?.(message);
    return;
  }
  const { result, error } = message;
  send({ id: asked.get(message.id), ...(error ? { error } : { result }) });
});
