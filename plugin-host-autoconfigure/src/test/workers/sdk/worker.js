// A plugin as its authors write it, with the SDK from npm.
import { definePlugin, runWorker } from "@paperclipai/plugin-sdk";

let settings = {};

const plugin = definePlugin({
  async setup(ctx) {
    // Real plugins call the host before they have answered initialize
    settings = await ctx.config.get();
    ctx.logger.info("set up", { team: settings.team });
    console.log("a line that is no message");

    ctx.data.register("greeting", async (params) => ({
      text: `Hello, ${params.name}!`,
      team: settings.team,
    }));

    ctx.data.register("count", async (params) => {
      const key = { scopeKind: "instance", stateKey: params.key };
      const count = ((await ctx.state.get(key)) ?? 0) + 1;
      await ctx.state.set(key, count);
      return { count };
    });

    ctx.data.register("failure", async () => {
      throw new Error("no such luck");
    });

    ctx.actions.register("stream", async (params) => {
      ctx.streams.open("numbers", "company-1");
      for (let i = 1; i <= params.count; i++) {
        ctx.streams.emit("numbers", { i });
      }
      ctx.streams.close("numbers");
      return { done: true };
    });

    ctx.actions.register("crash", async () => {
      console.error("about to crash");
      setTimeout(() => process.exit(3), 10);
      return {};
    });
  },

  async onHealth() {
    return { status: "ok" };
  },

  async onShutdown() {
    console.error("shutting down");
  },
});

export default plugin;
runWorker(plugin, import.meta.url);
