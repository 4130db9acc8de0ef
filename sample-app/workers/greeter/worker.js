// The plugin "greeter": greets, and keeps count in the host.
//
// The SDK speaks the protocol; a plugin registers what it offers. The host calls
//   getData {key: "greeting", params: {name}}      and
//   performAction {key: "forget", params: {}}.
import { definePlugin, runWorker } from "@paperclipai/plugin-sdk";

const COUNT = { scopeKind: "instance", stateKey: "greetings" };
const salutation = process.env.GREETING ?? "Hello";

const plugin = definePlugin({
  async setup(ctx) {
    ctx.data.register("greeting", async ({ name, companyId }) => {
      if (typeof name !== "string" || name.trim() === "") {
        throw Object.assign(new Error("'name' must be a text"), { code: -32602 });
      }
      const count = Number((await ctx.state.get(COUNT)) ?? 0) + 1;
      await ctx.state.set(COUNT, count);

      const greeting = `${salutation}, ${name.trim()}!`;
      ctx.streams.open("greetings", companyId ?? "");
      for (const word of greeting.split(" ")) {
        ctx.streams.emit("greetings", { word });
      }
      ctx.streams.close("greetings");

      ctx.logger.info("Greeted somebody", { name: name.trim(), count });
      return { greeting, count };
    });

    ctx.actions.register("forget", async () => {
      await ctx.state.delete(COUNT);
      return { forgotten: true };
    });

    ctx.logger.info("Ready to greet", { plugin: ctx.manifest.id, node: process.version });
  },

  async onHealth() {
    return { status: "ok", details: { node: process.version } };
  },
});

export default plugin;
runWorker(plugin, import.meta.url);
